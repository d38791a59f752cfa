using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Memory;

/// <summary>What a call of a function can do, as sets of address spaces (bits by <see cref="AddressSpace"/>).</summary>
/// <param name="Reads">Memory read, the function's own locals apart.</param>
/// <param name="Writes">Memory written, the function's own locals apart.</param>
/// <param name="HasEffects">Whether it does anything else that can be noticed: entries, records, helpers.</param>
internal readonly record struct FunctionSummary(uint Reads, uint Writes, bool HasEffects)
{
    /// <summary>What must be assumed of a function about which nothing is known.</summary>
    public static FunctionSummary Anything => new(uint.MaxValue, uint.MaxValue, true);

    /// <summary>Nothing at all.</summary>
    public static FunctionSummary Nothing => default;

    /// <summary>Whether a call can be left out when its result is not wanted.</summary>
    public bool IsReadOnly => Writes == 0 && !HasEffects;

    /// <summary>
    /// Whether two calls with the same arguments give the same unless something wrote to <see cref="Reads"/> between.
    /// The stack is excluded: which local was read is not known.
    /// </summary>
    public bool IsRepeatable => IsReadOnly && (Reads & Bit(AddressSpace.Stack)) == 0;

    /// <summary>The bit of a space.</summary>
    public static uint Bit(AddressSpace space) => 1u << (int)space;

    /// <summary>What doing both can do.</summary>
    public FunctionSummary With(FunctionSummary other) =>
        new(Reads | other.Reads, Writes | other.Writes, HasEffects || other.HasEffects);
}
