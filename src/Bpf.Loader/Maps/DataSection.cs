using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>The map that holds the variables of a section, mapped into memory when first needed.</summary>
internal sealed class DataSection : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Map _map;
    private MemoryMappedMap? _memory;
    private bool _isDisposed;

    public DataSection(Map map, bool isConstant)
    {
        _map = map;
        IsConstant = isConstant;
    }

    public bool IsConstant { get; }

    /// <summary>Whether the kernel can map it (5.5).</summary>
    public bool IsMapped => _map.Shape.Flags.HasFlag(MapFlags.MemoryMappable);

    /// <summary>All bytes in place.</summary>
    /// <exception cref="InvalidOperationException">The kernel cannot map it.</exception>
    public Span<byte> Bytes
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                _memory ??= IsMapped
                    ? _map.MapMemory(isWritable: !IsConstant)
                    : throw new InvalidOperationException(
                        $"Kernel {KernelVersion.Running} cannot map variables: use Read and Write.");
                return _memory.Bytes;
            }
        }
    }

    /// <summary>A copy of all bytes, by a system call.</summary>
    public byte[] ReadCopy() =>
        _map.Lookup(stackalloc byte[sizeof(uint)]) ?? throw new BpfException($"read {_map}", Errno.ENOENT);

    /// <summary>Changes some bytes by system calls. What programs write at the same moment is lost.</summary>
    public void Patch(int offset, ReadOnlySpan<byte> source)
    {
        lock (_lock)
        {
            byte[] bytes = ReadCopy();
            source.CopyTo(bytes.AsSpan(offset));
            _map.Update(stackalloc byte[sizeof(uint)], bytes);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _memory?.Dispose();
        }
    }
}
