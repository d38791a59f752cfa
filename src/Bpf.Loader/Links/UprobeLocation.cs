using System.Globalization;

namespace Bpf.Loader;

/// <summary>An instruction of a program or library.</summary>
/// <param name="Symbol">
/// The function, as its symbol tables name it; empty when <paramref name="Offset"/> is from the start of the file.
/// </param>
/// <param name="Offset">Bytes from the start of the function.</param>
/// <param name="Cookie">What <c>bpf_get_attach_cookie</c> returns there. Since Linux 5.15.</param>
public readonly record struct UprobeLocation(string Symbol, ulong Offset = 0, ulong Cookie = 0)
{
    /// <summary>Reads <c>symbol</c>, <c>symbol+16</c>, <c>symbol+0x10</c> or, from the start of the file, <c>0x10</c>.
    /// </summary>
    /// <exception cref="FormatException">What follows the plus sign is no number.</exception>
    public static UprobeLocation Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return new UprobeLocation("", ParseNumber(text));
        }

        int plus = text.LastIndexOf('+');
        return plus <= 0
            ? new UprobeLocation(text)
            : new UprobeLocation(text[..plus], ParseNumber(text[(plus + 1)..]));
    }

    /// <inheritdoc/>
    public override string ToString() => (Symbol, Offset) switch
    {
        ("", _) => string.Create(CultureInfo.InvariantCulture, $"0x{Offset:x}"),
        (_, 0) => Symbol,
        _ => string.Create(CultureInfo.InvariantCulture, $"{Symbol}+0x{Offset:x}"),
    };

    private static ulong ParseNumber(string text)
    {
        bool isHex = text.StartsWith("0x", StringComparison.Ordinal);
        return ulong.TryParse(
            isHex ? text[2..] : text,
            isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out ulong number)
            ? number
            : throw new FormatException($"\"{text}\" is no offset: write it like 16 or 0x10.");
    }
}
