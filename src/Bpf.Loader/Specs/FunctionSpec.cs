using Bpf.Asm;
using Bpf.Btf;

namespace Bpf.Loader;

/// <summary>A function that programs call (a subprogram). Programs of a collection share it by name.</summary>
public sealed record FunctionSpec : INamedSpec
{
    /// <summary>The name that calls refer to.</summary>
    public required string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = value;
        }
    }

    /// <summary>The code of this function alone.</summary>
    public required CodeImage Code { get; init; }

    /// <summary>Its type, in the BTF of the collection; needed for global functions and for line info.</summary>
    public BtfFunction? Function { get; init; }

    /// <summary>Whether the function is verified alone (global) or with each caller (static).</summary>
    public BtfLinkage Linkage { get; init; }

    /// <summary>Whether the object that is linked last may replace the function.</summary>
    public bool IsWeak { get; init; }
}
