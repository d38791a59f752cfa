namespace Bpf.Vm;

/// <summary>What a program is called with: its context in R1, and the packet if it has one.</summary>
/// <remarks>
/// A context is a starting point: runs do not change it. <see cref="VmResult"/> has what became of it.
/// </remarks>
public abstract class VmContext
{
    private protected VmContext()
    {
    }

    /// <summary>R2 on entry.</summary>
    internal virtual ulong SecondArgument => 0;

    /// <summary>What <c>bpf_redirect</c> returns when it accepts and when it does not.</summary>
    internal virtual (ulong Accepted, ulong Refused) RedirectCodes => (0, 0);

    /// <summary>Makes the memory R1 points to; null makes R1 zero.</summary>
    internal abstract VmBuffer? CreateMemory();

    /// <summary>Makes the packet; null for none.</summary>
    internal virtual VmPacket? CreatePacket() => null;

    /// <summary>Writes addresses and length of the packet into the context.</summary>
    internal virtual void Refresh(VmBuffer memory, VmPacket packet)
    {
    }
}
