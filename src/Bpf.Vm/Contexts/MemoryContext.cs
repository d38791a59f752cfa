namespace Bpf.Vm;

/// <summary>Plain memory: R1 is its address (0 when empty), R2 its length in bytes. Programs may write it.</summary>
/// <remarks>The calling convention of the conformance suite of the instruction set.</remarks>
public sealed class MemoryContext : VmContext
{
    private readonly byte[] _bytes;

    /// <summary>A context of so many bytes.</summary>
    public MemoryContext(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    internal override ulong SecondArgument => (ulong)_bytes.Length;

    internal override VmBuffer? CreateMemory() =>
        _bytes.Length == 0 ? null : new VmBuffer("memory", (byte[])_bytes.Clone());
}
