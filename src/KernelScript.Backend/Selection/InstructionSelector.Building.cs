using Bpf.Asm;
using KernelScript.Backend.Emission;
using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Selection;

/// <content>Appends single machine instructions. <c>bits</c> counts the low bits of the result that may be other than
/// zero.</content>
internal sealed partial class InstructionSelector
{
    private int Emit(MachineInstruction instruction, int bits)
    {
        instruction.Def = NewRegister(bits);
        Append(instruction);
        return instruction.Def;
    }

    private int Move(int source)
    {
        OpCode opCode = OpCode.Alu64(AluOp.Mov, Source.Register);
        return Emit(new() { Kind = MachineKind.Move, OpCode = opCode, A = source }, _bits[source]);
    }

    private int Convert(OpCode opCode, int source, int variant, int bits) =>
        Emit(new() { Kind = MachineKind.Convert, OpCode = opCode, A = source, Offset = variant }, bits);

    private int Alu(AluOp op, bool wide, int a, int b, int bits) =>
        Emit(new() { Kind = MachineKind.Alu, OpCode = Form(op, wide, Source.Register), A = a, B = b }, bits);

    private int AluImmediate(AluOp op, bool wide, int a, int imm, int bits) =>
        Emit(new() { Kind = MachineKind.Alu, OpCode = Form(op, wide, Source.Immediate), A = a, Imm = imm }, bits);

    private int Alu64(AluOp op, int a, int imm, int bits = 64) => AluImmediate(op, wide: true, a, imm, bits);

    private int Alu32(AluOp op, int a, int imm, int bits = 32) => AluImmediate(op, wide: false, a, imm, bits);

    private static OpCode Form(AluOp op, bool wide, Source source) =>
        wide ? OpCode.Alu64(op, source) : OpCode.Alu32(op, source);

    private int LoadFrom(Address address, MemorySize size) =>
        LoadFrom(address, OpCode.Load(size, MemoryMode.Mem), size.Bytes() * 8);

    private int LoadFrom(Address address, OpCode opCode, int bits) =>
        Emit(
            new()
            {
                Kind = MachineKind.Load, OpCode = opCode, A = address.Base, Extra = address.FrameObject,
                Offset = address.Offset,
            },
            bits);

    private void StoreTo(Address address, MemorySize size, int value) => Append(new()
    {
        Kind = MachineKind.Store, OpCode = OpCode.Store(size, Source.Register), A = address.Base,
        Extra = address.FrameObject, Offset = address.Offset, B = value,
    });

    private void StoreImmediateTo(Address address, MemorySize size, int value) => Append(new()
    {
        Kind = MachineKind.StoreImmediate, OpCode = OpCode.Store(size, Source.Immediate), A = address.Base,
        Extra = address.FrameObject, Offset = address.Offset, Imm = value,
    });

    private int FrameAddress(int frameObject, int offset) => Emit(
        new()
        {
            Kind = MachineKind.FrameAddress, OpCode = OpCode.Alu64(AluOp.Mov, Source.Register), Extra = frameObject,
            Imm = offset,
        },
        64);

    private int SymbolAddress(RelocationKind kind, string name, long addend)
    {
        var symbol = new MachineSymbol(kind, name);
        int index = _machine.Symbols.IndexOf(symbol);
        if (index < 0)
        {
            index = _machine.Symbols.Count;
            _machine.Symbols.Add(symbol);
        }

        return Emit(
            new() { Kind = MachineKind.Symbol, OpCode = OpCode.LoadImm64, Extra = index, Imm = addend }, 64);
    }

    private int Call(CallKind callee, int helper, string? symbol, int[] arguments, int bits, bool hasResult = true)
    {
        ForgetSharedConstants();
        _machine.Calls.Add(new MachineCall(callee, helper, symbol, arguments));
        var call = new MachineInstruction
        {
            Kind = MachineKind.Call, OpCode = OpCode.Call, Extra = _machine.Calls.Count - 1,
        };
        if (hasResult)
        {
            return Emit(call, bits);
        }

        Append(call);
        return 0;
    }

    private void Goto(int block, int[] arguments)
    {
        _block!.Arguments = arguments;
        Terminate(new() { Kind = MachineKind.Goto }, MachineBlock.None, block);
    }

    private void Branch(JumpOp op, bool wide, int a, int b, int taken, int next)
    {
        Avoid(ref op, ref taken, ref next);
        OpCode opCode = wide ? OpCode.Jump(op, Source.Register) : OpCode.Jump32(op, Source.Register);
        Terminate(new() { Kind = MachineKind.Branch, A = a, B = b, OpCode = opCode }, taken, next);
    }

    private void BranchImmediate(JumpOp op, bool wide, int a, int imm, int taken, int next)
    {
        Avoid(ref op, ref taken, ref next);
        OpCode opCode = wide ? OpCode.Jump(op, Source.Immediate) : OpCode.Jump32(op, Source.Immediate);
        Terminate(new() { Kind = MachineKind.Branch, A = a, Imm = imm, OpCode = opCode }, taken, next);
    }

    /// <summary>A target without jumps on "less" gets the opposite jump, and the two ways change places.</summary>
    private void Avoid(ref JumpOp op, ref int taken, ref int next)
    {
        if (!_target.HasJumpLess && Inversion.IsLess(op))
        {
            op = Inversion.Of(op);
            (taken, next) = (next, taken);
        }
    }
}
