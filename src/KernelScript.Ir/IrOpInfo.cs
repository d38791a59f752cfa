namespace KernelScript.Ir;

/// <summary>The row of an operation: printer, parser, verifier, interpreter and selector read it.</summary>
/// <param name="Op">The operation.</param>
/// <param name="Mnemonic">Its name in the text form.</param>
/// <param name="OperandCount">Number of operands; -1 where it varies.</param>
/// <param name="Effects">Effects.</param>
/// <param name="Attributes">Fields used beside operands and result.</param>
public sealed partial record IrOpInfo(
    IrOp Op, string Mnemonic, int OperandCount, IrEffects Effects, IrAttributes Attributes = IrAttributes.None)
{
    private static readonly IrOpInfo[] _rows = CreateRows();

    /// <summary>All rows in the order of <see cref="IrOp"/>, without <see cref="IrOp.None"/>.</summary>
    public static ReadOnlySpan<IrOpInfo> All => _rows.AsSpan(1);

    /// <summary>Whether it ends a block.</summary>
    public bool IsTerminator => (Effects & IrEffects.Terminates) != 0;

    /// <summary>Whether it can be removed, repeated or moved freely.</summary>
    public bool IsPure => Effects == IrEffects.None;

    /// <summary>Whether it calls a function, helper or kfunc with a list of arguments.</summary>
    public bool IsCall => OperandCount < 0 && !IsTerminator;

    /// <summary>Number of targets; -1 where it varies.</summary>
    public int TargetCount => Op switch
    {
        IrOp.Branch => 1,
        IrOp.CondBranch or IrOp.MayGoto => 2,
        IrOp.Switch => -1,
        _ => 0,
    };

    /// <summary>The row of <paramref name="op"/>.</summary>
    public static IrOpInfo Of(IrOp op) => _rows[(int)op];

    /// <summary>The row with that name in the text form, or null.</summary>
    public static IrOpInfo? Find(string mnemonic) =>
        Array.Find(_rows, row => row.Mnemonic == mnemonic && row.Op != IrOp.None);
}
