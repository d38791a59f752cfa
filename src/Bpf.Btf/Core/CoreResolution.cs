namespace Bpf.Btf;

/// <summary>What a CO-RE relocation comes to on a kernel.</summary>
/// <param name="Value">The value for the instruction.</param>
/// <param name="LocalValue">The value that the compiler wrote, found from the program's own types.</param>
/// <param name="IsResolved">
/// Whether there is a value. If not, the kernel lacks the field, type or value, and the instruction must never run.
/// </param>
/// <param name="AccessSize">
/// Bytes that a load or store has to access; 0: as many as it does; <see cref="NoAccess"/>: none is right.
/// </param>
public readonly record struct CoreResolution(ulong Value, ulong LocalValue, bool IsResolved, int AccessSize)
{
    /// <summary>The field has another size in the kernel, and no single load of that size means the same.</summary>
    public const int NoAccess = -1;

    /// <summary>The kernel lacks what the relocation is about.</summary>
    internal static CoreResolution Missing(ulong localValue) => new(0, localValue, false, 0);
}
