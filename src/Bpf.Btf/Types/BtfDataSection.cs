using System.Collections.Immutable;

namespace Bpf.Btf;

/// <summary>A variable. <c>BTF_KIND_VAR</c>. Since Linux 5.2.</summary>
public sealed class BtfVariable : BtfType
{
    private TypeReference _type;

    /// <summary>The variable <paramref name="name"/> of type <paramref name="type"/>.</summary>
    public BtfVariable(string name, BtfType type, BtfLinkage linkage)
        : this(name, new TypeReference(type), linkage)
    {
    }

    internal BtfVariable(string name, TypeReference type, BtfLinkage linkage)
        : base(name)
    {
        _type = type;
        Linkage = linkage;
    }

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Variable;

    /// <inheritdoc/>
    public override long? ByteSize => Type.ByteSize;

    /// <summary>The type of the variable.</summary>
    public BtfType Type => _type.Type;

    /// <summary>Who sees the variable.</summary>
    public BtfLinkage Linkage { get; }

    internal override int ReferenceCount => 1;

    internal override BtfType ReferenceAt(int index) => Type;

    private protected override bool ShapeEquals(BtfType other) =>
        other is BtfVariable that && Linkage == that.Linkage;
}

/// <summary>A place in a data section.</summary>
public sealed class BtfSectionVariable
{
    private TypeReference _variable;

    /// <summary><paramref name="variable"/> lies at <paramref name="offset"/>.</summary>
    /// <param name="variable">
    /// A <see cref="BtfVariable"/>, or an extern <see cref="BtfFunction"/> in <c>.ksyms</c>.
    /// </param>
    /// <param name="offset">Bytes from the start of the section.</param>
    /// <param name="size">Bytes.</param>
    public BtfSectionVariable(BtfType variable, uint offset, uint size)
        : this(new TypeReference(variable), offset, size)
    {
    }

    internal BtfSectionVariable(TypeReference variable, uint offset, uint size)
    {
        _variable = variable;
        Offset = offset;
        Size = size;
    }

    /// <summary>A <see cref="BtfVariable"/>, or an extern <see cref="BtfFunction"/> in <c>.ksyms</c>.</summary>
    public BtfType Variable => _variable.Type;

    /// <summary>Bytes from the start of the section.</summary>
    public uint Offset { get; }

    /// <summary>Bytes.</summary>
    public uint Size { get; }
}

/// <summary>The variables of a data section. <c>BTF_KIND_DATASEC</c>. Since Linux 5.2.</summary>
public sealed class BtfDataSection : BtfType
{
    /// <summary>The section <paramref name="name"/>, such as <c>.bss</c>.</summary>
    /// <param name="size">Bytes; compilers write 0 and leave it to the loader.</param>
    public BtfDataSection(string name, uint size, ImmutableArray<BtfSectionVariable> variables)
        : base(name)
    {
        if (variables.IsDefault || variables.Length > BtfLimits.MaxElements)
        {
            throw new ArgumentException($"a section has at most {BtfLimits.MaxElements} variables", nameof(variables));
        }

        Size = size;
        Variables = variables;
    }

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.DataSection;

    /// <inheritdoc/>
    public override long? ByteSize => Size;

    /// <summary>Bytes of the section.</summary>
    public uint Size { get; }

    /// <summary>The variables in the order of the record.</summary>
    public ImmutableArray<BtfSectionVariable> Variables { get; }

    internal override int ReferenceCount => Variables.Length;

    internal override BtfType ReferenceAt(int index) => Variables[index].Variable;

    private protected override bool ShapeEquals(BtfType other)
    {
        if (other is not BtfDataSection that || Size != that.Size)
        {
            return false;
        }

        for (int i = 0; i < Variables.Length; i++)
        {
            if (Variables[i].Offset != that.Variables[i].Offset || Variables[i].Size != that.Variables[i].Size)
            {
                return false;
            }
        }

        return true;
    }
}
