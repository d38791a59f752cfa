using System.Collections.Immutable;
using KernelScript.Ir;

namespace KernelScript.Backend.Passes;

/// <summary>Passes that belong together: run in rounds until one changes nothing, or only for some functions.</summary>
internal sealed class PassGroup(params ImmutableArray<IFunctionPass> passes) : IFunctionPass
{
    /// <summary>The passes of one round.</summary>
    public ImmutableArray<IFunctionPass> Passes { get; } = passes;

    /// <summary>Rounds at most.</summary>
    public int MostRounds { get; init; } = 1;

    /// <summary>
    /// How many passes at the front decide whether a round after the first goes on: when they find nothing to do in
    /// what the others left, the others would find nothing either.
    /// </summary>
    public int DecidingPasses { get; init; }

    /// <summary>Whether functions that call no other are left out.</summary>
    public bool IsForCallersOnly { get; init; }

    /// <inheritdoc/>
    public string Name => "group";

    /// <inheritdoc/>
    public bool Run(IrFunction function, PassContext context)
    {
        if (IsForCallersOnly && !function.Blocks.Exists(b => b.Instructions.Exists(i => i.Op == IrOp.Call)))
        {
            return false;
        }

        bool everChanged = false;
        bool changed = true;
        for (int i = 0; i < MostRounds && changed; i++)
        {
            changed = RunRound(function, context, isFirst: i == 0);
            everChanged |= changed;
        }

        return everChanged;
    }

    private bool RunRound(IrFunction function, PassContext context, bool isFirst)
    {
        bool changed = false;
        for (int i = 0; i < Passes.Length; i++)
        {
            if (i == DecidingPasses && i > 0 && !isFirst && !changed)
            {
                return false;
            }

            changed |= PassPipeline.Run(Passes[i], function, context);
        }

        return changed;
    }
}
