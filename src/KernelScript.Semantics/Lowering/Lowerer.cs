namespace KernelScript.Semantics.Lowering;

/// <summary>Turns the kernel half of a bound script into IR.</summary>
/// <remarks>
/// <para>
/// Variables become frame memory with loads and stores; the passes make SSA values of them. Structs, arrays and strings
/// stay in memory. Helper functions are lowered once for each combination of address spaces they are called with.
/// </para>
/// <para>
/// Every access that the verifier has to see checked is checked here, whether or not the script did it too: merging
/// equal checks and removing proven ones is the business of passes.
/// </para>
/// </remarks>
public static class Lowerer
{
    /// <summary>Lowers all programs of a script, and what they use.</summary>
    /// <param name="program">A script that was bound without errors.</param>
    public static LoweringResult Lower(BoundProgram program, LoweringOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        var lowering = new ModuleLowering(program, options ?? LoweringOptions.Newest);
        lowering.Run();
        return new LoweringResult(lowering.Module, lowering.Diagnostics.ToImmutable(), [.. lowering.AddedChecks]);
    }
}
