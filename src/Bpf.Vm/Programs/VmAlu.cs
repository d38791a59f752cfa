namespace Bpf.Vm;

/// <summary>An operation of two operands.</summary>
internal enum VmAlu : byte
{
    Add,
    Sub,
    Mul,
    Div,
    SDiv,
    Mod,
    SMod,
    Or,
    And,
    Xor,
    Lsh,
    Rsh,
    Arsh,
    Mov,
    MovSx8,
    MovSx16,
    MovSx32,
}
