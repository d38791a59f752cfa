using Bpf.Asm;

namespace Bpf.Vm;

/// <summary>An instruction as the interpreter runs it: 16 bytes, operands decoded.</summary>
/// <param name="Code">What to do.</param>
/// <param name="Sub">
/// Which: a <see cref="VmAlu"/>, <see cref="VmUnary"/>, <see cref="JumpOp"/> or <see cref="MemorySize"/>.
/// </param>
/// <param name="Offset">Bytes for memory operands; index of the target for jumps and local calls.</param>
/// <param name="Imm">Immediate; the operation of atomics; the index of a map, helper or kfunc.</param>
internal readonly record struct VmOp(VmCode Code, byte Sub, byte Dst, byte Src, int Offset, long Imm);
