namespace Bpf.Asm;

/// <summary>Text that is no BPF assembly.</summary>
public sealed class AssemblyFormatException : FormatException
{
    /// <summary>A problem at an unknown place.</summary>
    public AssemblyFormatException()
        : this("malformed assembly")
    {
    }

    /// <summary>A problem at an unknown place.</summary>
    public AssemblyFormatException(string message)
        : base(message)
    {
    }

    /// <summary>A problem at an unknown place, with its cause.</summary>
    public AssemblyFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A problem at a line and column.</summary>
    /// <param name="line">From 1.</param>
    /// <param name="column">From 1.</param>
    public AssemblyFormatException(int line, int column, string reason)
        : base($"parse assembly at {line}:{column}: {reason}")
    {
        Line = line;
        Column = column;
    }

    /// <summary>Line of the problem, from 1; 0 when not known.</summary>
    public int Line { get; }

    /// <summary>Column of the problem, from 1; 0 when not known.</summary>
    public int Column { get; }
}
