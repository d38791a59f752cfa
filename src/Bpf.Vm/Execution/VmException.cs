namespace Bpf.Vm;

/// <summary>The VM refused or stopped a program. On a kernel the verifier would have refused it.</summary>
public sealed class VmException : Exception
{
    /// <summary>A program that cannot run.</summary>
    public VmException()
        : this(VmError.BadCode, "the program cannot run")
    {
    }

    /// <summary>A program that cannot run.</summary>
    public VmException(string message)
        : this(VmError.BadCode, message)
    {
    }

    /// <summary>A program that cannot run, with the cause.</summary>
    public VmException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A problem of a kind.</summary>
    public VmException(VmError error, string message)
        : base(message) => Error = error;

    /// <summary>What kind of problem it is.</summary>
    public VmError Error { get; }

    /// <summary>Name of the function that ran; null when the problem was found before running.</summary>
    public string? Function { get; init; }

    /// <summary>Slot of the instruction, counted from the start of its function; -1 when not known.</summary>
    public int Slot { get; init; } = -1;

    /// <summary>The instruction in the kernel's notation; null when not known.</summary>
    public string? Instruction { get; init; }

    /// <summary>The address that could not be accessed; 0 for other errors.</summary>
    public ulong Address { get; init; }
}
