using System.Collections.Immutable;

namespace KernelScript.Semantics;

/// <summary>
/// Lays fields out as C does on 64-bit little-endian machines: each at its alignment, bit fields packed into units.
/// </summary>
public sealed class StructLayout
{
    private readonly ImmutableArray<FieldSymbol>.Builder _fields = ImmutableArray.CreateBuilder<FieldSymbol>();
    private long _bits;
    private int _alignment = 1;

    /// <summary>Appends a field with the value that it has as an option which is not given.</summary>
    public void Add(string name, TypeSymbol type, ImmutableArray<byte> defaultValue)
    {
        FieldSymbol field = Add(name, type);
        if (!defaultValue.IsEmpty)
        {
            _fields[^1] = field with { DefaultValue = defaultValue };
        }
    }

    /// <summary>Appends a field.</summary>
    /// <param name="storageSize">Bytes taken where that differs from the type's size; 0 otherwise.</param>
    public FieldSymbol Add(
        string name, TypeSymbol type, int storageSize = 0, ContextFieldRole role = ContextFieldRole.None)
    {
        int size = storageSize != 0 ? storageSize : type.Size;
        int alignment = storageSize != 0 ? storageSize : type.Alignment;
        int offset = Align((int)((_bits + 7) / 8), alignment);
        _bits = (offset + (long)size) * 8;
        _alignment = Math.Max(_alignment, alignment);
        var field = new FieldSymbol(name, type, offset, size) { Role = role };
        _fields.Add(field);
        return field;
    }

    /// <summary>Appends a bit field. It never crosses a unit of its type.</summary>
    /// <param name="bitSize">1 to the bits of the type.</param>
    public void AddBits(string name, TypeSymbol type, int bitSize)
    {
        int unit = type.Size * 8;
        if (_bits / unit != (_bits + bitSize - 1) / unit)
        {
            _bits = (_bits + unit - 1) / unit * unit;
        }

        int offset = (int)(_bits / unit) * type.Size;
        _fields.Add(new FieldSymbol(name, type, offset, type.Size, (int)(_bits % unit), bitSize));
        _bits += bitSize;
        _alignment = Math.Max(_alignment, type.Alignment);
    }

    /// <summary>Gives the fields to the struct.</summary>
    public void Apply(StructType type) =>
        type.SetLayout(_fields.DrainToImmutable(), Align((int)((_bits + 7) / 8), _alignment), _alignment);

    private static int Align(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;
}
