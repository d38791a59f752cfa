namespace KernelScript.Ir.Text;

/// <summary>The text given to <see cref="IrParser"/> is not IR.</summary>
/// <param name="line">From 1.</param>
/// <param name="column">From 1, in UTF-16 units.</param>
/// <param name="reason">What is wrong there.</param>
public sealed class IrFormatException(int line, int column, string reason)
    : Exception($"read IR: {line}:{column}: {reason}")
{
    /// <summary>Line of the fault, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>Column of the fault, from 1, in UTF-16 units.</summary>
    public int Column { get; } = column;

    /// <summary>What is wrong there.</summary>
    public string Reason { get; } = reason;
}
