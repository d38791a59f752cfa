using System.Globalization;
using System.Text;

namespace Bpf.Syscalls;

/// <summary>What is mounted where, as this process sees it.</summary>
public static class MountTable
{
    private const string Source = "/proc/self/mounts";

    /// <summary>The folders where file systems of a type are mounted, in the order they were.</summary>
    /// <param name="type">The name of the type: <c>bpf</c>, <c>tracefs</c>, <c>cgroup2</c>.</param>
    public static IReadOnlyList<string> Find(string type) => Parse(File.ReadLines(Source), type);

    /// <summary>
    /// Reads lines of <c>fstab(5)</c>: device, folder, type, options; blanks are written as <c>\040</c>.
    /// </summary>
    internal static IReadOnlyList<string> Parse(IEnumerable<string> lines, string type) =>
    [
        .. lines.Select(static line => line.Split(' '))
            .Where(fields => fields.Length > 2 && fields[2] == type)
            .Select(static fields => Unescape(fields[1])),
    ];

    private static string Unescape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && IsOctal(text.AsSpan(i + 1, 3), out char character))
            {
                result.Append(character);
                i += 3;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    private static bool IsOctal(ReadOnlySpan<char> digits, out char character)
    {
        int value = 0;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7')
            {
                character = default;
                return false;
            }

            value = (value * 8) + CharUnicodeInfo.GetDecimalDigitValue(digit);
        }

        character = (char)value;
        return true;
    }
}
