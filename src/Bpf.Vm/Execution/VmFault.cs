namespace Bpf.Vm;

/// <summary>
/// A problem found while an instruction runs. The interpreter turns it into a <see cref="VmException"/> that names
/// the instruction.
/// </summary>
internal sealed class VmFault(VmError error, string reason, ulong address = 0) : Exception(reason)
{
    public VmError Error { get; } = error;

    public ulong Address { get; } = address;
}
