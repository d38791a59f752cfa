using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Bpf.Btf;

/// <summary>Where the variables of a data section lie.</summary>
/// <param name="Id">Id of the <see cref="BtfDataSection"/>.</param>
/// <param name="Size">Bytes of the section.</param>
/// <param name="Offsets">Bytes from the start of the section to each variable, in their order.</param>
public readonly record struct BtfSectionLayout(int Id, uint Size, ImmutableArray<uint> Offsets);

public sealed partial class BtfSpec
{
    /// <summary>The same types, with data sections laid out: compilers leave sizes and offsets to the linker.</summary>
    /// <exception cref="ArgumentException">
    /// An id is not that of a section of this spec, or offsets are missing.
    /// </exception>
    public BtfSpec WithSectionLayouts(IEnumerable<BtfSectionLayout> layouts)
    {
        ArgumentNullException.ThrowIfNull(layouts);
        byte[] data = _data.ToArray();
        foreach (BtfSectionLayout layout in layouts)
        {
            if (layout.Id < FirstId || TypeById(layout.Id) is not BtfDataSection section
                || section.Variables.Length != layout.Offsets.Length)
            {
                throw new ArgumentException(
                    $"lay out type {layout.Id}: it is no section with so many variables", nameof(layouts));
            }

            Span<byte> record = data.AsSpan(RecordOffset(layout.Id));
            BinaryPrimitives.WriteUInt32LittleEndian(record[8..], layout.Size);
            for (int i = 0; i < layout.Offsets.Length; i++)
            {
                int place = BtfRecord.Size + (i * 12) + 4;
                BinaryPrimitives.WriteUInt32LittleEndian(record[place..], layout.Offsets[i]);
            }
        }

        return new BtfSpec(data, Base, null, null);
    }

    /// <summary>The same types, with static functions: a hidden function is verified with its callers.</summary>
    /// <exception cref="ArgumentException">An id is not that of a function of this spec.</exception>
    public BtfSpec WithStaticFunctions(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        byte[] data = _data.ToArray();
        foreach (int id in ids)
        {
            if (id < FirstId || id >= Count || KindOf(id) != BtfKind.Function)
            {
                throw new ArgumentException($"make type {id} static: it is no function of this spec", nameof(ids));
            }

            // The linkage is where other records have their element count.
            data.AsSpan(RecordOffset(id) + 4, sizeof(ushort)).Clear();
        }

        return new BtfSpec(data, Base, null, null);
    }
}
