namespace Bpf.Asm;

/// <summary>Bytes that are no BPF code.</summary>
public sealed class InstructionFormatException : FormatException
{
    /// <summary>A problem at the start of the bytes.</summary>
    public InstructionFormatException()
        : this(0, "malformed")
    {
    }

    /// <summary>A problem at the start of the bytes.</summary>
    public InstructionFormatException(string message)
        : base(message)
    {
    }

    /// <summary>A problem at the start of the bytes, with its cause.</summary>
    public InstructionFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A problem with the instruction at an offset.</summary>
    /// <param name="byteOffset">Offset in bytes of the instruction.</param>
    public InstructionFormatException(int byteOffset, string reason)
        : base($"decode instruction at byte {byteOffset}: {reason}") => ByteOffset = byteOffset;

    /// <summary>Offset in bytes of the instruction that cannot be decoded.</summary>
    public int ByteOffset { get; }
}
