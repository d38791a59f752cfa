using System.Buffers.Binary;
using System.Text.RegularExpressions;
using KernelScript.Compiler;
using KernelScript.Semantics;

namespace Samples.Tests;

/// <summary>Runs the steps of a sample on a target and checks what it says must come out.</summary>
internal sealed partial class SampleRunner(Compilation compilation, ISampleTarget target)
{
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
                    target.Write(set.Map, Bytes(set.Key, map.Key.Size), Bytes(set.Value, map.Value.Size));
                    break;
                case TestStep test:
                    ranAll &= RunProgram(test);
                    break;
                case ThenStep then when ranAll:
                    Assert.Equal((then.Place, then.Value), (then.Place, Value(then.Place)));
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
        if (target.Run(test.Program, test.IsPacket, input) is not { } outcome)
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

    private long Value(string place)
    {
        Match match = Place().Match(place);
        Assert.True(match.Success, $"'{place}' is no place");
        string name = match.Groups["name"].Value;
        if (!match.Groups["key"].Success)
        {
            return match.Groups["function"].Value == "count" ? target.Count(name) : Integer(target.Variable(name));
        }

        MapSymbol map = Map(name);
        byte[]? value = target.Read(name, Bytes(PacketBuilder.Number(match.Groups["key"].Value), map.Key.Size));
        Assert.True(value is not null, $"there is no entry {place}");
        if (match.Groups["function"].Value == "sum")
        {
            return value.Chunk(8).Sum(cpu => Integer(cpu.AsSpan(0, map.Value.Size)));
        }

        if (!match.Groups["field"].Success)
        {
            return Integer(value);
        }

        FieldSymbol field = ((StructType)map.Value).FindField(match.Groups["field"].Value)!;
        return Integer(value.AsSpan(field.Offset, field.Type.Size));
    }

    private MapSymbol Map(string name) => compilation.Program.Maps.Single(m => m.Name == name);

    private static byte[] Bytes(long value, int size)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes[..size];
    }

    private static long Integer(ReadOnlySpan<byte> bytes)
    {
        Span<byte> wide = stackalloc byte[8];
        wide.Clear();
        bytes.CopyTo(wide);
        return BinaryPrimitives.ReadInt64LittleEndian(wide);
    }

    [GeneratedRegex(@"^((?<function>sum|count)\()?(?<name>\w+)(\[(?<key>\w+)\])?(\.(?<field>\w+))?\)?$")]
    private static partial Regex Place();
}
