using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Numbering;

/// <summary>
/// Uses what is already known: values computed before, contents of memory, outcomes of branches, map entries.
/// </summary>
/// <remarks>
/// One walk down the dominator tree. An operation whose operands are the same as of an earlier one, on every path here,
/// is that one's result; a load of what was stored or loaded before, with no write between, is that value; behind a
/// branch its condition is known, and with it narrower packet checks and repeated null tests; a lookup of the same key
/// is the earlier lookup, and an update of a key just found is a store to the entry found. Nothing moves upwards: what
/// a check guards stays behind it. Leaves dead code and decided branches to <c>dce</c> and <c>simplify-cfg</c>.
/// </remarks>
public sealed class GlobalValueNumbering : IFunctionPass
{
    /// <inheritdoc/>
    public string Name => "gvn";

    /// <inheritdoc/>
    public bool Run(IrFunction function, PassContext context) =>
        SimplifyCfg.RemoveUnreachable(function, context) | new Numbering(function, context).Run();
}
