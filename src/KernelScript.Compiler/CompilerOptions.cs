using KernelScript.Backend;
using KernelScript.Semantics;

namespace KernelScript.Compiler;

/// <summary>How a script is compiled.</summary>
public sealed record CompilerOptions
{
    /// <summary>The kernel and instruction set made for; null for the running kernel.</summary>
    public Target? Target { get; init; }

    /// <summary>The kernel's types; null for those of the running kernel, if it has BTF.</summary>
    public IKernelTypes? KernelTypes { get; init; }

    /// <summary>The project's name, for pins; null for the file's name without extension.</summary>
    public string? ProjectName { get; init; }

    /// <summary>How the back end works; null for its defaults.</summary>
    public BackendOptions? Backend { get; init; }
}
