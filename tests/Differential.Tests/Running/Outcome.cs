using System.Globalization;
using System.Text;

namespace Differential.Tests.Running;

/// <summary>
/// Everything a program leaves behind, as text: what it returned, its packet, its maps, its global.
/// </summary>
internal static class Outcome
{
    public static string Describe(
        uint returned,
        ReadOnlySpan<byte> packet,
        ReadOnlySpan<byte> global,
        params ReadOnlySpan<(string Map, IEnumerable<KeyValuePair<byte[], byte[]>> Entries)> maps)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"returns {returned:x8}\npacket {Convert.ToHexString(packet)}\n");
        text.Append(CultureInfo.InvariantCulture, $"global {Convert.ToHexString(global)}\n");
        foreach ((string map, IEnumerable<KeyValuePair<byte[], byte[]>> entries) in maps)
        {
            IEnumerable<string> lines = entries.Select(
                e => $"{map} {Convert.ToHexString(e.Key)} {Convert.ToHexString(e.Value)}\n");
            text.AppendJoin("", lines.Order(StringComparer.Ordinal));
        }

        return text.ToString();
    }
}
