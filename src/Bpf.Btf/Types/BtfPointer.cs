namespace Bpf.Btf;

/// <summary>A pointer. <c>BTF_KIND_PTR</c>.</summary>
public sealed class BtfPointer : BtfType
{
    private TypeReference _target;

    /// <summary>A pointer to <paramref name="target"/>; <see cref="BtfVoid"/> for <c>void *</c>.</summary>
    public BtfPointer(BtfType target)
        : this(new TypeReference(target))
    {
    }

    internal BtfPointer(TypeReference target)
        : base(string.Empty) => _target = target;

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Pointer;

    /// <summary>8: BPF pointers have 64 bits, on every machine.</summary>
    public override long? ByteSize => 8;

    /// <summary>What the pointer points to.</summary>
    public BtfType Target => _target.Type;

    internal override int ReferenceCount => 1;

    internal override BtfType ReferenceAt(int index) => Target;

    private protected override bool ShapeEquals(BtfType other) => true;
}

/// <summary>A name for a type. <c>BTF_KIND_TYPEDEF</c>.</summary>
public sealed class BtfTypedef : BtfType
{
    private TypeReference _target;

    /// <summary><paramref name="name"/> stands for <paramref name="target"/>.</summary>
    public BtfTypedef(string name, BtfType target)
        : this(name, new TypeReference(target))
    {
    }

    internal BtfTypedef(string name, TypeReference target)
        : base(name) => _target = target;

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Typedef;

    /// <inheritdoc/>
    public override long? ByteSize => Underlying.ByteSize;

    /// <summary>The type named.</summary>
    public BtfType Target => _target.Type;

    internal override int ReferenceCount => 1;

    internal override BtfType ReferenceAt(int index) => Target;

    private protected override bool ShapeEquals(BtfType other) => true;
}

/// <summary><c>const</c>, <c>volatile</c> or <c>restrict</c> on a type.</summary>
public sealed class BtfQualifier : BtfType
{
    private TypeReference _target;

    /// <summary>The qualifier <paramref name="kind"/> on <paramref name="target"/>.</summary>
    /// <param name="kind">
    /// <see cref="BtfKind.Const"/>, <see cref="BtfKind.Volatile"/> or <see cref="BtfKind.Restrict"/>.
    /// </param>
    public BtfQualifier(BtfKind kind, BtfType target)
        : this(kind, new TypeReference(target))
    {
    }

    internal BtfQualifier(BtfKind kind, TypeReference target)
        : base(string.Empty)
    {
        if (kind is not (BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a qualifier");
        }

        Kind = kind;
        _target = target;
    }

    /// <inheritdoc/>
    public override BtfKind Kind { get; }

    /// <inheritdoc/>
    public override long? ByteSize => Underlying.ByteSize;

    /// <summary>The type qualified.</summary>
    public BtfType Target => _target.Type;

    internal override int ReferenceCount => 1;

    internal override BtfType ReferenceAt(int index) => Target;

    private protected override bool ShapeEquals(BtfType other) => true;
}
