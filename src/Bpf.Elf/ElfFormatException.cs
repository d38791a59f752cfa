namespace Bpf.Elf;

/// <summary>Bytes are not an ELF object of the kind read here.</summary>
public sealed class ElfFormatException : Exception
{
    /// <summary>An error at <paramref name="offset"/> bytes from the start of the file.</summary>
    public ElfFormatException(string message, long offset)
        : base(message) => Offset = offset;

    /// <summary>An error without a place.</summary>
    public ElfFormatException(string message)
        : base(message)
    {
    }

    /// <summary>An error without a place, caused by another.</summary>
    public ElfFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error without a place.</summary>
    public ElfFormatException()
    {
    }

    /// <summary>Bytes from the start of the file to what is wrong.</summary>
    public long Offset { get; }
}
