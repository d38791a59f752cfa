using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Perf events: keeps what programs output.</summary>
public sealed class VmEventArray : VmMap
{
    private readonly List<byte[]> _events = [];

    internal VmEventArray(VmMapShape shape)
        : base(shape)
    {
    }

    /// <summary>The records of <c>bpf_perf_event_output</c>, oldest first.</summary>
    public IReadOnlyList<byte[]> Events => _events;

    internal override VmBuffer? Memory => null;

    internal override IReadOnlyList<byte[]> Keys => [];

    internal void Add(ReadOnlySpan<byte> record) => _events.Add(record.ToArray());

    internal override int Find(ReadOnlySpan<byte> key, int cpu) => -1;

    internal override int Store(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags, int? cpu) =>
        -Errno.EINVAL;

    internal override int Remove(ReadOnlySpan<byte> key) => -Errno.EINVAL;

    private protected override byte[]? Read(ReadOnlySpan<byte> key) => null;
}
