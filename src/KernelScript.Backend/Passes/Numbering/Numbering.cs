using KernelScript.Backend.Passes.Memory;
using KernelScript.Ir;
using KernelScript.Ir.Analyses;

namespace KernelScript.Backend.Passes.Numbering;

/// <summary>The walk of <see cref="GlobalValueNumbering"/> over one function.</summary>
internal sealed partial class Numbering
{
    private readonly IrFunction _function;
    private readonly PassContext _context;
    private readonly ControlFlow _flow;
    private readonly DominatorTree _dominators;
    private readonly LoopForest _loops;
    private readonly Definitions _definitions;
    private readonly PointerOrigins _origins;
    private readonly MemoryEffects _effects;
    private readonly ValueTable _table;
    private readonly Replacements _replacements;
    private readonly MemoryState?[] _atExit;
    private readonly List<IrInstruction> _output = [];
    private readonly Stack<Scope> _open = new();
    private MemoryState _memory = new();
    private IrBlock _block;
    private bool _changed;

    public Numbering(IrFunction function, PassContext context)
    {
        _function = function;
        _context = context;
        _flow = new ControlFlow(function);
        _dominators = new DominatorTree(_flow);
        _loops = new LoopForest(_flow, _dominators);
        _definitions = new Definitions(function);
        _origins = new PointerOrigins(function, _definitions);
        _effects = new MemoryEffects(function, context, _origins);
        _table = new ValueTable(function);
        _replacements = new Replacements(function);
        _atExit = new MemoryState?[function.BlockCount];
        _truth = new sbyte[function.ValueCount];
        _block = function.Entry;
    }

    /// <summary>Goes over the function once.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Run()
    {
        foreach (IrBlock block in _dominators.Preorder())
        {
            Enter(block);
            _output.Clear();
            foreach (IrInstruction instruction in block.Instructions)
            {
                Visit(instruction);
            }

            block.Instructions.Clear();
            block.Instructions.AddRange(_output);
            _atExit[block.Id.Index] = _memory;
        }

        _replacements.Apply();
        return _changed;
    }

    /// <summary>Forgets what holds only beside this block, learns from the branch before it.</summary>
    private void Enter(IrBlock block)
    {
        _block = block;
        IrBlock? above = _dominators.ImmediateDominator(block.Id);
        while (_open.TryPeek(out Scope top) && top.Block != above)
        {
            _table.Unwind(top.Entries);
            UnwindFacts(top.Facts);
            _choices.RemoveRange(top.Choices, _choices.Count - top.Choices);
            _open.Pop();
        }

        _open.Push(new Scope(block, _table.Mark, _facts.Count, _choices.Count));
        _trueHere = default;
        _falseHere = default;
        _memory = MemoryAtEntry(block);
        if (_flow.Predecessors(block.Id) is [var before])
        {
            LearnFromBranch(before.Terminator, block);
        }

        LearnChoices(block);
    }

    private void Visit(IrInstruction instruction)
    {
        _replacements.Rewrite(instruction);
        UseFacts(instruction);
        if (IsNumbered(instruction))
        {
            VisitPure(instruction);
            return;
        }

        if (!VisitMemory(instruction))
        {
            _output.Add(instruction);
        }
    }

    /// <summary>Whether the same operation on the same operands always gives the same, wherever it stands.</summary>
    private static bool IsNumbered(IrInstruction instruction) =>
        instruction.Result.IsValid && instruction.Op switch
        {
            IrOp.Alloca => false,
            IrOp.Helper => HelperEffects.IsConstant((int)instruction.Imm),
            _ => IrOpInfo.Of(instruction.Op).IsPure,
        };

    private void VisitPure(IrInstruction instruction)
    {
        OrderOperands(instruction);
        Value known = _table.Find(instruction);
        if (!known.IsValid)
        {
            known = KnownOutcome(instruction);
        }

        if (known.IsValid && Step())
        {
            _replacements.Replace(instruction.Result, known);
            return;
        }

        _table.Add(instruction);
        _output.Add(instruction);
    }

    /// <summary>Where the order does not matter, the operand defined first comes first; constants stay right.</summary>
    private void OrderOperands(IrInstruction instruction)
    {
        bool isCommutative = instruction.Op is IrOp.Add or IrOp.Mul or IrOp.And or IrOp.Or or IrOp.Xor or IrOp.Eq
            or IrOp.Ne;
        if (isCommutative && instruction.Operands[0].Index > instruction.Operands[1].Index
            && !_definitions.TryGetConstant(instruction.Operands[1], out _))
        {
            Array.Reverse(instruction.Operands);
        }
    }

    /// <summary>A new instruction at the current place, or the value that such an instruction already gave.</summary>
    private Value Emit(
        IrOp op, IrType type, Value[] operands, long imm = 0, int size = 0, SourcePosition position = default)
    {
        var instruction = new IrInstruction
        {
            Op = op, Operands = operands, Imm = imm, Size = size, Position = position,
            Result = type == IrType.Void ? default : _function.NewValue(type),
        };
        if (instruction.Result.IsValid)
        {
            _definitions.Add(instruction, _block);
            if (_table.Find(instruction) is { IsValid: true } known)
            {
                return known;
            }

            _table.Add(instruction);
        }
        else
        {
            VisitMemory(instruction);
        }

        _output.Add(instruction);
        return instruction.Result;
    }

    private bool Step()
    {
        bool mayStep = _context.Step();
        _changed |= mayStep;
        return mayStep;
    }

    /// <summary>A block being inside of, and what was known before it.</summary>
    private readonly record struct Scope(IrBlock Block, int Entries, int Facts, int Choices);
}
