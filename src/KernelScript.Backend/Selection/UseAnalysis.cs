using KernelScript.Ir;

namespace KernelScript.Backend.Selection;

/// <summary>How the values of a function are used: what selection has to know before it meets a definition.</summary>
/// <remarks>
/// <para>Narrow integers live in 64-bit registers. A value is <em>clean</em> when the bits above its width are zero.
/// Most operations do not care: sums, stores, 32-bit comparisons read the low bits only. Those that do care ask here,
/// and the definition is masked once. Bool values are always clean.</para>
/// <para>One backward scan: uses come before definitions in it, because a definition dominates its uses.</para>
/// </remarks>
internal sealed class UseAnalysis
{
    private readonly IrFunction _function;
    private readonly BlockOrder _order;
    private readonly Target _target;
    private readonly Value[] _roots;
    private readonly int[] _useCounts;
    private readonly bool[] _needsRegister;
    private readonly bool[] _needsClean;
    private readonly IrInstruction?[] _definitions;
    private readonly IrInstruction?[] _lastUsers;

    /// <summary>Analyses <paramref name="function"/>.</summary>
    public UseAnalysis(IrFunction function, BlockOrder order, Target target)
    {
        _function = function;
        _order = order;
        _target = target;
        int count = function.ValueCount;
        _roots = new Value[count];
        _useCounts = new int[count];
        _needsRegister = new bool[count];
        _needsClean = new bool[count];
        _definitions = new IrInstruction?[count];
        _lastUsers = new IrInstruction?[count];
        FindRoots();
        ScanBackwards();
        SpreadCleanliness();
    }

    /// <summary>
    /// The value that has the same bits as <paramref name="value"/>: copies and retyped pointers are followed.
    /// </summary>
    public Value Root(Value value) => _roots[value.Index];

    /// <summary>The instruction that defines a root, or null for a block parameter.</summary>
    public IrInstruction? Definition(Value root) => _definitions[root.Index];

    /// <summary>Uses by instructions that are not dead.</summary>
    public int UseCount(Value root) => _useCounts[root.Index];

    /// <summary>Whether some use cannot take the definition in: as a condition, or as part of an address.</summary>
    public bool NeedsRegister(Value root) => _needsRegister[root.Index];

    /// <summary>Whether some use reads bits above the width.</summary>
    public bool NeedsClean(Value root) => _needsClean[root.Index];

    /// <summary>The user of a root with one use.</summary>
    public IrInstruction? SingleUser(Value root) => _useCounts[root.Index] == 1 ? _lastUsers[root.Index] : null;

    /// <summary>Whether the instruction has to be selected.</summary>
    public bool IsLive(IrInstruction instruction) =>
        (IrOpInfo.Of(instruction.Op).Effects & ~IrEffects.Reads) != 0 || _useCounts[instruction.Result.Index] > 0;

    /// <summary>Whether the operation only gives another type to the same 64 bits.</summary>
    public static bool IsAlias(IrOp op) => op is IrOp.Copy or IrOp.NonNull or IrOp.PtrToInt or IrOp.IntToPtr;

    private void FindRoots()
    {
        foreach (IrBlock block in _order.Blocks)
        {
            foreach (Value parameter in block.Parameters)
            {
                if (!_roots[parameter.Index].IsValid)
                {
                    _roots[parameter.Index] = parameter;
                }
            }

            foreach (IrInstruction instruction in block.Instructions)
            {
                if (instruction.Result.IsValid)
                {
                    bool alias = IsAlias(instruction.Op);
                    _roots[instruction.Result.Index] = alias ? Root(instruction.Operands[0]) : instruction.Result;
                    _definitions[instruction.Result.Index] = instruction;
                }
            }

            ForwardArguments(block);
        }
    }

    /// <summary>A parameter that only one edge feeds is the argument of that edge.</summary>
    private void ForwardArguments(IrBlock block)
    {
        foreach (BlockTarget target in block.Terminator.Targets)
        {
            if (_order.PredecessorCount(target.Block) == 1)
            {
                List<Value> parameters = _order[target.Block].Parameters;
                for (int i = 0; i < parameters.Count; i++)
                {
                    _roots[parameters[i].Index] = Root(target.Arguments[i]);
                }
            }
        }
    }

    private void ScanBackwards()
    {
        for (int b = _order.Blocks.Count - 1; b >= 0; b--)
        {
            IrBlock block = _order.Blocks[b];
            foreach (BlockTarget target in block.Terminator.Targets)
            {
                if (_order.PredecessorCount(target.Block) > 1)
                {
                    foreach (Value argument in target.Arguments)
                    {
                        UseInRegister(argument, block.Terminator);
                    }
                }
            }

            for (int i = block.Instructions.Count - 1; i >= 0; i--)
            {
                IrInstruction instruction = block.Instructions[i];
                if (!IsAlias(instruction.Op) && IsLive(instruction))
                {
                    ScanOperands(instruction);
                }
            }
        }
    }

    private void ScanOperands(IrInstruction instruction)
    {
        bool fused = IsFusedCondition(instruction);
        for (int i = 0; i < instruction.Operands.Length; i++)
        {
            Value operand = instruction.Operands[i];
            if (fused || TakesIn(instruction, i))
            {
                Use(operand, instruction);
            }
            else
            {
                UseInRegister(operand, instruction);
            }

            if (ReadsUpperBits(instruction, i))
            {
                _needsClean[Root(operand).Index] = true;
            }
        }
    }

    private bool IsFusedCondition(IrInstruction instruction) =>
        instruction.Op is IrOp.And or IrOp.Or or IrOp.Not
        && _function.TypeOf(instruction.Result) == IrType.Bool
        && !_needsRegister[instruction.Result.Index];

    /// <summary>Whether the definition of the operand can become part of what is selected for the user.</summary>
    private bool TakesIn(IrInstruction user, int operand) => user.Op switch
    {
        IrOp.CondBranch => true,
        IrOp.Select => operand == 0,
        IrOp.Load or IrOp.MemZero or IrOp.PacketCheck => operand == 0,
        IrOp.Store or IrOp.AtomicAdd or IrOp.AtomicAnd or IrOp.AtomicOr or IrOp.AtomicXor => operand == 0,
        IrOp.AtomicExchange or IrOp.AtomicCompareExchange => operand == 0,
        IrOp.MemCopy or IrOp.MapLookup or IrOp.MapUpdate or IrOp.MapDelete => true,
        IrOp.PtrAdd => operand == 0 && !_needsRegister[user.Result.Index],
        IrOp.Eq or IrOp.Ne => operand == 0 && !_needsRegister[user.Result.Index] && BitTest(user) != null,
        IrOp.Helper or IrOp.Kfunc or IrOp.Call => _function.TypeOf(Root(user.Operands[operand])).IsPointer,
        _ => false,
    };

    /// <summary>Whether the pointer addition is left to those who use its result.</summary>
    public bool IsFoldedAddress(IrInstruction instruction) =>
        instruction.Op == IrOp.PtrAdd
        && !_needsRegister[instruction.Result.Index]
        && _definitions[Root(instruction.Operands[1]).Index] is { Op: IrOp.Const };

    /// <summary>
    /// The conjunction whose bits the comparison tests against zero, if a jump can do both at once.
    /// </summary>
    public IrInstruction? BitTest(IrInstruction comparison)
    {
        if (comparison.Op is not (IrOp.Eq or IrOp.Ne)
            || _definitions[Root(comparison.Operands[1]).Index] is not { Op: IrOp.Const, Imm: 0 }
            || _definitions[Root(comparison.Operands[0]).Index] is not { Op: IrOp.And } and)
        {
            return null;
        }

        int width = _function.TypeOf(and.Result).Bits;
        return _definitions[Root(and.Operands[1]).Index] is { Op: IrOp.Const } mask
            ? FitsBitTest(mask.Imm, width) ? and : null
            : width == 64 || (width == 32 && _target.HasJump32) ? and : null;
    }

    private bool FitsBitTest(long mask, int width) => width switch
    {
        64 => mask == (int)mask,
        32 => _target.HasJump32 || mask is >= 0 and <= int.MaxValue,
        1 => false,
        _ => true,
    };

    private bool ReadsUpperBits(IrInstruction user, int operand)
    {
        IrType type = _function.TypeOf(user.Operands[operand]);
        return type.Kind switch
        {
            IrTypeKind.I8 or IrTypeKind.I16 => NarrowReadsUpperBits(user, operand),
            IrTypeKind.I32 when user.Op == IrOp.Return => !ReturnsHalf(_function.Program),
            IrTypeKind.I32 => WordReadsUpperBits(user.Op),
            _ => false,
        };
    }

    private static bool NarrowReadsUpperBits(IrInstruction user, int operand) => user.Op switch
    {
        IrOp.ZExt or IrOp.LShr or IrOp.UDiv or IrOp.URem or IrOp.Switch or IrOp.Return => true,
        IrOp.Helper or IrOp.Kfunc or IrOp.Call => true,
        IrOp.Eq or IrOp.Ne or IrOp.ULt or IrOp.ULe or IrOp.UGt or IrOp.UGe => true,
        IrOp.AShr => operand == 1,
        _ => false,
    };

    /// <summary>
    /// Whether the kernel looks at 32 bits of the result only and does not check it: socket filters, kprobes, TC,
    /// tracepoints, XDP, perf events.
    /// </summary>
    private static bool ReturnsHalf(IrProgramInfo? program) => program is { ProgramType: >= 1 and <= 7 };

    private bool WordReadsUpperBits(IrOp user) => user switch
    {
        IrOp.ZExt or IrOp.Helper or IrOp.Kfunc or IrOp.Call or IrOp.TailCall => true,
        IrOp.Eq or IrOp.Ne or IrOp.ULt or IrOp.ULe or IrOp.UGt or IrOp.UGe or IrOp.Switch => !_target.HasJump32,
        _ => false,
    };

    private void Use(Value value, IrInstruction user)
    {
        int root = Root(value).Index;
        _useCounts[root]++;
        _lastUsers[root] = user;
    }

    private void UseInRegister(Value value, IrInstruction user)
    {
        Use(value, user);
        _needsRegister[Root(value).Index] = true;
    }

    /// <summary>
    /// A parameter or selection that must be clean needs clean sources. To a fixed point, for loops.
    /// </summary>
    private void SpreadCleanliness()
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int b = _order.Blocks.Count - 1; b >= 0; b--)
            {
                IrBlock block = _order.Blocks[b];
                foreach (BlockTarget target in block.Terminator.Targets)
                {
                    List<Value> parameters = _order[target.Block].Parameters;
                    for (int i = 0; i < parameters.Count; i++)
                    {
                        changed |= SpreadTo(target.Arguments[i], parameters[i]);
                    }
                }

                foreach (IrInstruction instruction in block.Instructions)
                {
                    if (instruction.Op == IrOp.Select)
                    {
                        changed |= SpreadTo(instruction.Operands[1], instruction.Result);
                        changed |= SpreadTo(instruction.Operands[2], instruction.Result);
                    }
                }
            }
        }
    }

    private bool SpreadTo(Value source, Value result)
    {
        int from = Root(source).Index;
        int to = Root(result).Index;
        bool spread = _needsClean[to] && !_needsClean[from];
        _needsClean[from] |= spread;
        return spread;
    }
}
