namespace KernelScript.Userspace.Runtime;

/// <summary>Bytes that a <see cref="ScriptPointer"/> can point into. Every access is checked against
/// <see cref="Length"/>.</summary>
public abstract class ScriptMemory
{
    /// <summary>Size in bytes.</summary>
    public abstract int Length { get; }

    /// <summary>Copies bytes out, from <paramref name="offset"/>; the range is inside the memory.</summary>
    public abstract void Read(int offset, Span<byte> destination);

    /// <summary>Copies bytes in, at <paramref name="offset"/>; the range is inside the memory.</summary>
    public abstract void Write(int offset, ReadOnlySpan<byte> source);
}

/// <summary>Memory of the script itself: structs, arrays, strings and variables whose address is taken.</summary>
public sealed class ManagedMemory(byte[] bytes) : ScriptMemory
{
    /// <inheritdoc/>
    public override int Length => bytes.Length;

    /// <summary>The bytes themselves.</summary>
    public Span<byte> Bytes => bytes;

    /// <inheritdoc/>
    public override void Read(int offset, Span<byte> destination) =>
        bytes.AsSpan(offset, destination.Length).CopyTo(destination);

    /// <inheritdoc/>
    public override void Write(int offset, ReadOnlySpan<byte> source) => source.CopyTo(bytes.AsSpan(offset));
}

/// <summary>What an index out of range or an absent map entry denotes: reads as zero, drops what is written.</summary>
public sealed class AbsentMemory : ScriptMemory
{
    private AbsentMemory()
    {
    }

    /// <summary>The only one.</summary>
    public static AbsentMemory Instance { get; } = new();

    /// <inheritdoc/>
    public override int Length => int.MaxValue;

    /// <inheritdoc/>
    public override void Read(int offset, Span<byte> destination) => destination.Clear();

    /// <inheritdoc/>
    public override void Write(int offset, ReadOnlySpan<byte> source)
    {
        // Dropped, as on the kernel side.
    }
}
