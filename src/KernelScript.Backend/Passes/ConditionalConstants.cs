using KernelScript.Ir;

namespace KernelScript.Backend.Passes;

/// <summary>Finds values that are constant on every path that can be taken, and makes them constants.</summary>
/// <remarks>
/// Wegman, Zadeck: "Constant Propagation with Conditional Branches" (1991). A value starts as unknown and only ever
/// becomes a constant, then varying; a block is looked at once an edge into it can be taken. Leaves the branches, now
/// on constants, to <c>simplify-cfg</c>.
/// </remarks>
public sealed class ConditionalConstants : IFunctionPass
{
    /// <inheritdoc/>
    public string Name => "sccp";

    /// <inheritdoc/>
    public bool Run(IrFunction function, PassContext context)
    {
        var solver = new Solver(function);
        solver.Solve();
        bool changed = false;
        var replacements = new Replacements(function);
        foreach (IrBlock block in function.Blocks)
        {
            changed |= Rewrite(block, function, solver, replacements, context);
        }

        replacements.Apply();
        return changed;
    }

    private static bool Rewrite(
        IrBlock block, IrFunction function, Solver solver, Replacements replacements, PassContext context)
    {
        bool changed = false;
        foreach (IrInstruction instruction in block.Instructions)
        {
            if (instruction.Op != IrOp.Const && instruction.Result.IsValid
                && solver.TryGetConstant(instruction.Result, out long value) && context.Step())
            {
                instruction.Op = IrOp.Const;
                instruction.Operands = [];
                instruction.Imm = value;
                changed = true;
            }
        }

        foreach (Value parameter in block != function.Entry ? block.Parameters : [])
        {
            if (solver.TryGetConstant(parameter, out long value) && context.Step())
            {
                Value constant = function.NewValue(function.TypeOf(parameter));
                replacements.Replace(parameter, constant);
                block.Instructions.Insert(0, new IrInstruction { Op = IrOp.Const, Result = constant, Imm = value });
                changed = true;
            }
        }

        return changed;
    }

    private sealed class Solver
    {
        private readonly IrFunction _function;
        private readonly Lattice[] _values;

        /// <summary>The users of value i stand from _firstUser[i] to _firstUser[i + 1].</summary>
        private readonly int[] _firstUser;
        private readonly (IrInstruction Instruction, IrBlock Block)[] _users;
        private readonly bool[] _reached;
        private readonly Queue<IrBlock> _blocks = new();
        private readonly Queue<(IrInstruction Instruction, IrBlock Block)> _instructions = new();

        public Solver(IrFunction function)
        {
            _function = function;
            _values = new Lattice[function.ValueCount];
            _reached = new bool[function.BlockCount];
            _firstUser = new int[function.ValueCount + 1];
            ForEachUse((value, _, _) => _firstUser[value.Index + 1]++);
            for (int i = 1; i < _firstUser.Length; i++)
            {
                _firstUser[i] += _firstUser[i - 1];
            }

            _users = new (IrInstruction, IrBlock)[_firstUser[^1]];
            int[] next = _firstUser[..^1];
            ForEachUse((value, instruction, block) => _users[next[value.Index]++] = (instruction, block));
        }

        public bool TryGetConstant(Value value, out long constant)
        {
            constant = 0;
            bool isConstant = value.Index < _values.Length && _values[value.Index].State == LatticeState.Constant;
            constant = isConstant ? _values[value.Index].Constant : 0;
            return isConstant;
        }

        public void Solve()
        {
            foreach (Value parameter in _function.Entry.Parameters)
            {
                _values[parameter.Index] = Lattice.Varying;
            }

            Reach(_function.Entry);
            while (true)
            {
                if (_instructions.TryDequeue(out (IrInstruction Instruction, IrBlock Block) next))
                {
                    Visit(next.Instruction, next.Block);
                }
                else if (_blocks.TryDequeue(out IrBlock? block))
                {
                    foreach (IrInstruction instruction in block.Instructions)
                    {
                        Visit(instruction, block);
                    }
                }
                else
                {
                    return;
                }
            }
        }

        private void ForEachUse(Action<Value, IrInstruction, IrBlock> action)
        {
            foreach (IrBlock block in _function.Blocks)
            {
                foreach (IrInstruction instruction in block.Instructions)
                {
                    foreach (Value operand in instruction.Operands)
                    {
                        action(operand, instruction, block);
                    }

                    foreach (BlockTarget target in instruction.Targets)
                    {
                        foreach (Value argument in target.Arguments)
                        {
                            action(argument, instruction, block);
                        }
                    }
                }
            }
        }

        private void Reach(IrBlock block)
        {
            if (!_reached[block.Id.Index])
            {
                _reached[block.Id.Index] = true;
                _blocks.Enqueue(block);
            }
        }

        private void Visit(IrInstruction instruction, IrBlock block)
        {
            if (!_reached[block.Id.Index])
            {
                return;
            }

            if (instruction.Result.IsValid)
            {
                Lower(instruction.Result, Evaluate(instruction));
            }

            switch (instruction.Op)
            {
                case IrOp.CondBranch when _values[instruction.Operands[0].Index] is var condition:
                    TakeDecided(instruction, condition, condition.Constant != 0 ? 0 : 1);
                    break;
                case IrOp.Switch when _values[instruction.Operands[0].Index] is var selector:
                    TakeDecided(instruction, selector, CaseOf(instruction, selector.Constant));
                    break;
                default:
                    foreach (BlockTarget target in instruction.Targets)
                    {
                        Take(target);
                    }

                    break;
            }
        }

        private void TakeDecided(IrInstruction terminator, Lattice decider, int decided)
        {
            for (int i = 0; i < terminator.Targets.Length; i++)
            {
                if (decider.State == LatticeState.Varying || (decider.State == LatticeState.Constant && i == decided))
                {
                    Take(terminator.Targets[i]);
                }
            }
        }

        private int CaseOf(IrInstruction terminator, long value)
        {
            IrType type = _function.TypeOf(terminator.Operands[0]);
            for (int i = 0; i < terminator.Cases.Length; i++)
            {
                if (ConstantFolder.Canonical(terminator.Cases[i], type) == value)
                {
                    return i + 1;
                }
            }

            return 0;
        }

        private void Take(BlockTarget target)
        {
            IrBlock block = _function.GetBlock(target.Block);
            for (int i = 0; i < target.Arguments.Length; i++)
            {
                Lower(block.Parameters[i], _values[target.Arguments[i].Index]);
            }

            Reach(block);
        }

        private Lattice Evaluate(IrInstruction instruction)
        {
            IrType type = _function.TypeOf(instruction.Result);
            if (instruction.Op == IrOp.Const)
            {
                return Lattice.Of(ConstantFolder.Canonical(instruction.Imm, type));
            }

            if (!IrOpInfo.Of(instruction.Op).IsPure || instruction.Operands.Length is 0 or > 3)
            {
                return Lattice.Varying;
            }

            Lattice a = _values[instruction.Operands[0].Index];
            Lattice b = instruction.Operands.Length > 1 ? _values[instruction.Operands[1].Index] : Lattice.Of(0);
            Lattice c = instruction.Operands.Length > 2 ? _values[instruction.Operands[2].Index] : Lattice.Of(0);
            if (a.State == LatticeState.Unknown || b.State == LatticeState.Unknown || c.State == LatticeState.Unknown)
            {
                return default;
            }

            bool areConstant = a.State == LatticeState.Constant && b.State == LatticeState.Constant
                && c.State == LatticeState.Constant;
            IrType first = _function.TypeOf(instruction.Operands[0]);
            return areConstant
                && ConstantFolder.Fold(instruction.Op, first, type, a.Constant, b.Constant, c.Constant) is { } folded
                    ? Lattice.Of(folded)
                    : Lattice.Varying;
        }

        private void Lower(Value value, Lattice to)
        {
            ref Lattice current = ref _values[value.Index];
            Lattice met = current.Meet(to);
            if (met == current)
            {
                return;
            }

            current = met;
            for (int i = _firstUser[value.Index]; i < _firstUser[value.Index + 1]; i++)
            {
                _instructions.Enqueue(_users[i]);
            }
        }
    }

    private enum LatticeState : byte
    {
        /// <summary>Nothing has been seen yet.</summary>
        Unknown,

        /// <summary>One value has been seen.</summary>
        Constant,

        /// <summary>Several values, or one that is not known here.</summary>
        Varying,
    }

    private readonly record struct Lattice(LatticeState State, long Constant)
    {
        public static Lattice Varying => new(LatticeState.Varying, 0);

        public static Lattice Of(long constant) => new(LatticeState.Constant, constant);

        public Lattice Meet(Lattice other) => (State, other.State) switch
        {
            (LatticeState.Unknown, _) => other,
            (_, LatticeState.Unknown) => this,
            _ => this == other ? this : Varying,
        };
    }
}
