using Bpf.Btf;

namespace Bpf.Loader;

/// <summary>A function or variable of the kernel that code refers to.</summary>
public sealed record ExternSpec : INamedSpec
{
    /// <summary>The name in the kernel.</summary>
    public required string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = value;
        }
    }

    /// <summary>
    /// A <see cref="BtfFunction"/> or <see cref="BtfVariable"/> with <see cref="BtfLinkage.Extern"/>: what the code
    /// takes it for.
    /// </summary>
    public required BtfType Type { get; init; }

    /// <summary>Whether the program still loads on a kernel that does not have it; its address is 0 then.</summary>
    public bool IsWeak { get; init; }
}
