using Bpf.Asm;
using KernelScript.Backend.Emission;
using KernelScript.Backend.Machine;
using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <summary>
/// Turns a function of the IR into machine instructions over virtual registers, matching small trees.
/// </summary>
/// <remarks>
/// <para>Blocks are taken in reverse postorder, instructions forwards. Conditions, constant addresses and constants are
/// not selected where they stand but where they are used, so that they become part of branches, memory operands and
/// immediates; <see cref="UseAnalysis"/> says which.</para>
/// <para>What the target lacks (signed division, sign extension, 32-bit comparison, direct reads of kernel memory) is
/// expanded here. The IR is not changed.</para>
/// </remarks>
internal sealed partial class InstructionSelector
{
    private readonly IrFunction _function;
    private readonly DataLayout _data;
    private readonly Target _target;
    private readonly List<BackendError> _errors;
    private readonly BlockOrder _order;
    private readonly UseAnalysis _uses;
    private readonly MachineFunction _machine;

    /// <summary>The register of each root, 0 while it has none.</summary>
    private readonly int[] _registers;

    /// <summary>
    /// What is still to be added to the register of a pointer: it becomes part of the memory operands.
    /// </summary>
    private readonly int[] _offsets;

    /// <summary>Frame object of each alloca, plus 1.</summary>
    private readonly int[] _frameObjects;

    /// <summary>Machine block of each block of the IR.</summary>
    private readonly int[] _blocks;

    /// <summary>Edges that wait for their own block.</summary>
    private readonly List<(int Block, BlockTarget? Target, int Next)> _pendingEdges = [];

    /// <summary>Blocks in the order in which they were started.</summary>
    private readonly List<int> _layout = [];

    /// <summary>Low bits of each virtual register that may be other than zero.</summary>
    private readonly List<byte> _bits = [0];

    private MachineBlock? _block;
    private int _position;

    private InstructionSelector(DataLayout data, IrFunction function, Target target, List<BackendError> errors)
    {
        _data = data;
        _function = function;
        _target = target;
        _errors = errors;
        _order = new BlockOrder(function);
        _uses = new UseAnalysis(function, _order, target);
        _machine = new MachineFunction(function.Name);
        _machine.Positions.Add(function.Position);
        _registers = new int[function.ValueCount];
        _offsets = new int[function.ValueCount];
        _frameObjects = new int[function.ValueCount];
        _blocks = new int[function.BlockCount];
    }

    /// <summary>Selects instructions for <paramref name="function"/>.</summary>
    /// <param name="errors">Receives what the target cannot do.</param>
    public static MachineFunction Select(
        DataLayout data, IrFunction function, Target target, List<BackendError> errors)
    {
        var selector = new InstructionSelector(data, function, target, errors);
        selector.SelectBlocks();
        selector.FinishLayout();
        return selector._machine;
    }

    private void SelectBlocks()
    {
        foreach (IrBlock block in _order.Blocks)
        {
            _blocks[block.Id.Index] = NewBlock();
        }

        foreach (IrBlock block in _order.Blocks)
        {
            StartBlock(_blocks[block.Id.Index]);
            DefineParameters(block);
            for (int i = 0; i < block.Instructions.Count; i++)
            {
                IrInstruction instruction = block.Instructions[i];
                if (_uses.IsLive(instruction))
                {
                    SetPosition(instruction.Position);
                    SelectInstruction(instruction, block, i);
                }
            }

            SelectPendingEdges();
        }
    }

    private void DefineParameters(IrBlock block)
    {
        if (block == _function.Entry)
        {
            foreach (Value parameter in block.Parameters)
            {
                int register = NewRegister(ParameterBits(parameter));
                _machine.Parameters.Add(register);
                Define(parameter, register);
            }
        }
        else if (_order.PredecessorCount(block.Id) > 1)
        {
            var registers = new int[block.Parameters.Count];
            for (int i = 0; i < registers.Length; i++)
            {
                Value parameter = block.Parameters[i];
                registers[i] = NewRegister(ParameterBits(parameter));
                _registers[parameter.Index] = registers[i];
            }

            _block!.Parameters = registers;
        }
    }

    /// <summary>What is passed to a parameter is clean exactly if somebody asks the parameter to be.</summary>
    private int ParameterBits(Value parameter)
    {
        IrType type = _function.TypeOf(parameter);
        return type == IrType.Bool || _uses.NeedsClean(parameter) ? type.Bits : 64;
    }

    private void SelectInstruction(IrInstruction instruction, IrBlock block, int index)
    {
        switch (instruction.Op)
        {
            case IrOp.Const or IrOp.GlobalAddr or IrOp.MapAddr or IrOp.FuncAddr:
            case IrOp.Copy or IrOp.NonNull or IrOp.PtrToInt or IrOp.IntToPtr:
                break;
            case >= IrOp.Add and <= IrOp.Not:
                SelectArithmetic(instruction);
                break;
            case >= IrOp.Eq and <= IrOp.SGe or IrOp.PacketCheck:
                SelectTruth(instruction);
                break;
            case IrOp.Select:
                SelectChoices(block, index);
                break;
            case IrOp.ZExt or IrOp.SExt or IrOp.Trunc or IrOp.BSwap:
                SelectConversion(instruction);
                break;
            case IrOp.PtrAdd or IrOp.PtrDiff:
                SelectPointerArithmetic(instruction);
                break;
            case IrOp.Alloca:
                SelectAlloca(instruction);
                break;
            case >= IrOp.Load and <= IrOp.CtxStore:
                SelectMemory(instruction);
                break;
            case >= IrOp.AtomicAdd and <= IrOp.AtomicCompareExchange:
                SelectAtomic(instruction);
                break;
            case >= IrOp.MapLookup and <= IrOp.RingDiscard:
            case >= IrOp.Helper and <= IrOp.TailCall:
                SelectCall(instruction);
                break;
            case >= IrOp.Branch and <= IrOp.Unreachable:
                SelectTerminator(instruction);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"No selection rule for {instruction.Op}.");
        }
    }

    /// <summary>Puts the blocks into the order in which they were started and names them by their place.</summary>
    private void FinishLayout()
    {
        var place = new int[_machine.Blocks.Count];
        var blocks = new MachineBlock[_layout.Count];
        for (int i = 0; i < _layout.Count; i++)
        {
            place[_layout[i]] = i;
            blocks[i] = _machine.Blocks[_layout[i]];
        }

        foreach (MachineBlock block in blocks)
        {
            block.Taken = block.Taken >= 0 ? place[block.Taken] : block.Taken;
            block.Next = block.Next >= 0 ? place[block.Next] : block.Next;
        }

        _machine.Blocks.Clear();
        _machine.Blocks.AddRange(blocks);
    }

    private int NewBlock()
    {
        _machine.Blocks.Add(new MachineBlock());
        return _machine.Blocks.Count - 1;
    }

    private void StartBlock(int block)
    {
        System.Diagnostics.Debug.Assert(_block == null, "The block before has its terminator.");
        _layout.Add(block);
        _block = _machine.Blocks[block];
        _block.First = _machine.Instructions.Count;
        ForgetSharedConstants();
    }

    private void Terminate(MachineInstruction terminator, int taken, int next)
    {
        Append(terminator);
        _block!.End = _machine.Instructions.Count;
        _block.Taken = taken;
        _block.Next = next;
        _block = null;
    }

    private void Append(MachineInstruction instruction)
    {
        instruction.Position = _position;
        _machine.Instructions.Add(instruction);
    }

    private void SetPosition(SourcePosition position)
    {
        if (position.IsKnown && _machine.Positions[_position] != position)
        {
            _machine.Positions.Add(position);
            _position = _machine.Positions.Count - 1;
        }
    }

    private int NewRegister(int bits)
    {
        _bits.Add((byte)bits);
        return _machine.NewRegister();
    }

    /// <summary>Binds a value to a register, masked if somebody reads above its width.</summary>
    private void Define(Value value, int register)
    {
        int width = _function.TypeOf(value).Bits;
        bool dirty = _uses.NeedsClean(value) && _bits[register] > width;
        _registers[value.Index] = dirty ? Mask(register, width) : register;
    }

    private int Mask(int register, int width) =>
        width == 32
            ? Convert(OpCode.Alu32(AluOp.Mov, Source.Register), register, 0, 32)
            : Alu32(AluOp.And, register, (int)((1L << width) - 1), width);

    private void Report(string code, string message, IrInstruction instruction) =>
        _errors.Add(new BackendError(code, message, _function.Name, instruction.Position));
}
