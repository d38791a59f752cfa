namespace Bpf.Syscalls;

/// <summary>Where an XDP program runs; uapi <c>linux/if_link.h</c>, <c>XDP_FLAGS_…_MODE</c>.</summary>
public enum XdpMode
{
    /// <summary>In the driver if it can, otherwise generic.</summary>
    Default = 0,

    /// <summary><c>XDP_FLAGS_SKB_MODE</c>: in the network stack, with every driver.</summary>
    Generic = 2,

    /// <summary><c>XDP_FLAGS_DRV_MODE</c>: in the driver, before the stack sees the packet.</summary>
    Native = 4,

    /// <summary><c>XDP_FLAGS_HW_MODE</c>: on the network card.</summary>
    Offloaded = 8,
}
