using Bpf.Asm;

namespace Bpf.Vm;

/// <summary>Runs programs: registers, frames, dispatch.</summary>
/// <remarks>
/// The stack is one buffer that grows down; only the frames in use are accessible. Registers that a call destroys are
/// filled with a pattern, so that code which relies on them fails here as it would fail the verifier.
/// </remarks>
internal sealed partial class Interpreter
{
    private const int FrameSize = 512;
    private const int MaxDepth = 8;
    private const int MaxTailCalls = 33;
    private const ulong Destroyed = 0xdead_0000_0000_0000;

    private readonly VmMachine _machine;
    private readonly VmMemory _memory;
    private readonly VmBuffer _stack = new("stack", new byte[FrameSize * MaxDepth]);
    private readonly ulong _stackTop;
    private readonly ulong[] _registers = new ulong[16];
    private readonly Frame[] _frames = new Frame[MaxDepth];
    private readonly VmCall[] _calls = new VmCall[MaxDepth];

    private int _depth;
    private long _remaining;
    private int _tailCalls;
    private bool _isEnded;
    private ulong _endResult;
    private BoundProgram? _tailTarget;
    private ulong _tailContext;

    public Interpreter(VmMachine machine, VmMemory memory)
    {
        _machine = machine;
        _memory = memory;
        _stackTop = memory.Add(_stack) + (ulong)_stack.Bytes.Length;
        for (int i = 0; i < _calls.Length; i++)
        {
            _calls[i] = new VmCall(machine, this);
        }
    }

    private enum Next
    {
        Continue,
        Call,
        TailCall,
        End,
    }

    /// <summary>Instructions that the program may still run.</summary>
    public long Remaining => Math.Max(_remaining, 0);

    public bool IsEnding => _isEnded || _tailTarget is not null;

    /// <summary>Runs a program from its start; returns R0.</summary>
    public ulong Start(BoundProgram program, ulong r1, ulong r2, long budget)
    {
        Array.Clear(_registers);
        _registers[1] = r1;
        _registers[2] = r2;
        _remaining = budget;
        _tailCalls = 0;
        _isEnded = false;
        _tailTarget = null;
        _depth = 0;
        OpenFrame(program, returnTo: 0);
        return Run(program, 0);
    }

    public void End(ulong result)
    {
        _isEnded = true;
        _endResult = result;
    }

    public bool TailCall(VmProgram program, ulong context)
    {
        if (_tailCalls == MaxTailCalls)
        {
            return false;
        }

        _tailCalls++;
        _tailTarget = _machine.Bind(program);
        _tailContext = context;
        return true;
    }

    /// <summary>Calls a function of the program that runs, for a helper.</summary>
    public ulong Invoke(ulong function, ReadOnlySpan<ulong> arguments)
    {
        if (IsEnding)
        {
            return 0;
        }

        BoundProgram program = _frames[_depth].Program;
        int start = _machine.FunctionIndex(program.Program, function);
        if (start < 0)
        {
            throw new VmFault(VmError.BadArgument, $"0x{function:x} is no function of the program");
        }

        if (_depth + 1 == MaxDepth)
        {
            throw new VmFault(VmError.CallDepth, $"more than {MaxDepth} frames");
        }

        _depth++;
        OpenFrame(program, returnTo: -1);
        arguments.CopyTo(_registers.AsSpan(1));
        ulong result = Run(program, start);
        CloseFrame();
        return result;
    }

    /// <summary>Runs until the frame that is current now exits.</summary>
    private ulong Run(BoundProgram program, int pc)
    {
        int floor = _depth;
        VmOp[] ops = program.Ops;
        ulong[] r = _registers;
        long remaining = _remaining;
        while (true)
        {
            if (--remaining < 0)
            {
                throw OutOfBudget(program, pc + 1);
            }

            ref readonly VmOp op = ref ops[pc++];
            switch (op.Code)
            {
                case VmCode.Move: r[op.Dst] = r[op.Src]; break;
                case VmCode.MoveImm: r[op.Dst] = (ulong)op.Imm; break;
                case VmCode.Add: r[op.Dst] += r[op.Src]; break;
                case VmCode.AddImm: r[op.Dst] += (ulong)op.Imm; break;
                case VmCode.Alu64: r[op.Dst] = Arithmetic.Alu64((VmAlu)op.Sub, r[op.Dst], r[op.Src]); break;
                case VmCode.Alu64Imm: r[op.Dst] = Arithmetic.Alu64((VmAlu)op.Sub, r[op.Dst], (ulong)op.Imm); break;
                case VmCode.Alu32: r[op.Dst] = Arithmetic.Alu32((VmAlu)op.Sub, (uint)r[op.Dst], (uint)r[op.Src]); break;
                case VmCode.Alu32Imm: r[op.Dst] = Arithmetic.Alu32((VmAlu)op.Sub, (uint)r[op.Dst], (uint)op.Imm); break;
                case VmCode.Unary: r[op.Dst] = Arithmetic.Unary((VmUnary)op.Sub, r[op.Dst]); break;
                case VmCode.Load: r[op.Dst] = Load(in op, program, pc); break;
                case VmCode.LoadSx: r[op.Dst] = Scalars.SignExtend(Load(in op, program, pc), (MemorySize)op.Sub); break;
                case VmCode.Store: Store(in op, r[op.Src], program, pc); break;
                case VmCode.StoreImm: Store(in op, (ulong)op.Imm, program, pc); break;
                case VmCode.Goto: pc = op.Offset; break;
                case VmCode.Jump64: pc = Branch(in op, Holds64(in op, r[op.Src]), pc); break;
                case VmCode.Jump64Imm: pc = Branch(in op, Holds64(in op, (ulong)op.Imm), pc); break;
                case VmCode.Jump32: pc = Branch(in op, Holds32(in op, (uint)r[op.Src]), pc); break;
                case VmCode.Jump32Imm: pc = Branch(in op, Holds32(in op, (uint)op.Imm), pc); break;
                case VmCode.MayGoto: pc = _frames[_depth].TakeLoop() ? pc : op.Offset; break;
                case VmCode.CallLocal: EnterFunction(program, pc); pc = op.Offset; break;
                case VmCode.Exit when _depth == floor: _remaining = remaining; return r[0];
                case VmCode.Exit: (program, pc) = LeaveFunction(); ops = program.Ops; break;
                default:
                    _remaining = remaining;
                    Next next = RunRare(in op, program, pc);
                    remaining = _remaining;
                    if (next == Next.End)
                    {
                        return _endResult;
                    }

                    if (next != Next.Continue)
                    {
                        (program, pc) = next == Next.TailCall ? (BeginTailCall(), 0) : (program, _callTarget);
                        ops = program.Ops;
                    }

                    break;
            }
        }
    }

    private static int Branch(in VmOp op, bool isTaken, int pc) => isTaken ? op.Offset : pc;

    private bool Holds64(in VmOp op, ulong operand) => Arithmetic.Holds64(op.Sub, _registers[op.Dst], operand);

    private bool Holds32(in VmOp op, uint operand) => Arithmetic.Holds32(op.Sub, (uint)_registers[op.Dst], operand);

    private VmException OutOfBudget(BoundProgram program, int pc) =>
        Problem(program, pc, VmError.InstructionBudget, $"more than {_machine.InstructionBudget} instructions");

    private static VmException Problem(BoundProgram program, int pc, VmError error, string reason, ulong address = 0) =>
        VmDecoder.Problem(program.Program, pc - 1, error, reason, address);
}
