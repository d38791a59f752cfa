namespace Bpf.Vm;

/// <summary>An operation of one operand.</summary>
internal enum VmUnary : byte
{
    Neg64,
    Neg32,
    Swap16,
    Swap32,
    Swap64,
    Low16,
    Low32,
    Same,
}
