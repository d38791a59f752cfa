using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Numbers in text as <c>bpf_strtol</c> and <c>bpf_strtoul</c> read them.</summary>
internal static class NumberText
{
    private const int MaxLength = 64;
    private const ulong BaseMask = 0x1f;

    /// <summary>Parses a number at the start of the text.</summary>
    /// <returns>
    /// Characters used; -EINVAL if there is no number or the base is not 0, 8, 10 or 16; -ERANGE if it is too large.
    /// </returns>
    public static int Parse(ReadOnlySpan<byte> text, ulong flags, bool isSigned, out ulong value)
    {
        value = 0;
        ulong numberBase = flags & BaseMask;
        if (text.IsEmpty || flags > BaseMask || numberBase is not (0 or 8 or 10 or 16))
        {
            return -Errno.EINVAL;
        }

        int position = 0;
        while (position < text.Length && text[position] is (byte)' ' or >= 9 and <= 13)
        {
            position++;
        }

        bool isNegative = position < text.Length && text[position] == '-';
        position += isNegative ? 1 : 0;
        ReadOnlySpan<byte> digits = text[position..];
        digits = digits[..Math.Min(digits.Length, MaxLength)];
        int prefix = Prefix(digits, ref numberBase);
        int status = ReadDigits(digits[prefix..], numberBase, out int count, out value);
        if (status < 0 || (isNegative && !isSigned))
        {
            return status < 0 ? status : -Errno.EINVAL;
        }

        if (isSigned && value > (ulong)long.MaxValue + (isNegative ? 1ul : 0))
        {
            return -Errno.ERANGE;
        }

        value = isNegative ? 0 - value : value;
        return position + prefix + count;
    }

    // 0x… is hexadecimal and 0… octal when the base is left open.
    private static int Prefix(ReadOnlySpan<byte> digits, ref ulong numberBase)
    {
        bool isZero = digits.Length > 0 && digits[0] == '0';
        bool isHex = isZero && digits.Length > 2 && digits[1] is (byte)'x' or (byte)'X' && DigitOf(digits[2]) < 16;
        if (numberBase == 0)
        {
            numberBase = isHex ? 16u : isZero ? 8u : 10u;
        }

        return numberBase == 16 && isHex ? 2 : 0;
    }

    private static int ReadDigits(ReadOnlySpan<byte> digits, ulong numberBase, out int count, out ulong value)
    {
        value = 0;
        for (count = 0; count < digits.Length && DigitOf(digits[count]) < numberBase; count++)
        {
            UInt128 next = (UInt128)value * numberBase + DigitOf(digits[count]);
            if (next > ulong.MaxValue)
            {
                return -Errno.ERANGE;
            }

            value = (ulong)next;
        }

        return count == 0 ? -Errno.EINVAL : count;
    }

    private static ulong DigitOf(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => (ulong)(c - '0'),
        >= (byte)'a' and <= (byte)'f' => (ulong)(c - 'a' + 10),
        >= (byte)'A' and <= (byte)'F' => (ulong)(c - 'A' + 10),
        _ => ulong.MaxValue,
    };
}
