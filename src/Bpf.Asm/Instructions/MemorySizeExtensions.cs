namespace Bpf.Asm;

/// <summary>Facts about <see cref="MemorySize"/>.</summary>
public static class MemorySizeExtensions
{
    /// <summary>The width in bytes: 1, 2, 4 or 8.</summary>
    public static int Bytes(this MemorySize size) => size switch
    {
        MemorySize.Byte => 1,
        MemorySize.Half => 2,
        MemorySize.Word => 4,
        MemorySize.Double => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(size), size, "Not a memory size."),
    };

    /// <summary>The size that is <paramref name="bytes"/> wide.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is not 1, 2, 4 or 8.</exception>
    public static MemorySize FromBytes(int bytes) => bytes switch
    {
        1 => MemorySize.Byte,
        2 => MemorySize.Half,
        4 => MemorySize.Word,
        8 => MemorySize.Double,
        _ => throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "A memory access is 1, 2, 4 or 8 bytes wide."),
    };
}
