using Bpf.Btf;

namespace Bpf.Loader;

/// <summary>A global variable: a part of the map of its section.</summary>
public sealed record VariableSpec : INamedSpec
{
    /// <summary>The name.</summary>
    public required string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = value;
        }
    }

    /// <summary>The section, which is the name of the map.</summary>
    public required string Section { get; init; }

    /// <summary>Bytes from the start of the section.</summary>
    public required uint Offset { get; init; }

    /// <summary>Bytes.</summary>
    public required uint Size { get; init; }

    /// <summary>The type, in the BTF of the collection.</summary>
    public BtfType? Type { get; init; }

    /// <summary>Whether other objects see the variable.</summary>
    public BtfLinkage Linkage { get; init; } = BtfLinkage.Global;

    /// <summary>Whether programs and, after loading, user space cannot write it.</summary>
    public bool IsConstant => Section.StartsWith(".rodata", StringComparison.Ordinal);
}
