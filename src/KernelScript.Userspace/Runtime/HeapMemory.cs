namespace KernelScript.Userspace.Runtime;

/// <summary>Memory that a script asked for by <c>malloc</c> or <c>new</c>. Using it after it was freed is an
/// error.</summary>
public sealed class HeapMemory : ScriptMemory
{
    private const int MaxSize = 1 << 30;

    private byte[]? _bytes;

    private HeapMemory(int size) => _bytes = new byte[size];

    /// <inheritdoc/>
    public override int Length => Bytes.Length;

    private byte[] Bytes => _bytes
        ?? throw new ScriptErrorException("memory access: the memory was freed before: use it first and free it last");

    /// <summary>Zeroed memory.</summary>
    /// <exception cref="ScriptErrorException">The size is beyond 1 GiB.</exception>
    public static ScriptPointer Allocate(ulong size) => size <= MaxSize
        ? new ScriptPointer(new HeapMemory((int)size), 0)
        : throw new ScriptErrorException($"malloc: {size} bytes are too many: ask for at most {MaxSize}");

    /// <summary>Gives memory back; nothing for null.</summary>
    /// <exception cref="ScriptErrorException">The pointer is not what an allocation gave, or was freed
    /// before.</exception>
    public static void Free(ScriptPointer pointer)
    {
        if (pointer.Memory is null)
        {
            return;
        }

        if (pointer is not { Memory: HeapMemory memory, Offset: 0 })
        {
            throw new ScriptErrorException("free: the pointer is not what 'malloc' or 'new' gave");
        }

        if (memory._bytes is null)
        {
            throw new ScriptErrorException("free: the memory was freed before");
        }

        memory._bytes = null;
    }

    /// <inheritdoc/>
    public override void Read(int offset, Span<byte> destination) =>
        Bytes.AsSpan(offset, destination.Length).CopyTo(destination);

    /// <inheritdoc/>
    public override void Write(int offset, ReadOnlySpan<byte> source) => source.CopyTo(Bytes.AsSpan(offset));
}
