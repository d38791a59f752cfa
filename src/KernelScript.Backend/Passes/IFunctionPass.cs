using KernelScript.Ir;

namespace KernelScript.Backend.Passes;

/// <summary>A rewriting of one function that keeps what it computes.</summary>
public interface IFunctionPass
{
    /// <summary>What <c>--print-after</c> and file tests call it.</summary>
    string Name { get; }

    /// <summary>Rewrites <paramref name="function"/>. Keeps no state from run to run.</summary>
    /// <returns>Whether anything changed.</returns>
    bool Run(IrFunction function, PassContext context);
}
