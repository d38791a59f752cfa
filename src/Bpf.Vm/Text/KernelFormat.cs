using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Bpf.Vm;

/// <summary>
/// Formats text as the printing helpers do: a part of the kernel's <c>printf</c> with rules of its own.
/// </summary>
/// <remarks>
/// <c>bpf_bprintf_prepare</c> in <c>kernel/trace/bpf_trace.c</c> and <c>kernel/bpf/helpers.c</c>: <c>%d %i %u %x %X
/// %c %s %p</c>
/// with <c>l</c> and <c>ll</c>, flags <c>0 + - space</c> and a width; <c>%pks %pus %pi4 %pI4 %pi6 %pI6 %px %pK %ps
/// %pS %pB</c>.
/// Pointers are printed as they are, not hashed, and symbols as addresses.
/// </remarks>
internal static class KernelFormat
{
    private const int MaxString = 512;

    /// <summary>Formats; false for what the kernel answers with -EINVAL.</summary>
    /// <param name="format">The format with its terminating 0; what follows that is ignored.</param>
    public static bool TryFormat(
        ReadOnlySpan<byte> format, ReadOnlySpan<ulong> values, VmMemory memory, out byte[] text)
    {
        text = [];
        int end = format.IndexOf((byte)0);
        if (end < 0)
        {
            return false;
        }

        var output = new List<byte>();
        int used = 0;
        for (int i = 0; i < end; i++)
        {
            byte c = format[i];
            if (c is not (>= 0x20 and < 0x7f) and not (>= 9 and <= 13))
            {
                return false;
            }

            if (c != '%')
            {
                output.Add(c);
            }
            else if (format[i + 1] == '%')
            {
                output.Add(c);
                i++;
            }
            else
            {
                if (used == values.Length || !TryParse(format[(i + 1)..], out Specifier specifier))
                {
                    return false;
                }

                output.AddRange(Print(specifier, values[used++], memory));
                i += specifier.Length;
            }
        }

        text = [.. output];
        return true;
    }

    private enum Kind
    {
        Signed,
        Unsigned,
        Hex,
        UpperHex,
        Character,
        String,
        Pointer,
        Ip4,
        Ip6,
    }

    /// <param name="Size">Bytes of an integer.</param>
    /// <param name="Length">Characters of the specifier after the percent sign.</param>
    /// <param name="IsPacked">Whether an address is printed the long way: <c>%pi4</c>, <c>%pi6</c>.</param>
    private readonly record struct Specifier(Kind Kind, string Flags, int Width, int Size, int Length, bool IsPacked);

    private static bool TryParse(ReadOnlySpan<byte> text, out Specifier specifier)
    {
        int i = 0;
        while (text[i] is (byte)'0' or (byte)'+' or (byte)'-' or (byte)' ')
        {
            i++;
        }

        string flags = Encoding.ASCII.GetString(text[..i]);
        int width = 0;
        for (; text[i] is >= (byte)'0' and <= (byte)'9' && width < MaxString; i++)
        {
            width = width * 10 + (text[i] - '0');
        }

        specifier = new Specifier(Kind.Signed, flags, width, sizeof(int), i + 1, false);
        switch (text[i])
        {
            case (byte)'c':
                specifier = specifier with { Kind = Kind.Character };
                return true;
            case (byte)'s':
                specifier = specifier with { Kind = Kind.String };
                return EndsSpecifier(text[i + 1]);
            case (byte)'p':
                return TryParsePointer(text[(i + 1)..], ref specifier);
            default:
                return TryParseInteger(text[i..], ref specifier);
        }
    }

    private static bool TryParseInteger(ReadOnlySpan<byte> text, ref Specifier specifier)
    {
        int longs = text[0] != 'l' ? 0 : text[1] != 'l' ? 1 : 2;
        Kind? kind = text[longs] switch
        {
            (byte)'d' or (byte)'i' => Kind.Signed,
            (byte)'u' => Kind.Unsigned,
            (byte)'x' => Kind.Hex,
            (byte)'X' => Kind.UpperHex,
            _ => null,
        };
        specifier = specifier with
        {
            Kind = kind ?? Kind.Signed,
            Size = longs > 0 ? sizeof(long) : sizeof(int),
            Length = specifier.Length + longs,
        };
        return kind is not null;
    }

    // What follows "%p".
    private static bool TryParsePointer(ReadOnlySpan<byte> text, ref Specifier specifier)
    {
        byte first = text[0];
        byte second = first == 0 ? (byte)0 : text[1];
        if (EndsSpecifier(first))
        {
            specifier = specifier with { Kind = Kind.Pointer };
            return true;
        }

        if (first is (byte)'k' or (byte)'u' && second == 's')
        {
            specifier = specifier with { Kind = Kind.String, Length = specifier.Length + 2 };
            return EndsSpecifier(text[2]);
        }

        if (first is (byte)'K' or (byte)'x' or (byte)'s' or (byte)'S' or (byte)'B')
        {
            specifier = specifier with { Kind = Kind.Pointer, Length = specifier.Length + 1 };
            return true;
        }

        specifier = specifier with
        {
            Kind = second == '4' ? Kind.Ip4 : Kind.Ip6,
            Length = specifier.Length + 2,
            IsPacked = first == 'i',
        };
        return first is (byte)'i' or (byte)'I' && second is (byte)'4' or (byte)'6';
    }

    private static bool EndsSpecifier(byte c) => c == 0 || char.IsWhiteSpace((char)c) || IsPunctuation(c);

    private static bool IsPunctuation(byte c) => c is > 0x20 and < 0x7f && !char.IsAsciiLetterOrDigit((char)c);

    private static byte[] Print(Specifier specifier, ulong value, VmMemory memory) => specifier.Kind switch
    {
        Kind.Character => [(byte)value],
        Kind.String => Pad(ReadString(value, memory), specifier),
        Kind.Pointer => Pad(Encoding.ASCII.GetBytes($"{value:x16}"), specifier),
        Kind.Ip4 => Pad(Encoding.ASCII.GetBytes(Ip4(ReadBytes(value, 4, memory), specifier.IsPacked)), specifier),
        Kind.Ip6 => Pad(Encoding.ASCII.GetBytes(Ip6(ReadBytes(value, 16, memory), specifier.IsPacked)), specifier),
        _ => Encoding.ASCII.GetBytes(Integer(specifier, value)),
    };

    private static string Integer(Specifier specifier, ulong value)
    {
        ulong cut = specifier.Size == sizeof(int) ? (uint)value : value;
        long signed = specifier.Size == sizeof(int) ? (int)value : (long)value;
        string digits = specifier.Kind switch
        {
            Kind.Signed => signed.ToString(CultureInfo.InvariantCulture).TrimStart('-'),
            Kind.Unsigned => cut.ToString(CultureInfo.InvariantCulture),
            Kind.Hex => cut.ToString("x", CultureInfo.InvariantCulture),
            _ => cut.ToString("X", CultureInfo.InvariantCulture),
        };
        string sign =
            specifier.Kind != Kind.Signed ? "" :
            signed < 0 ? "-" :
            specifier.Flags.Contains('+', StringComparison.Ordinal) ? "+" :
            specifier.Flags.Contains(' ', StringComparison.Ordinal) ? " " : "";
        bool isLeft = specifier.Flags.Contains('-', StringComparison.Ordinal);
        if (specifier.Flags.Contains('0', StringComparison.Ordinal) && !isLeft)
        {
            digits = digits.PadLeft(Math.Max(specifier.Width - sign.Length, 0), '0');
        }

        string text = sign + digits;
        return isLeft ? text.PadRight(specifier.Width) : text.PadLeft(specifier.Width);
    }

    private static byte[] Pad(byte[] text, Specifier specifier)
    {
        if (text.Length >= specifier.Width)
        {
            return text;
        }

        byte[] padded = new byte[specifier.Width];
        padded.AsSpan().Fill((byte)' ');
        bool isLeft = specifier.Flags.Contains('-', StringComparison.Ordinal);
        text.CopyTo(padded, isLeft ? 0 : specifier.Width - text.Length);
        return padded;
    }

    // A string that cannot be read is empty.
    private static byte[] ReadString(ulong address, VmMemory memory)
    {
        var bytes = new List<byte>();
        while (bytes.Count < MaxString)
        {
            if (!memory.TryRead(address + (ulong)bytes.Count, 1, out ReadOnlySpan<byte> next))
            {
                return [];
            }

            if (next[0] == 0)
            {
                break;
            }

            bytes.Add(next[0]);
        }

        return [.. bytes];
    }

    private static byte[] ReadBytes(ulong address, int size, VmMemory memory) =>
        memory.TryRead(address, size, out ReadOnlySpan<byte> bytes) ? bytes.ToArray() : new byte[size];

    // %pI4 is 1.2.3.4, %pi4 is 001.002.003.004.
    private static string Ip4(byte[] bytes, bool isPacked) =>
        string.Join('.', bytes.Select(part => part.ToString(isPacked ? "000" : "0", CultureInfo.InvariantCulture)));

    // %pI6 is 0001:0002:…, %pi6 the same without colons.
    private static string Ip6(byte[] bytes, bool isPacked) =>
        string.Join(
            isPacked ? "" : ":",
            Enumerable.Range(0, 8)
                .Select(i => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2 * i)))
                .Select(part => part.ToString("x4", CultureInfo.InvariantCulture)));
}
