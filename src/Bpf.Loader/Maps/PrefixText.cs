using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Bpf.Loader;

/// <summary>Reads address prefixes.</summary>
internal static class PrefixText
{
    /// <returns>Address and length; <see langword="null"/> when the text is no prefix of the family.</returns>
    public static (IPAddress Address, int Length)? Parse(string text, AddressFamily family)
    {
        ArgumentNullException.ThrowIfNull(text);
        int bits = family == AddressFamily.InterNetwork ? 32 : 128;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        int length = bits;
        bool isValid = IPAddress.TryParse(slash < 0 ? text : text[..slash], out IPAddress? address)
            && address.AddressFamily == family
            && (slash < 0
                || int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out length))
            && length <= bits;
        return isValid ? (address!, length) : null;
    }
}
