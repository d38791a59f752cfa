using System.Globalization;
using System.Text;
using KernelScript.Ir;

namespace Differential.Tests.Running;

/// <summary>
/// Everything a program leaves behind, as text: what it returned, its packet, its maps, its globals.
/// </summary>
internal sealed class Outcome
{
    private readonly StringBuilder _text = new();

    public Outcome(uint returned, ReadOnlySpan<byte> packet) =>
        _text.Append(CultureInfo.InvariantCulture, $"returns {returned:x8}\npacket {Convert.ToHexString(packet)}\n");

    /// <summary>Whether the map's entries are compared: hash and array.</summary>
    public static bool Compares(IrMap map) => map.Type is 1 or 2;

    public void AddMap(string name, IEnumerable<KeyValuePair<byte[], byte[]>> entries)
    {
        IEnumerable<string> lines = entries.Select(
            e => $"{name} {Convert.ToHexString(e.Key)} {Convert.ToHexString(e.Value)}\n");
        _text.AppendJoin("", lines.Order(StringComparer.Ordinal));
    }

    public void AddGlobal(string name, ReadOnlySpan<byte> bytes) =>
        _text.Append(CultureInfo.InvariantCulture, $"{name} {Convert.ToHexString(bytes)}\n");

    public override string ToString() => _text.ToString();
}
