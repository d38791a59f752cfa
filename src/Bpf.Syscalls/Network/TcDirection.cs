namespace Bpf.Syscalls;

/// <summary>The side of a network interface that a TC program sees.</summary>
public enum TcDirection
{
    /// <summary>Packets that arrive.</summary>
    Ingress,

    /// <summary>Packets that leave.</summary>
    Egress,
}
