namespace KernelScript.Ir;

/// <summary>What an operation does beside computing its result.</summary>
[Flags]
public enum IrEffects
{
    /// <summary>Nothing: the same operands give the same result, and an unused result makes it dead.</summary>
    None = 0,

    /// <summary>Reads memory.</summary>
    Reads = 1,

    /// <summary>Writes memory.</summary>
    Writes = 2,

    /// <summary>Ends a block.</summary>
    Terminates = 4,

    /// <summary>A call in the machine: R0 to R5 are lost.</summary>
    Calls = 8,

    /// <summary>
    /// Has an effect outside memory (maps, ring buffers, kernel state): never removed, never moved over another.
    /// </summary>
    External = 16,
}
