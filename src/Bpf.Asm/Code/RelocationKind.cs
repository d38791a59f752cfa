namespace Bpf.Asm;

/// <summary>What a relocation puts into its instruction.</summary>
public enum RelocationKind
{
    /// <summary>The map named by the symbol; the instruction is a wide load.</summary>
    Map,

    /// <summary>
    /// The address of a byte in the first value of the map named by the symbol; the instruction is a wide load.
    /// </summary>
    MapValue,

    /// <summary>The distance to the function named by the symbol; the instruction is a local call.</summary>
    LocalCall,

    /// <summary>The address of the function named by the symbol; the instruction is a wide load.</summary>
    FunctionAddress,

    /// <summary>The kernel function named by the symbol; the instruction is a kfunc call.</summary>
    Kfunc,

    /// <summary>The address of the kernel variable named by the symbol; the instruction is a wide load.</summary>
    KernelVariable,
}
