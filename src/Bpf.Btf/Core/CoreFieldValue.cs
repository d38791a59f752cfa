namespace Bpf.Btf;

/// <summary>What CO-RE asks about a field: where it is, how large, how to extract a bit-field.</summary>
internal static class CoreFieldValue
{
    private const ulong WordBits = 64;
    private const ulong MaxLoadSize = 8;

    /// <summary>The value for a place.</summary>
    /// <returns>The value; <see langword="null"/> if the question makes no sense there.</returns>
    public static ulong? Of(CorePlace place, CoreRelocationKind kind)
    {
        if (kind == CoreRelocationKind.FieldExists)
        {
            return 1;
        }

        if (Storage(place) is not var (offset, size))
        {
            return null;
        }

        bool isBitField = place.Member is { IsBitField: true };
        ulong bits = isBitField ? (ulong)place.Member!.BitFieldSize : size * 8;
        return kind switch
        {
            CoreRelocationKind.FieldByteOffset => offset,
            CoreRelocationKind.FieldByteSize => size,
            CoreRelocationKind.FieldSigned when place.Member is not null => IsSigned(place.Type) ? 1UL : 0,
            CoreRelocationKind.FieldLeftShift when place.Member is not null =>
                WordBits - (place.BitOffset + bits - (offset * 8)),
            CoreRelocationKind.FieldRightShift when place.Member is not null => WordBits - bits,
            _ => null,
        };
    }

    /// <summary>Offset and size in bytes of the smallest aligned integer that holds the field.</summary>
    private static (ulong Offset, ulong Size)? Storage(CorePlace place)
    {
        if (place.Type.ByteSize is not { } known || known < 0)
        {
            return null;
        }

        ulong size = (ulong)known;
        if (place.Member is not { IsBitField: true } member)
        {
            return (place.BitOffset / 8, size);
        }

        if (size == 0)
        {
            return null;
        }

        ulong end = place.BitOffset + (ulong)member.BitFieldSize;
        ulong offset = place.BitOffset / 8 / size * size;
        while (end > (offset + size) * 8)
        {
            size *= 2;
            offset = place.BitOffset / 8 / size * size;
            if (size > MaxLoadSize)
            {
                return null;
            }
        }

        return (offset, size);
    }

    private static bool IsSigned(BtfType type) => type.Underlying switch
    {
        BtfInt integer => integer.IsSigned,
        BtfEnum enumeration => enumeration.IsSigned,
        _ => false,
    };
}
