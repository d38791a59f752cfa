using System.Diagnostics;
using KernelScript.Backend.Passes.Memory;
using KernelScript.Ir;

namespace KernelScript.Backend.Passes;

/// <summary>What a pass may ask beside its function.</summary>
/// <param name="module">The module that the function belongs to.</param>
public sealed class PassContext(IrModule module)
{
    private long _steps;

    /// <summary>The module that the function belongs to.</summary>
    public IrModule Module { get; } = module;

    /// <summary>Rewrites allowed in all. A search over it finds the one rewrite that breaks a program.</summary>
    public long StepLimit { get; init; } = long.MaxValue;

    /// <summary>Whether the IR verifier runs after each pass.</summary>
    public bool VerifiesEach { get; init; } = IsDebugBuild();

    /// <summary>Called after each pass, with its name and whether it changed anything.</summary>
    public Action<string, IrFunction, bool>? AfterPass { get; init; }

    /// <summary>What calls of the module's functions can do.</summary>
    internal FunctionSummaries Summaries { get; } = new(module);

    /// <summary>Rewrites made so far.</summary>
    public long Steps => _steps;

    /// <summary>Whether no rewrite may be made any more.</summary>
    public bool IsExhausted => _steps >= StepLimit;

    /// <summary>Asked before each rewrite: whether it may be made.</summary>
    public bool Step()
    {
        if (_steps >= StepLimit)
        {
            return false;
        }

        _steps++;
        return true;
    }

    private static bool IsDebugBuild()
    {
        bool isDebug = false;
        SetInDebug(ref isDebug);
        return isDebug;
    }

    [Conditional("DEBUG")]
    private static void SetInDebug(ref bool isDebug) => isDebug = true;
}
