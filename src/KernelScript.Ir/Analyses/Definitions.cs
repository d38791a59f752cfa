namespace KernelScript.Ir.Analyses;

/// <summary>Where each value of a function is defined, and how often it is used.</summary>
/// <remarks>A snapshot; <see cref="Add"/> and <see cref="Count"/> let a pass keep it up to date.</remarks>
public sealed class Definitions
{
    private IrInstruction?[] _instructions;
    private IrBlock?[] _blocks;
    private int[] _uses;

    /// <summary>Scans <paramref name="function"/>.</summary>
    public Definitions(IrFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _instructions = new IrInstruction?[function.ValueCount];
        _blocks = new IrBlock?[function.ValueCount];
        _uses = new int[function.ValueCount];
        foreach (IrBlock block in function.Blocks)
        {
            foreach (Value parameter in block.Parameters)
            {
                _blocks[parameter.Index] = block;
            }

            foreach (IrInstruction instruction in block.Instructions)
            {
                if (instruction.Result.IsValid)
                {
                    _instructions[instruction.Result.Index] = instruction;
                    _blocks[instruction.Result.Index] = block;
                }

                Count(instruction, 1);
            }
        }
    }

    /// <summary>The instruction whose result <paramref name="value"/> is; null for block parameters.</summary>
    public IrInstruction? InstructionOf(Value value) => _instructions[value.Index];

    /// <summary>The block that defines <paramref name="value"/>; null when nothing does.</summary>
    public IrBlock? BlockOf(Value value) => _blocks[value.Index];

    /// <summary>How many operands and target arguments <paramref name="value"/> is.</summary>
    public int UsesOf(Value value) => _uses[value.Index];

    /// <summary>The constant that <paramref name="value"/> is, if it is one.</summary>
    public bool TryGetConstant(Value value, out long constant)
    {
        bool isConstant = _instructions[value.Index] is { Op: IrOp.Const };
        constant = isConstant ? _instructions[value.Index]!.Imm : 0;
        return isConstant;
    }

    /// <summary>Tells of a new instruction in <paramref name="block"/>.</summary>
    public void Add(IrInstruction instruction, IrBlock block)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        if (instruction.Result.Index >= _uses.Length)
        {
            int length = Math.Max(instruction.Result.Index + 1, 2 * _uses.Length);
            Array.Resize(ref _instructions, length);
            Array.Resize(ref _blocks, length);
            Array.Resize(ref _uses, length);
        }

        _instructions[instruction.Result.Index] = instruction;
        _blocks[instruction.Result.Index] = block;
        Count(instruction, 1);
    }

    /// <summary>
    /// Adds <paramref name="change"/> to the uses of each value that <paramref name="instruction"/> reads.
    /// </summary>
    public void Count(IrInstruction instruction, int change)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        foreach (Value operand in instruction.Operands)
        {
            _uses[operand.Index] += change;
        }

        foreach (BlockTarget target in instruction.Targets)
        {
            foreach (Value argument in target.Arguments)
            {
                _uses[argument.Index] += change;
            }
        }
    }
}
