namespace Bpf.Btf;

/// <summary>Bytes are not valid BTF.</summary>
public sealed class BtfFormatException : Exception
{
    /// <summary>An error at <paramref name="offset"/> bytes from the start of the data.</summary>
    public BtfFormatException(string message, long offset)
        : base(message) => Offset = offset;

    /// <summary>An error without a place.</summary>
    public BtfFormatException(string message)
        : base(message)
    {
    }

    /// <summary>An error without a place, caused by another.</summary>
    public BtfFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An error without a place.</summary>
    public BtfFormatException()
    {
    }

    /// <summary>Bytes from the start of the data to what is wrong.</summary>
    public long Offset { get; }
}
