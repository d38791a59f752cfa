using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using KernelScript.Compiler;
using KernelScript.Semantics;
using KernelScript.Semantics.Lowering;

namespace Scripts.Testing;

/// <summary>
/// Reads what a script left behind, by the words of its expectations: <c>global</c>, <c>config.field</c>,
/// <c>map[key].field[2]</c>, <c>sum(map[key])</c> over CPUs, <c>count(map)</c>.
/// </summary>
/// <remarks>
/// Values come as text: numbers in decimal, <c>true</c> and <c>false</c>, strings in double quotes,
/// other memory as <c>hex(…)</c>, and <c>absent</c>.
/// </remarks>
public sealed class Places(Compilation compilation, IScriptTarget target)
{
    private const int CpuStride = 8;

    /// <summary>The value of a place as text.</summary>
    public string Read(string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (TryTakeCall(place, "count", out string? map))
        {
            return target.Count(map).ToString(CultureInfo.InvariantCulture);
        }

        if (TryTakeCall(place, "sum", out string? summed))
        {
            return ReadMember(summed, sumsCpus: true);
        }

        return ReadMember(place, sumsCpus: false);
    }

    /// <summary>An expected value in the form that <see cref="Read"/> gives: numbers in decimal.</summary>
    public static string Normalize(string expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        bool isNegative = expected.StartsWith('-');
        string digits = (isNegative ? expected[1..] : expected).Replace("_", "", StringComparison.Ordinal);
        BigInteger? value = digits.StartsWith("0x", StringComparison.Ordinal)
            ? BigInteger.Parse("0" + digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : digits.StartsWith("0b", StringComparison.Ordinal)
            ? BigInteger.Parse("0" + digits[2..], NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture)
            : BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger n) ? n : null;
        if (value is { } number)
        {
            return (isNegative ? -number : number).ToString(CultureInfo.InvariantCulture);
        }

        return expected.StartsWith("hex(", StringComparison.Ordinal)
            ? expected.ToUpperInvariant().Replace("HEX", "hex", StringComparison.Ordinal)
            : expected;
    }

    /// <summary>The bytes of a value as it is written in an expectation.</summary>
    public static byte[] Bytes(string text, TypeSymbol type)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(type);
        byte[] bytes = new byte[type.Size];
        if (text.StartsWith("hex(", StringComparison.Ordinal))
        {
            return Convert.FromHexString(text[4..^1]);
        }

        if (text.StartsWith('"'))
        {
            Encoding.UTF8.GetBytes(text.AsSpan(1, text.Length - 2), bytes);
            return bytes;
        }

        var number = BigInteger.Parse(Normalize(text), CultureInfo.InvariantCulture);
        Span<byte> wide = stackalloc byte[CpuStride];
        BinaryPrimitives.WriteUInt64LittleEndian(wide, (ulong)(number & ulong.MaxValue));
        wide[..Math.Min(type.Size, wide.Length)].CopyTo(bytes);
        return bytes;
    }

    private string ReadMember(string place, bool sumsCpus)
    {
        int end = place.AsSpan().IndexOfAny('[', '.');
        string name = end < 0 ? place : place[..end];
        string path = end < 0 ? "" : place[end..];
        if (compilation.Program.Maps.SingleOrDefault(m => m.Name == name) is { } map)
        {
            return ReadEntry(map, path, sumsCpus);
        }

        VariableSymbol variable = compilation.Program.Globals.Single(g => g.Name == name);
        return Describe(Walk(ReadGlobal(variable), variable.Type, path));
    }

    private string ReadEntry(MapSymbol map, string path, bool sumsCpus)
    {
        int close = path.IndexOf(']', StringComparison.Ordinal);
        byte[]? value = target.Read(map.Name, Bytes(path[1..close], map.Key));
        if (value is null)
        {
            return "absent";
        }

        string rest = path[(close + 1)..];
        if (!sumsCpus)
        {
            return Describe(Walk(value, map.Value, rest));
        }

        int stride = (map.Value.Size + CpuStride - 1) / CpuStride * CpuStride;
        BigInteger sum = BigInteger.Zero;
        foreach (byte[] cpu in value.Chunk(stride))
        {
            sum += BigInteger.Parse(Describe(Walk(cpu, map.Value, rest)), CultureInfo.InvariantCulture);
        }

        return sum.ToString(CultureInfo.InvariantCulture);
    }

    private ReadOnlySpan<byte> ReadGlobal(VariableSymbol variable)
    {
        if (variable.Kind != VariableKind.PinnedGlobal)
        {
            // A variable that no program uses is not in the object.
            return target.Variable(variable.Name) ?? Initial(variable);
        }

        FieldSymbol field = PinnedGlobals.Of(compilation.Program).FieldOf(variable);
        return target.Read(PinnedGlobals.MapName, [0, 0, 0, 0]).AsSpan(field.Offset, field.Type.Size);
    }

    private static byte[] Initial(VariableSymbol variable)
    {
        byte[] bytes = new byte[variable.Type.Size];
        variable.InitialValue.AsSpan().CopyTo(bytes);
        return bytes;
    }

    private static Located Walk(ReadOnlySpan<byte> bytes, TypeSymbol type, string path)
    {
        string rest = path;
        while (rest.Length > 0)
        {
            int end = rest.AsSpan(1).IndexOfAny('[', '.') is var next && next < 0 ? rest.Length : next + 1;
            string step = rest[..end];
            rest = rest[end..];
            switch (type)
            {
                case StructType structure:
                    FieldSymbol field = structure.FindField(step[1..])
                        ?? throw new FormatException($"'{structure.Name}' has no field '{step[1..]}'.");
                    bytes = bytes.Slice(field.Offset, field.Type.Size);
                    type = field.Type;
                    break;
                case ArrayType array:
                    int index = (int)PacketBuilder.Number(step[1..^1]);
                    bytes = bytes.Slice(index * array.Element.Size, array.Element.Size);
                    type = array.Element;
                    break;
                default:
                    throw new FormatException($"A '{type.Name}' has no member '{step}'.");
            }
        }

        return new Located(bytes[..type.Size], type);
    }

    private static string Describe(Located value) => value.Type switch
    {
        EnumType e => Describe(new Located(value.Bytes, e.Underlying)),
        StringType => Quote(value.Bytes),
        PrimitiveType { Kind: PrimitiveKind.Bool } => value.Bytes[0] switch
        {
            0 => "false",
            1 => "true",
            byte b => $"bool of {b}",
        },
        PrimitiveType p => new BigInteger(value.Bytes, isUnsigned: !p.IsSigned).ToString(CultureInfo.InvariantCulture),
        _ => $"hex({Convert.ToHexString(value.Bytes)})",
    };

    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        if (end >= 0 && bytes[end..].ContainsAnyExcept((byte)0))
        {
            // The bytes after the string must be zero: keys and events are compared whole.
            return $"hex({Convert.ToHexString(bytes)})";
        }

        return $"\"{Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end])}\"";
    }

    private static bool TryTakeCall(
        string place, string function, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? argument)
    {
        bool isCall = place.StartsWith(function + "(", StringComparison.Ordinal) && place.EndsWith(')');
        argument = isCall ? place[(function.Length + 1)..^1] : null;
        return isCall;
    }

    /// <summary>A piece of memory and what it is.</summary>
    private readonly ref struct Located(ReadOnlySpan<byte> bytes, TypeSymbol type)
    {
        public ReadOnlySpan<byte> Bytes { get; } = bytes;

        public TypeSymbol Type { get; } = type;
    }
}
