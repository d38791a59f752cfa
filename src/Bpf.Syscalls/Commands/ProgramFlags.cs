namespace Bpf.Syscalls;

/// <summary>Flags of program loading; uapi <c>linux/bpf.h</c>.</summary>
[Flags]
public enum ProgramFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>BPF_F_STRICT_ALIGNMENT</c>: misaligned access is refused on every architecture.</summary>
    StrictAlignment = 1 << 0,

    /// <summary><c>BPF_F_ANY_ALIGNMENT</c>: misaligned access is allowed on every architecture; for tests.</summary>
    AnyAlignment = 1 << 1,

    /// <summary><c>BPF_F_TEST_RND_HI32</c>: upper halves are randomised where they should not matter; for tests.</summary>
    RandomUpperHalves = 1 << 2,

    /// <summary><c>BPF_F_TEST_STATE_FREQ</c>: the verifier keeps more states; for tests.</summary>
    FrequentStates = 1 << 3,

    /// <summary><c>BPF_F_SLEEPABLE</c>: the program may sleep. Since Linux 5.10.</summary>
    Sleepable = 1 << 4,

    /// <summary><c>BPF_F_XDP_HAS_FRAGS</c>: the XDP program takes packets in several buffers. Since Linux 5.18.</summary>
    XdpHasFragments = 1 << 5,

    /// <summary><c>BPF_F_XDP_DEV_BOUND_ONLY</c>: the XDP program is bound to one device. Since Linux 6.3.</summary>
    XdpDeviceBoundOnly = 1 << 6,

    /// <summary><c>BPF_F_TEST_REG_INVARIANTS</c>: broken bounds are an error; for tests. Since Linux 6.8.</summary>
    RegisterInvariants = 1 << 7,
}
