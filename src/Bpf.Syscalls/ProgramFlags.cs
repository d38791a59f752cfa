namespace Bpf.Syscalls;

/// <summary>Flags given when a program is loaded.</summary>
/// <remarks><c>BPF_F_*</c> of <c>linux/bpf.h</c>, those of <c>BPF_PROG_LOAD</c>; the values are the kernel's.</remarks>
[Flags]
public enum ProgramFlags
{
    /// <summary>No flags.</summary>
    None = 0,

    /// <summary>Misaligned access is refused. <c>BPF_F_STRICT_ALIGNMENT</c>. Since Linux 4.12.</summary>
    StrictAlignment = 1 << 0,

    /// <summary>Any alignment is accepted. <c>BPF_F_ANY_ALIGNMENT</c>. Since Linux 5.0.</summary>
    AnyAlignment = 1 << 1,

    /// <summary>Upper halves are filled at random, for tests. <c>BPF_F_TEST_RND_HI32</c>. Since Linux 5.3.</summary>
    TestRandomHigh32 = 1 << 2,

    /// <summary>
    /// The verifier stores its state often, for tests. <c>BPF_F_TEST_STATE_FREQ</c>. Since Linux 5.4.
    /// </summary>
    TestStateFrequency = 1 << 3,

    /// <summary>The program may sleep. <c>BPF_F_SLEEPABLE</c>. Since Linux 5.10.</summary>
    Sleepable = 1 << 4,

    /// <summary>
    /// The XDP program takes packets in several buffers. <c>BPF_F_XDP_HAS_FRAGS</c>. Since Linux 5.18.
    /// </summary>
    XdpHasFragments = 1 << 5,

    /// <summary>The XDP program runs on one device. <c>BPF_F_XDP_DEV_BOUND_ONLY</c>. Since Linux 6.3.</summary>
    XdpDeviceBoundOnly = 1 << 6,

    /// <summary>
    /// The verifier checks its own ranges, for tests. <c>BPF_F_TEST_REG_INVARIANTS</c>. Since Linux 6.8.
    /// </summary>
    TestRegisterInvariants = 1 << 7,
}
