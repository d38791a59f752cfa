using KernelScript.Compiler;
using KernelScript.Semantics;
using Scripts.Testing;

namespace Samples.Tests;

/// <summary>Runs the steps of a sample on a target and checks what it says must come out.</summary>
internal sealed class SampleRunner(Compilation compilation, IScriptTarget target)
{
    private readonly Places _places = new(compilation, target);

    private static readonly Dictionary<string, uint> _results = new()
    {
        ["XDP_ABORTED"] = 0,
        ["XDP_DROP"] = 1,
        ["XDP_PASS"] = 2,
        ["XDP_TX"] = 3,
        ["TC_ACT_OK"] = 0,
        ["TC_ACT_SHOT"] = 2,
    };

    /// <summary>Runs all steps; what depends on programs that this target cannot run is left out.</summary>
    public void Run(SampleFile sample)
    {
        bool ranAll = true;
        foreach (SampleStep step in sample.Steps)
        {
            switch (step)
            {
                case SetStep set:
                    MapSymbol map = Map(set.Map);
                    target.Write(set.Map, Places.Bytes(set.Key, map.Key), Places.Bytes(set.Value, map.Value));
                    break;
                case TestStep test:
                    ranAll &= RunProgram(test);
                    break;
                case ThenStep then when ranAll:
                    Assert.Equal((then.Place, Places.Normalize(then.Value)), (then.Place, _places.Read(then.Place)));
                    break;
                case PrintsStep prints when target.Prints is not null:
                    Assert.Contains(prints.Text, target.Prints);
                    break;
            }
        }
    }

    private bool RunProgram(TestStep test)
    {
        byte[] input = PacketBuilder.Build(test.Input);
        if (target.Run(test.Program, new ProgramInput(test.IsPacket, input)) is not { } outcome)
        {
            return false;
        }

        uint expected = _results.TryGetValue(test.Returns, out uint named) ? named : (uint)PacketBuilder.Number(test.Returns);
        Assert.Equal((test.Input, expected), (test.Input, outcome.ReturnValue));
        if (test.IsPacket)
        {
            byte[] packet = test.Gives is null ? input : PacketBuilder.Build(test.Gives);
            Assert.Equal(Convert.ToHexString(packet), Convert.ToHexString(outcome.Packet));
        }

        return true;
    }

    private MapSymbol Map(string name) => compilation.Program.Maps.Single(m => m.Name == name);
}
