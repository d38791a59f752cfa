using System.Collections.Immutable;
using System.Diagnostics;
using KernelScript.Backend.Passes.Combining;
using KernelScript.Backend.Passes.Numbering;
using KernelScript.Ir;
using KernelScript.Ir.Verification;

namespace KernelScript.Backend.Passes;

/// <summary>Which passes run, in which order.</summary>
public static class PassPipeline
{
    private static readonly ImmutableArray<IFunctionPass> _none = [new SimplifyCfg()];

    private static readonly ImmutableArray<IFunctionPass> _basic =
    [
        new SimplifyCfg(),
        new SsaConstruction(),
        new ConditionalConstants(),
        new InstructionCombining(),
        new GlobalValueNumbering(),
        new DeadCodeElimination(),
        new SimplifyCfg(),
    ];

    private static readonly ImmutableArray<IFunctionPass> _full =
    [
        // Callees were done before. Calls that only read are merged while they are still calls; then bodies go in.
        new PassGroup(
            new SimplifyCfg(),
            new SsaConstruction(),
            new InstructionCombining(),
            new GlobalValueNumbering(),
            new DeadCodeElimination(),
            new Inlining())
        {
            IsForCallersOnly = true,
        },
        new SimplifyCfg(),
        new SsaConstruction(),
        new ConditionalConstants(),

        // Branches decided, choices merged and entries written directly open what the round before could not see.
        new PassGroup(
            new InstructionCombining(),
            new SimplifyCfg(),
            new IfConversion(),
            new GlobalValueNumbering(),
            new DeadCodeElimination(),
            new SsaConstruction())
        {
            MostRounds = 4,
            DecidingPasses = 3,
        },
        new SimplifyCfg(),
    ];

    /// <summary>Every pass there is, for file tests and <c>--print-after</c>.</summary>
    public static ImmutableArray<IFunctionPass> All { get; } =
    [
        .. _full.SelectMany(p => p is PassGroup group ? group.Passes : [p]).DistinctBy(p => p.Name),
    ];

    /// <summary>The passes of <paramref name="level"/> in order.</summary>
    public static ImmutableArray<IFunctionPass> Of(OptimizationLevel level) => level switch
    {
        OptimizationLevel.None => _none,
        OptimizationLevel.Basic => _basic,
        OptimizationLevel.Full => _full,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "There is no such level."),
    };

    /// <summary>Optimises the module of <paramref name="context"/>.</summary>
    public static void Run(OptimizationLevel level, PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ImmutableArray<IFunctionPass> passes = Of(level);
        foreach (IrFunction function in CallOrder.CalleesFirst(context.Module))
        {
            foreach (IFunctionPass pass in passes)
            {
                Run(pass, function, context);
            }
        }

        CallOrder.RemoveUnused(context.Module);
    }

    /// <summary>Runs one pass, tells the hook, and verifies if that is asked for.</summary>
    /// <exception cref="UnreachableException">The pass left IR that is not well-formed.</exception>
    public static bool Run(IFunctionPass pass, IrFunction function, PassContext context)
    {
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(context);
        bool changed = pass.Run(function, context);
        if (pass is PassGroup)
        {
            return changed;
        }

        context.AfterPass?.Invoke(pass.Name, function, changed);
        if (context.VerifiesEach && IrVerifier.Check(function, context.Module) is [var first, ..])
        {
            throw new UnreachableException($"The pass {pass.Name} broke the IR: {first}");
        }

        return changed;
    }
}
