using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Combining;

/// <summary>
/// Replaces operations by simpler ones that compute the same, looking at what computed their operands.
/// </summary>
/// <remarks>
/// Folds constants and moves them to the right, drops what does nothing, makes multiplications and divisions by powers
/// of two shifts, folds constant offsets into loads, stores and packet checks, and turns comparisons round. It never
/// makes a comparison look at another width than the value that is used afterwards: the kernel's verifier learns bounds
/// for the register compared. Copies disappear here; unused operands are left to <c>dce</c>.
/// </remarks>
public sealed class InstructionCombining : IFunctionPass
{
    /// <summary>Each round may uncover more; in practice two or three are enough.</summary>
    private const int MostRounds = 8;

    /// <inheritdoc/>
    public string Name => "combine";

    /// <inheritdoc/>
    public bool Run(IrFunction function, PassContext context)
    {
        bool changed = false;
        for (int i = 0; i < MostRounds && new Combiner(function, context).Run(); i++)
        {
            changed = true;
        }

        return changed;
    }
}
