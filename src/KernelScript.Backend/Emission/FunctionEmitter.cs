using Bpf.Asm;
using KernelScript.Backend.Checking;
using KernelScript.Backend.Frames;
using KernelScript.Backend.Machine;
using KernelScript.Backend.Registers;
using KernelScript.Ir;

namespace KernelScript.Backend.Emission;

/// <summary>
/// Writes a function as BPF instructions: machine registers, frame offsets, moves, jumps, source lines.
/// </summary>
internal sealed class FunctionEmitter
{
    private readonly MachineFunction _function;
    private readonly Allocation _allocation;
    private readonly FrameLayout _frame;
    private readonly IReadOnlyList<IrSourceFile> _files;
    private readonly Target _target;
    private readonly CodeBuilder _code;
    private readonly ParallelCopy _copies;
    private readonly BlockLayout _layout;
    private readonly Label[] _labels;
    private readonly CodeTrace? _trace;
    private SourcePosition _position;

    private FunctionEmitter(
        MachineFunction function,
        Allocation allocation,
        FrameLayout frame,
        IReadOnlyList<IrSourceFile> files,
        Target target,
        CodeTrace? trace)
    {
        _trace = trace;
        _function = function;
        _allocation = allocation;
        _frame = frame;
        _files = files;
        _target = target;
        _code = new CodeBuilder(target.Isa);
        _copies = new ParallelCopy(_code, frame);
        _layout = new BlockLayout(function, allocation, frame, target);
        _labels = new Label[function.Blocks.Count];
        for (int b = 0; b < _labels.Length; b++)
        {
            _labels[b] = _code.CreateLabel();
        }
    }

    /// <summary>The code of <paramref name="function"/>.</summary>
    /// <param name="files">What positions name.</param>
    /// <param name="trace">Receives what the allocation checker needs; null for none.</param>
    public static CodeImage Emit(
        MachineFunction function,
        Allocation allocation,
        FrameLayout frame,
        IReadOnlyList<IrSourceFile> files,
        Target target,
        CodeTrace? trace)
    {
        var emitter = new FunctionEmitter(function, allocation, frame, files, target, trace);
        for (int place = 0; place < emitter._layout.Order.Count; place++)
        {
            emitter.EmitBlock(place);
        }

        CodeImage image = emitter._code.Build();
        if (trace != null)
        {
            emitter.Trace(0);
            trace.Code = image.Instructions;
        }

        return image;
    }

    private void EmitBlock(int place)
    {
        int index = _layout.Order[place];
        int following = place + 1 < _layout.Order.Count ? _layout.Order[place + 1] : MachineBlock.None;
        MachineBlock block = _function.Blocks[index];
        _code.Place(_labels[index]);
        Trace(0);
        _trace?.Blocks.Add((index, _code.Count));
        if (index == 0)
        {
            MarkLine(_function.Instructions[block.First].Position);
            EmitFunctionParameters();
        }

        for (int i = block.First; i < block.End - 1; i++)
        {
            MachineInstruction instruction = _function.Instructions[i];
            MarkLine(instruction.Position);
            Emit(instruction, i);
        }

        MachineInstruction terminator = _function.Instructions[block.End - 1];
        MarkLine(terminator.Position);
        EmitTerminator(terminator, block, following);
    }

    private void EmitFunctionParameters()
    {
        for (int i = 0; i < _function.Parameters.Count; i++)
        {
            int parameter = _function.Parameters[i];
            if (_allocation.IsInRegister(parameter))
            {
                _copies.Add((int)_allocation[parameter], i + 1);
            }
        }

        _copies.Emit(_allocation.FreeAt(0));
    }

    private void Emit(in MachineInstruction instruction, int index)
    {
        switch (instruction.Kind)
        {
            case MachineKind.Move:
                EmitMove(_allocation[instruction.Def], _allocation[instruction.A]);
                Trace(0);
                break;
            case MachineKind.Constant or MachineKind.Symbol or MachineKind.FrameAddress:
                EmitRecipe(instruction, _allocation[instruction.Def], instruction.Origin);
                break;
            case MachineKind.Alu:
                EmitArithmetic(instruction);
                break;
            case MachineKind.Convert:
                Emit(instruction, _allocation[instruction.Def], _allocation[instruction.A], instruction.Offset);
                break;
            case MachineKind.Call:
                EmitCall(instruction, index);
                break;
            case MachineKind.Fill:
                Emit(instruction, _allocation[instruction.Def], Register.R10, _frame.SlotOffset(instruction.Extra));
                break;
            case MachineKind.Spill:
                Emit(instruction, Register.R10, _allocation[instruction.A], _frame.SlotOffset(instruction.Extra));
                break;
            default:
                EmitMemory(instruction);
                break;
        }
    }

    private void EmitArithmetic(in MachineInstruction instruction)
    {
        Register def = _allocation[instruction.Def];
        Register a = _allocation[instruction.A];
        Register b = instruction.B > 0 ? _allocation[instruction.B] : Register.R0;
        if (instruction.IsCommutative && def == b)
        {
            (a, b) = (b, a);
        }

        EmitMove(def, a);
        Emit(instruction, def, instruction.A == instruction.B ? def : b, instruction.Offset);
    }

    private void EmitMemory(in MachineInstruction instruction)
    {
        bool onFrame = instruction.A == MachineFunction.FramePointer;
        Register @base = onFrame ? Register.R10 : _allocation[instruction.A];
        int offset = instruction.Offset + (onFrame ? _frame.ObjectOffset(instruction.Extra) : 0);
        switch (instruction.Kind)
        {
            case MachineKind.Load:
                Emit(instruction, _allocation[instruction.Def], @base, offset);
                break;
            case MachineKind.StoreImmediate:
                Emit(instruction, @base, Register.R0, offset);
                break;
            case MachineKind.Store or MachineKind.Atomic:
                Emit(instruction, @base, _allocation[instruction.B], offset);
                break;
            case MachineKind.AtomicFetch:
                EmitMove(_allocation[instruction.Def], _allocation[instruction.B]);
                Emit(instruction, @base, _allocation[instruction.Def], offset);
                break;
            case MachineKind.CompareExchange:
                EmitMove(Register.R0, _allocation[instruction.C]);
                Emit(instruction, @base, _allocation[instruction.B], offset);
                EmitMove(_allocation[instruction.Def], Register.R0);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"No emission rule for {instruction.Kind}.");
        }
    }

    /// <summary>What an edge computes was a definition once (and spilled), or never was one.</summary>
    private int OriginOf(int recipe) => _function.Recipes[recipe].Origin is not 0 and int origin ? origin : ~recipe;

    private void EmitRecipeToSlot(int index, short offset, int free)
    {
        MachineInstruction recipe = _function.Recipes[index];
        bool isSignExtended = recipe.OpCode.Class == InstructionClass.Alu64 || recipe.Imm >= 0;
        if (recipe.Kind == MachineKind.Constant && isSignExtended && recipe.Imm == (int)recipe.Imm)
        {
            _code.Emit(Instruction.StoreImm(MemorySize.Double, Register.R10, offset, (int)recipe.Imm));
            Trace(OriginOf(index));
            return;
        }

        Register scratch = _copies.Borrow(free);
        EmitRecipe(recipe, scratch, OriginOf(index));
        _code.Emit(Instruction.Store(MemorySize.Double, Register.R10, offset, scratch));
        _copies.GiveBack(free);
    }

    private void EmitRecipe(in MachineInstruction recipe, Register def, int origin)
    {
        switch (recipe.Kind)
        {
            case MachineKind.Constant:
                _code.Emit(new Instruction(recipe.OpCode, def, Register.R0, 0, recipe.Imm));
                break;
            case MachineKind.FrameAddress:
                _code.Emit(Instruction.Mov(def, Register.R10));
                _code.Emit(Instruction.Alu(AluOp.Add, def, _frame.ObjectOffset(recipe.Extra) + (int)recipe.Imm));
                break;
            default:
                EmitSymbol(recipe, def);
                break;
        }

        Trace(origin);
    }

    private void EmitSymbol(in MachineInstruction instruction, Register def)
    {
        MachineSymbol symbol = _function.Symbols[instruction.Extra];
        switch (symbol.Kind)
        {
            case RelocationKind.Map:
                _code.LoadMap(def, symbol.Name);
                break;
            case RelocationKind.MapValue:
                _code.LoadMapValue(def, symbol.Name, (int)instruction.Imm);
                break;
            default:
                _code.LoadFunction(def, symbol.Name);
                break;
        }
    }

    private void EmitCall(in MachineInstruction instruction, int index)
    {
        MachineCall call = _function.Calls[instruction.Extra];
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            _copies.Add(i + 1, (int)_allocation[call.Arguments[i]]);
        }

        _copies.Emit(_allocation.FreeAt(index * Points.PerInstruction));
        switch (call.Callee)
        {
            case CallKind.Helper:
                _code.Emit(Instruction.CallHelper((HelperFunction)call.Helper));
                break;
            case CallKind.Local:
                _code.CallLocal(call.Symbol!);
                break;
            default:
                _code.CallKfunc(call.Symbol!);
                break;
        }

        Trace(instruction.Origin);
        if (instruction.Def != 0)
        {
            EmitMove(_allocation[instruction.Def], Register.R0);
        }
    }

    private void EmitTerminator(in MachineInstruction terminator, MachineBlock block, int following)
    {
        switch (terminator.Kind)
        {
            case MachineKind.Exit:
                if (terminator.A != 0)
                {
                    EmitMove(Register.R0, _allocation[terminator.A]);
                }

                _code.Emit(Instruction.Exit());
                Trace(terminator.Origin);
                break;
            case MachineKind.Goto:
                EmitArguments(block);
                EmitGoto(_layout.Target(block.Next), following);
                break;
            default:
                EmitBranch(terminator, _layout.Target(block.Taken), _layout.Target(block.Next), following);
                break;
        }
    }

    private void EmitArguments(MachineBlock block)
    {
        int[] parameters = _function.Blocks[block.Next].Parameters;
        for (int i = 0; i < parameters.Length; i++)
        {
            bool isUsed = parameters[i] < 0 || _allocation.IsInRegister(parameters[i]);
            if (isUsed && !MachineBlock.IsRecipe(block.Arguments[i], out _))
            {
                _copies.Add(
                    _allocation.PlaceOf(parameters[i], _frame), _allocation.PlaceOf(block.Arguments[i], _frame));
            }
        }

        int free = _allocation.FreeAt((block.End - 1) * Points.PerInstruction);
        _copies.Emit(free);
        EmitRecipes(block, parameters, free);
    }

    /// <summary>
    /// Once the copies are made, the registers of the other parameters hold nothing that is still needed.
    /// </summary>
    private void EmitRecipes(MachineBlock block, int[] parameters, int free)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            int register = _allocation.IsInRegister(parameters[i]) ? 1 << (int)_allocation[parameters[i]] : 0;
            free = MachineBlock.IsRecipe(block.Arguments[i], out _) ? free | register : free & ~register;
        }

        // First those that go to slots: they may use the register of a parameter that has not got its value yet.
        for (int i = 0; i < parameters.Length; i++)
        {
            if (parameters[i] < 0 && MachineBlock.IsRecipe(block.Arguments[i], out int recipe))
            {
                EmitRecipeToSlot(recipe, (short)_frame.SlotOffset(~parameters[i]), free);
            }
        }

        for (int i = 0; i < parameters.Length; i++)
        {
            if (_allocation.IsInRegister(parameters[i]) && MachineBlock.IsRecipe(block.Arguments[i], out int recipe))
            {
                EmitRecipe(_function.Recipes[recipe], _allocation[parameters[i]], OriginOf(recipe));
            }
        }
    }

    private void EmitBranch(in MachineInstruction branch, int taken, int next, int following)
    {
        if (taken == next)
        {
            EmitJump(next, following);
            return;
        }

        Register a = branch.A > 0 ? _allocation[branch.A] : Register.R0;
        Register b = branch.B > 0 ? _allocation[branch.B] : Register.R0;
        var jump = new Instruction(branch.OpCode, a, b, 0, branch.Imm);
        if (taken == following && Inversion.TryInvert(branch.OpCode, _target, out OpCode inverted))
        {
            jump = jump with { OpCode = inverted };
            (taken, next) = (next, taken);
        }

        _code.Emit(jump, _labels[taken]);
        Trace(branch.Origin);
        EmitJump(next, following);
    }

    private void EmitGoto(int target, int following)
    {
        if (target != following && _layout.OnlyReturns(target))
        {
            _code.Emit(Instruction.Exit());
            Trace(_function.Instructions[_function.Blocks[target].First].Origin);
            return;
        }

        EmitJump(target, following);
    }

    private void EmitJump(int target, int following)
    {
        if (target != following)
        {
            _code.Jump(_labels[target]);
        }
    }

    private void EmitMove(Register to, Register from)
    {
        if (to != from)
        {
            _code.Emit(Instruction.Mov(to, from));
        }
    }

    private void Emit(in MachineInstruction instruction, Register dst, Register src, int offset)
    {
        _code.Emit(new Instruction(instruction.OpCode, dst, src, (short)offset, instruction.Imm));
        Trace(instruction.Origin);
    }

    /// <summary>Notes what the instructions emitted since were made from; the others are moves.</summary>
    private void Trace(int origin)
    {
        while (_trace != null && _trace.Origins.Count < _code.Count)
        {
            _trace.Origins.Add(_trace.Origins.Count == _code.Count - 1 ? origin : 0);
        }
    }

    private void MarkLine(int index)
    {
        SourcePosition position = _function.Positions[index];
        if (position.IsKnown && position != _position)
        {
            _position = position;
            IrSourceFile file = _files[position.File];
            string text = position.Line <= file.Lines.Length ? file.Lines[position.Line - 1] : "";
            _code.MarkLine(file.Path, position.Line, position.Column, text);
        }
    }
}
