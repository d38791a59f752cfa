using KernelScript.Compiler;
using KernelScript.Semantics;
using Scripts.Testing;

namespace Conformance.Tests;

/// <summary>Runs a case on a target and checks what it says must come out.</summary>
internal sealed class CaseRunner(Compilation compilation, IScriptTarget target)
{
    private static readonly Dictionary<string, uint> _results = new()
    {
        ["XDP_ABORTED"] = 0,
        ["XDP_DROP"] = 1,
        ["XDP_PASS"] = 2,
        ["XDP_TX"] = 3,
        ["XDP_REDIRECT"] = 4,
        ["TC_ACT_OK"] = 0,
        ["TC_ACT_SHOT"] = 2,
        ["TC_ACT_PIPE"] = 3,
    };

    private readonly Places _places = new(compilation, target);

    /// <summary>Goes through the expectations; what depends on programs that this target cannot run is left out.</summary>
    public void Run(ConformanceCase conformance)
    {
        bool ranAll = true;
        foreach (Expectation expectation in conformance.Expectations)
        {
            switch (expectation)
            {
                case SetExpectation set:
                    MapSymbol map = compilation.Program.Maps.Single(m => m.Name == set.Map);
                    target.Write(set.Map, Places.Bytes(set.Key, map.Key), Places.Bytes(set.Value, map.Value));
                    break;
                case RunExpectation run:
                    ranAll &= RunProgram(run);
                    break;
                case ValueExpectation value when ranAll:
                    Assert.Equal((value.Place, Places.Normalize(value.Value)), (value.Place, _places.Read(value.Place)));
                    break;
                case PrintExpectation prints when target.Prints is not null:
                    Assert.Contains(prints.Text, target.Prints);
                    break;
            }
        }
    }

    private bool RunProgram(RunExpectation run)
    {
        byte[] input = PacketBuilder.Build(run.Input);
        if (target.Run(run.Program, new ProgramInput(run.IsPacket, input)) is not { } outcome)
        {
            return false;
        }

        if (run.Returns != "any")
        {
            Assert.Equal((run.Program, run.Input, Result(run.Returns)), (run.Program, run.Input, outcome.ReturnValue));
        }

        if (run.IsPacket)
        {
            byte[] packet = run.Gives is null ? input : PacketBuilder.Build(run.Gives);
            Assert.Equal(Convert.ToHexString(packet), Convert.ToHexString(outcome.Packet));
        }

        return true;
    }

    private static uint Result(string text) => _results.TryGetValue(text, out uint named) ? named
        : text.StartsWith('-') ? (uint)-PacketBuilder.Number(text[1..])
        : (uint)PacketBuilder.Number(text);
}
