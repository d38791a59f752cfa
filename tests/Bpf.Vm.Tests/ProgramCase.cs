using System.Collections.Immutable;
using System.Globalization;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm.Tests;

/// <summary>A program in a file with what it runs on and what it returns.</summary>
/// <remarks>
/// <code>
/// ; program SchedCls
/// ; map NAME TYPE KEYSIZE VALUESIZE ENTRIES [FLAGS]
/// ; packet HEX
/// ; result 0xHEX
/// ; packet-after HEX
/// assembly with labels
/// </code>
/// </remarks>
internal sealed record ProgramCase
{
    public required ProgramType Type { get; init; }

    public required CodeImage Code { get; init; }

    public ImmutableDictionary<string, VmMapShape> Maps { get; init; } = ImmutableDictionary<string, VmMapShape>.Empty;

    public ImmutableArray<byte> Packet { get; init; } = [.. new byte[64]];

    public uint Result { get; init; }

    /// <summary>The packet afterwards; null when it is as before.</summary>
    public ImmutableArray<byte>? PacketAfter { get; init; }

    public static IEnumerable<string> Names => typeof(ProgramCase).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".bpf", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    public static ProgramCase Read(string name)
    {
        using Stream stream = typeof(ProgramCase).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"read case {name}: it is not embedded");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    public static ProgramCase Parse(string text)
    {
        var result = new ProgramCase { Type = ProgramType.Xdp, Code = AssemblyText.Parse(text, IsaLevel.V4) };
        foreach (string line in text.Split('\n').TakeWhile(line => line.StartsWith(';')))
        {
            string[] words = line[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            result = words switch
            {
                ["program", var type] => result with { Type = Enum.Parse<ProgramType>(type) },
                ["map", var name, .. var shape] => result with { Maps = result.Maps.Add(name, Shape(shape)) },
                ["packet", var hex] => result with { Packet = [.. Convert.FromHexString(hex)] },
                ["packet-after", var hex] => result with { PacketAfter = [.. Convert.FromHexString(hex)] },
                ["result", var number] => result with
                {
                    Result = uint.Parse(number.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                },
                _ => result,
            };
        }

        return result;
    }

    private static VmMapShape Shape(string[] words) => new()
    {
        Type = Enum.Parse<MapType>(words[0]),
        KeySize = int.Parse(words[1], CultureInfo.InvariantCulture),
        ValueSize = int.Parse(words[2], CultureInfo.InvariantCulture),
        MaxEntries = int.Parse(words[3], CultureInfo.InvariantCulture),
        Flags = words.Length > 4 ? Enum.Parse<MapFlags>(words[4]) : MapFlags.None,
    };
}
