using System.Collections.Immutable;
using KernelScript.Ir;

namespace KernelScript.Backend.Passes;

/// <summary>Passes that open work for each other, run round after round until a round changes nothing.</summary>
internal sealed class PassGroup(int mostRounds, params ImmutableArray<IFunctionPass> passes) : IFunctionPass
{
    /// <summary>The passes of one round.</summary>
    public ImmutableArray<IFunctionPass> Passes { get; } = passes;

    /// <inheritdoc/>
    public string Name => "group";

    /// <inheritdoc/>
    public bool Run(IrFunction function, PassContext context)
    {
        bool everChanged = false;
        bool changed = true;
        for (int i = 0; i < mostRounds && changed; i++)
        {
            changed = false;
            foreach (IFunctionPass pass in Passes)
            {
                changed |= PassPipeline.Run(pass, function, context);
            }

            everChanged |= changed;
        }

        return everChanged;
    }
}
