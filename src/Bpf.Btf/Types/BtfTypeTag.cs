namespace Bpf.Btf;

/// <summary>
/// A tag on a type, such as <c>user</c>, <c>rcu</c> or <c>kptr</c>. <c>BTF_KIND_TYPE_TAG</c>. Since Linux 5.17.
/// </summary>
public sealed class BtfTypeTag : BtfType
{
    private TypeReference _target;

    /// <summary>The tag <paramref name="tag"/> on <paramref name="target"/>.</summary>
    /// <param name="isAttribute">
    /// The tag is any compiler attribute, not a <c>btf_type_tag</c>. Since Linux 6.14.
    /// </param>
    public BtfTypeTag(string tag, BtfType target, bool isAttribute = false)
        : this(tag, new TypeReference(target), isAttribute)
    {
    }

    internal BtfTypeTag(string tag, TypeReference target, bool isAttribute)
        : base(tag)
    {
        _target = target;
        IsAttribute = isAttribute;
    }

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.TypeTag;

    /// <inheritdoc/>
    public override long? ByteSize => Underlying.ByteSize;

    /// <summary>The type tagged.</summary>
    public BtfType Target => _target.Type;

    /// <summary>Whether the tag is a general compiler attribute.</summary>
    public bool IsAttribute { get; }

    internal override int ReferenceCount => 1;

    internal override BtfType ReferenceAt(int index) => Target;

    private protected override bool ShapeEquals(BtfType other) =>
        other is BtfTypeTag that && IsAttribute == that.IsAttribute;
}

/// <summary>A tag on a declaration. <c>BTF_KIND_DECL_TAG</c>. Since Linux 5.16.</summary>
public sealed class BtfDeclarationTag : BtfType
{
    /// <summary>The component index that means the declaration itself.</summary>
    public const int WholeDeclaration = -1;

    private TypeReference _target;

    /// <summary>The tag <paramref name="tag"/> on <paramref name="target"/> or on one of its parts.</summary>
    /// <param name="target">A structure, union, variable, function or typedef.</param>
    /// <param name="componentIndex">The member or parameter tagged, from 0; −1 tags the declaration itself.</param>
    /// <param name="isAttribute">
    /// The tag is any compiler attribute, not a <c>btf_decl_tag</c>. Since Linux 6.14.
    /// </param>
    public BtfDeclarationTag(
        string tag, BtfType target, int componentIndex = WholeDeclaration, bool isAttribute = false)
        : this(tag, new TypeReference(target), componentIndex, isAttribute)
    {
    }

    internal BtfDeclarationTag(string tag, TypeReference target, int componentIndex, bool isAttribute)
        : base(tag)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(componentIndex, WholeDeclaration);
        _target = target;
        ComponentIndex = componentIndex;
        IsAttribute = isAttribute;
    }

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.DeclarationTag;

    /// <summary>The declaration tagged.</summary>
    public BtfType Target => _target.Type;

    /// <summary>The member or parameter tagged, from 0; −1: the declaration itself.</summary>
    public int ComponentIndex { get; }

    /// <summary>Whether the tag is a general compiler attribute.</summary>
    public bool IsAttribute { get; }

    internal override int ReferenceCount => 1;

    internal override BtfType ReferenceAt(int index) => Target;

    private protected override bool ShapeEquals(BtfType other) =>
        other is BtfDeclarationTag that && ComponentIndex == that.ComponentIndex && IsAttribute == that.IsAttribute;
}
