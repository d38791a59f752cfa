using System.Globalization;

namespace Bpf.Btf;

/// <summary>
/// A BTF type. Types refer to each other directly; ids belong to the <see cref="BtfSpec"/> that holds them.
/// </summary>
/// <remarks>
/// Identity is by reference; <see cref="IsEquivalentTo"/> compares structure. Types read from a spec resolve what they
/// refer to on first use.
/// </remarks>
public abstract class BtfType
{
    private protected BtfType(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>The kind of this type.</summary>
    public abstract BtfKind Kind { get; }

    /// <summary>The name; empty for an anonymous type.</summary>
    public string Name { get; }

    /// <summary>
    /// Bytes a value of this type takes, or <see langword="null"/> if the type has no size (void, function, forward).
    /// </summary>
    public virtual long? ByteSize => null;

    /// <summary>
    /// Bytes to which C aligns values on 64-bit machines; 1 for packed structures and types without size.
    /// </summary>
    /// <remarks>Alignment that was asked for with an attribute is not recorded and so not known.</remarks>
    /// <exception cref="InvalidOperationException">The type contains itself.</exception>
    public int Alignment => new TypeAlignment().Of(this);

    /// <summary>How many types this one refers to.</summary>
    internal virtual int ReferenceCount => 0;

    /// <summary>The spec that decoded this type, and its id there; none for a type made by hand.</summary>
    internal BtfSpec? Owner { get; private set; }

    internal int OwnerId { get; private set; }

    /// <summary>The type without typedefs, qualifiers and type tags around it.</summary>
    /// <exception cref="InvalidOperationException">The typedefs form a cycle.</exception>
    public BtfType Underlying
    {
        get
        {
            BtfType type = this;
            for (int depth = 0; depth <= BtfLimits.MaxDepth; depth++)
            {
                switch (type)
                {
                    case BtfTypedef typedef:
                        type = typedef.Target;
                        break;
                    case BtfQualifier qualifier:
                        type = qualifier.Target;
                        break;
                    case BtfTypeTag tag:
                        type = tag.Target;
                        break;
                    default:
                        return type;
                }
            }

            throw new InvalidOperationException(
                $"resolve type '{Name}': it refers to itself without a structure between");
        }
    }

    /// <summary>Whether both types have the same kind, name and layout, and refer to equivalent types.</summary>
    public bool IsEquivalentTo(BtfType other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return TypeEquivalence.AreEquivalent(this, other);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind} '{(Name.Length == 0 ? "(anon)" : Name)}'");

    /// <summary>The type referred to at <paramref name="index"/>, in the order of the record.</summary>
    internal virtual BtfType ReferenceAt(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Whether everything but the types referred to is equal. The kinds are equal already.</summary>
    private protected abstract bool ShapeEquals(BtfType other);

    internal bool HasShapeOf(BtfType other) =>
        Kind == other.Kind && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && ReferenceCount == other.ReferenceCount && ShapeEquals(other);

    internal BtfType OwnedBy(BtfSpec spec, int id)
    {
        Owner = spec;
        OwnerId = id;
        return this;
    }
}

/// <summary><c>void</c>: no value, or a value of unknown type behind a pointer. Its id is 0 in every spec.</summary>
public sealed class BtfVoid : BtfType
{
    private BtfVoid()
        : base(string.Empty)
    {
    }

    /// <summary>The only instance.</summary>
    public static BtfVoid Instance { get; } = new();

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Void;

    private protected override bool ShapeEquals(BtfType other) => true;
}
