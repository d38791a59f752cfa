namespace KernelScript.Semantics;

/// <summary>Types and constants of a kernel, looked up by name. Implemented over BTF, and by tests.</summary>
/// <remarks>Lookups are lazy: a script that names no kernel type never makes the implementation read
/// anything.</remarks>
public interface IKernelTypes
{
    /// <summary>The struct or union of that name, or null. Its layout may be completed later.</summary>
    StructType? FindStruct(string name);

    /// <summary>Completes the fields of a struct that this object gave out.</summary>
    void Complete(StructType type);

    /// <summary>The enum of that name, or null.</summary>
    EnumType? FindEnum(string name);

    /// <summary>The type that a <c>typedef</c> names, or null.</summary>
    TypeSymbol? FindTypedef(string name);

    /// <summary>The value of an enumerator, or null.</summary>
    long? FindConstant(string name);

    /// <summary>Whether the kernel has that tracepoint.</summary>
    /// <param name="name">The event without its category.</param>
    bool HasTracepoint(string name);

    /// <summary>The names of tracepoints, for suggestions.</summary>
    IEnumerable<string> TracepointNames { get; }
}
