using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>A Bloom filter. This one never errs; the kernel's may claim to have seen what it has not.</summary>
public sealed class VmBloomFilterMap : VmMap
{
    private readonly HashSet<byte[]> _values = new(KeyComparer.Instance);

    internal VmBloomFilterMap(VmMapShape shape)
        : base(shape)
    {
    }

    internal override VmBuffer? Memory => null;

    internal override IReadOnlyList<byte[]> Keys => [];

    internal override int Find(ReadOnlySpan<byte> key, int cpu) => -1;

    internal override int Store(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags, int? cpu) =>
        cpu is null ? Push(value, flags) : -Errno.EINVAL;

    internal override int Remove(ReadOnlySpan<byte> key) => -Errno.EOPNOTSUPP;

    internal override int Push(ReadOnlySpan<byte> value, ulong flags)
    {
        if (flags != (ulong)MapUpdateMode.Any)
        {
            return -Errno.EINVAL;
        }

        _values.Add(value.ToArray());
        return 0;
    }

    /// <summary>Says whether the value that the caller gives was pushed.</summary>
    internal override int Take(Span<byte> value, bool remove)
    {
        if (remove)
        {
            return -Errno.EOPNOTSUPP;
        }

        return _values.Contains(value.ToArray()) ? 0 : -Errno.ENOENT;
    }

    private protected override byte[]? Read(ReadOnlySpan<byte> key) => null;
}
