namespace Bpf.Btf;

/// <summary>The alignment that C gives to types on 64-bit machines. BTF does not record it.</summary>
/// <remarks>Structures are remembered: many members may share one, at every level.</remarks>
internal sealed class TypeAlignment
{
    private const int PointerAlignment = 8;

    private readonly Dictionary<BtfStruct, (int Alignment, bool IsPacked)> _known = [];

    /// <summary>
    /// Bytes to which values are aligned; 1 for a packed structure, and for types without size. Alignment that was
    /// asked for with an attribute is not known.
    /// </summary>
    public int Of(BtfType type) => Of(type, 0);

    /// <summary>Whether a structure cannot be as it is without <c>packed</c>.</summary>
    public bool IsPacked(BtfStruct type) => Measure(type, 0).IsPacked;

    private int Of(BtfType type, int depth) => type.Underlying switch
    {
        BtfInt integer => integer.Size,
        BtfEnum enumeration => enumeration.Size,
        BtfFloat { Size: 12 } => 4,
        BtfFloat real => real.Size,
        BtfPointer => PointerAlignment,
        BtfArray array => Of(array.Element, depth + 1),
        BtfStruct structure => Measure(structure, depth).Alignment,
        BtfVariable variable => Of(variable.Type, depth + 1),
        _ => 1,
    };

    private (int Alignment, bool IsPacked) Measure(BtfStruct type, int depth)
    {
        if (_known.TryGetValue(type, out (int, bool) known))
        {
            return known;
        }

        if (depth > BtfLimits.MaxDepth)
        {
            throw new InvalidOperationException($"alignment of {type}: it contains itself");
        }

        int highest = 1;
        bool isPacked = false;
        foreach (BtfMember member in type.Members)
        {
            int alignment = Of(member.Type, depth + 1);
            highest = Math.Max(highest, alignment);
            isPacked |= !member.IsBitField && member.BitOffset % (alignment * 8) != 0;
        }

        isPacked |= type.Size % highest != 0;
        (int, bool) result = (isPacked ? 1 : highest, isPacked);
        _known.Add(type, result);
        return result;
    }
}
