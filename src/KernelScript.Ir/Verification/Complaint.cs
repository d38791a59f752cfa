using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace KernelScript.Ir.Verification;

/// <summary>
/// A message that is only put together when the condition before it fails: the usual case costs nothing.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct Complaint
{
    private readonly StringBuilder? _text;

    public Complaint(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        isNeeded = !condition;
        _text = isNeeded ? new StringBuilder(literalLength + (8 * formattedCount)) : null;
    }

    public void AppendLiteral(string text) => _text!.Append(text);

    public void AppendFormatted<T>(T value) => _text!.Append(CultureInfo.InvariantCulture, $"{value}");

    public override string ToString() => _text?.ToString() ?? "";
}
