using System.Collections.Immutable;

namespace Bpf.Syscalls;

/// <summary>What <c>BPF_PROG_TEST_RUN</c> runs a program on.</summary>
public sealed record TestRun
{
    /// <summary>
    /// The packet. XDP and TC programs need at least 14 bytes, the length of an Ethernet header; others take none.
    /// </summary>
    public ImmutableArray<byte> Data { get; init; } = [];

    /// <summary>
    /// The context in the layout of the program type (<c>struct xdp_md</c>, <c>struct __sk_buff</c>, …); empty for the
    /// default.
    /// </summary>
    public ImmutableArray<byte> Context { get; init; } = [];

    /// <summary>
    /// How often it runs; the duration is the average. 0 counts as 1; kinds other than packet programs want 0.
    /// </summary>
    public uint Repeat { get; init; }

    /// <summary>Bytes by which the program may make the packet longer.</summary>
    public int Room { get; init; } = 4096;

    /// <summary>
    /// <c>BPF_F_TEST_…</c> flags: 1 runs raw tracepoint programs on <see cref="Cpu"/>, 2 lets XDP programs send their
    /// packets.
    /// </summary>
    public uint Flags { get; init; }

    /// <summary>The CPU to run on, with flag 1.</summary>
    public uint Cpu { get; init; }

    /// <summary>Packets at a time, with flag 2; 0 for the default.</summary>
    public uint BatchSize { get; init; }
}
