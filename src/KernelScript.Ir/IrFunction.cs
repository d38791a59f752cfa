namespace KernelScript.Ir;

/// <summary>A straight run of instructions; the last one is the terminator.</summary>
public sealed class IrBlock(BlockId id)
{
    /// <summary>Its name inside the function.</summary>
    public BlockId Id { get; } = id;

    /// <summary>Values that each predecessor passes. The entry block's are the function's parameters.</summary>
    public List<Value> Parameters { get; } = [];

    /// <summary>The instructions with the terminator at the end.</summary>
    public List<IrInstruction> Instructions { get; } = [];

    /// <summary>The last instruction.</summary>
    public IrInstruction Terminator => Instructions[^1];
}

/// <summary>What makes a function a program that the kernel can attach.</summary>
/// <param name="ProgramType">The kernel's number: <c>enum bpf_prog_type</c>.</param>
/// <param name="AttachType">
/// The kernel's number: <c>enum bpf_attach_type</c>; 0 where the program type has none.
/// </param>
/// <param name="Section">Conventional ELF section name, such as <c>xdp</c> or <c>tp/sched/sched_switch</c>.</param>
/// <param name="AttachTo">What it is made for: <c>sched/sched_switch</c>; null when attaching decides.</param>
public sealed record IrProgramInfo(int ProgramType, int AttachType, string Section, string? AttachTo);

/// <summary>A function in SSA form: blocks in layout order, the entry first.</summary>
public sealed class IrFunction(string name, IrType returnType)
{
    private readonly List<IrType> _valueTypes = [default];
    private readonly List<IrBlock?> _blocksById = [null];

    /// <summary>The name, unique in the module.</summary>
    public string Name { get; } = name;

    /// <summary>What it returns. Programs return i32 (i64 where the kernel asks for it).</summary>
    public IrType ReturnType { get; } = returnType;

    /// <summary>The source-level signature, for BTF.</summary>
    public FunctionData? Signature { get; init; }

    /// <summary>Set when this is a program; otherwise it is a subprogram.</summary>
    public IrProgramInfo? Program { get; init; }

    /// <summary>Asks the inliner to leave calls of it alone (callbacks are never inlined anyway).</summary>
    public bool NoInline { get; init; }

    /// <summary>The place of the declaration.</summary>
    public SourcePosition Position { get; init; }

    /// <summary>Blocks in layout order.</summary>
    public List<IrBlock> Blocks { get; } = [];

    /// <summary>The entry block.</summary>
    public IrBlock Entry => Blocks[0];

    /// <summary>One more than the largest index of a value.</summary>
    public int ValueCount => _valueTypes.Count;

    /// <summary>One more than the largest index of a block.</summary>
    public int BlockCount => _blocksById.Count;

    /// <summary>The type of <paramref name="value"/>.</summary>
    public IrType TypeOf(Value value) => _valueTypes[value.Index];

    /// <summary>Changes the type of <paramref name="value"/>, for passes that learn more.</summary>
    public void SetType(Value value, IrType type) => _valueTypes[value.Index] = type;

    /// <summary>A new value, not yet defined by anything.</summary>
    public Value NewValue(IrType type)
    {
        _valueTypes.Add(type);
        return new Value(_valueTypes.Count - 1);
    }

    /// <summary>
    /// The block named <paramref name="id"/>, also after a pass has taken it out of <see cref="Blocks"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The function has no such block.</exception>
    public IrBlock GetBlock(BlockId id) =>
        (uint)id.Index < (uint)_blocksById.Count && _blocksById[id.Index] is { } block
            ? block
            : throw new ArgumentException($"Function '{Name}' has no block {id}.", nameof(id));

    /// <summary>A new block at the end of the layout.</summary>
    public IrBlock NewBlock() => NewBlock(new BlockId(_blocksById.Count));

    /// <summary>A new block of a name not yet used, at the end of the layout.</summary>
    internal IrBlock NewBlock(BlockId id)
    {
        while (_blocksById.Count <= id.Index)
        {
            _blocksById.Add(null);
        }

        var block = new IrBlock(id);
        _blocksById[id.Index] = block;
        Blocks.Add(block);
        return block;
    }

    /// <summary>Makes the value of that index exist, for the parser.</summary>
    internal void DeclareValue(Value value, IrType type)
    {
        while (_valueTypes.Count <= value.Index)
        {
            _valueTypes.Add(default);
        }

        _valueTypes[value.Index] = type;
    }

    /// <summary>Adds a parameter to <paramref name="block"/>.</summary>
    public Value NewParameter(IrBlock block, IrType type)
    {
        Value value = NewValue(type);
        block.Parameters.Add(value);
        return value;
    }
}
