using System.Globalization;
using System.Text;

namespace KernelScript.Ir.Testing;

/// <summary>Everything a program did that can be seen from outside.</summary>
/// <param name="Result">The return value, its low 32 bits.</param>
/// <param name="Packet">The packet afterwards.</param>
/// <param name="Maps">For each map its entries by key, both as hex digits.</param>
/// <param name="Globals">Writable globals by name, as hex digits.</param>
/// <param name="Records">Records of the ring buffer in order, as hex digits.</param>
public sealed record ProgramOutcome(
    uint Result,
    byte[] Packet,
    IReadOnlyDictionary<string, SortedDictionary<string, string>> Maps,
    IReadOnlyDictionary<string, string> Globals,
    IReadOnlyList<string> Records)
{
    /// <summary>The same text for the same outcome.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"result {Result:x8}\n");
        text.Append(CultureInfo.InvariantCulture, $"packet {Convert.ToHexStringLower(Packet)}\n");
        foreach ((string map, SortedDictionary<string, string> entries) in Maps.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            foreach ((string key, string value) in entries)
            {
                text.Append(CultureInfo.InvariantCulture, $"{map} {key} {value}\n");
            }
        }

        foreach ((string name, string value) in Globals.OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
        }

        return text.AppendJoin('\n', Records).ToString();
    }
}
