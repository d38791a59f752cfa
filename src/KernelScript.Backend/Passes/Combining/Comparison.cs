using System.Diagnostics;
using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Combining;

/// <summary>How comparisons relate to each other.</summary>
internal static class Comparison
{
    /// <summary>The comparison that gives the same with its operands exchanged.</summary>
    public static IrOp Swapped(IrOp op) => op switch
    {
        IrOp.Eq or IrOp.Ne => op,
        IrOp.ULt => IrOp.UGt,
        IrOp.ULe => IrOp.UGe,
        IrOp.UGt => IrOp.ULt,
        IrOp.UGe => IrOp.ULe,
        IrOp.SLt => IrOp.SGt,
        IrOp.SLe => IrOp.SGe,
        IrOp.SGt => IrOp.SLt,
        IrOp.SGe => IrOp.SLe,
        _ => throw new UnreachableException($"{op} is no comparison."),
    };

    /// <summary>The comparison that holds exactly when the other does not.</summary>
    public static IrOp Inverted(IrOp op) => op switch
    {
        IrOp.Eq => IrOp.Ne,
        IrOp.Ne => IrOp.Eq,
        IrOp.ULt => IrOp.UGe,
        IrOp.ULe => IrOp.UGt,
        IrOp.UGt => IrOp.ULe,
        IrOp.UGe => IrOp.ULt,
        IrOp.SLt => IrOp.SGe,
        IrOp.SLe => IrOp.SGt,
        IrOp.SGt => IrOp.SLe,
        IrOp.SGe => IrOp.SLt,
        _ => throw new UnreachableException($"{op} is no comparison."),
    };

    /// <summary>Whether the comparison holds for equal operands.</summary>
    public static bool HoldsForEqual(IrOp op) =>
        op is IrOp.Eq or IrOp.ULe or IrOp.UGe or IrOp.SLe or IrOp.SGe;
}
