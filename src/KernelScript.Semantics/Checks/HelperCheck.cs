using System.Collections.Immutable;

namespace KernelScript.Semantics;

/// <summary>
/// Reports kernel helpers in <c>@helper</c> functions that some program calling the function does not have.
/// </summary>
internal static class HelperCheck
{
    /// <summary>Checks all programs of a script.</summary>
    public static void Run(ImmutableArray<BoundFunction> functions, CallGraph calls, BindDiagnostics diagnostics)
    {
        var reported = new HashSet<BoundCall>();
        foreach (BoundFunction function in functions)
        {
            if (function.Symbol.Program is { } kind)
            {
                CheckProgram(function.Symbol, kind, calls, reported, diagnostics);
            }
        }
    }

    private static void CheckProgram(
        FunctionSymbol program,
        ProgramKind kind,
        CallGraph calls,
        HashSet<BoundCall> reported,
        BindDiagnostics diagnostics)
    {
        foreach (FunctionSymbol function in calls.ReachableFrom(program))
        {
            // The program's own calls were checked when it was bound.
            if (ReferenceEquals(function, program))
            {
                continue;
            }

            foreach (BoundCall call in calls.Of(function))
            {
                if (call.Function.Kind == FunctionKind.KernelHelper
                    && KernelHelpers.Find(call.Function.Name) is { } helper && !helper.ExistsFor(kind)
                    && reported.Add(call))
                {
                    diagnostics.Report(
                        Descriptors.HelperNotAvailable, call.Syntax, helper.Name, kind.Attribute, helper.ProgramText);
                }
            }
        }
    }
}
