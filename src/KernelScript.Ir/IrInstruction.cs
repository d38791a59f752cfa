using System.Collections.Immutable;

namespace KernelScript.Ir;

/// <summary>Where a terminator goes, and the values for the parameters of that block.</summary>
public sealed class BlockTarget(BlockId block, params Value[] arguments)
{
    /// <summary>The block gone to.</summary>
    public BlockId Block { get; set; } = block;

    /// <summary>One value for each block parameter.</summary>
    public Value[] Arguments { get; set; } = arguments;
}

/// <summary>One operation of a block. Passes edit it in place.</summary>
public sealed class IrInstruction
{
    /// <summary>What is done.</summary>
    public required IrOp Op { get; set; }

    /// <summary>The value defined, or an invalid one. Its type is kept by the function.</summary>
    public Value Result { get; set; }

    /// <summary>The values used, without those of <see cref="Targets"/>.</summary>
    public Value[] Operands { get; set; } = [];

    /// <summary>Constant, byte offset, flags or helper number, as the operation says.</summary>
    public long Imm { get; set; }

    /// <summary>Bytes of memory concerned, for the operations that say so.</summary>
    public int Size { get; set; }

    /// <summary>Map, global or function by name, or null.</summary>
    public string? Symbol { get; set; }

    /// <summary>Where a terminator goes; empty otherwise.</summary>
    public BlockTarget[] Targets { get; set; } = [];

    /// <summary>The constants of a switch.</summary>
    public ImmutableArray<long> Cases { get; set; } = [];

    /// <summary>The place in the source. Becomes BTF line info.</summary>
    public SourcePosition Position { get; set; }
}
