using System.Buffers.Binary;

namespace Bpf.Btf;

/// <summary>Finds the records: they have no table, each says how long it is.</summary>
internal static class RecordIndex
{
    /// <summary>The offset of each record in <paramref name="data"/>, in the order of ids.</summary>
    /// <exception cref="BtfFormatException">
    /// A record is of unknown kind or is cut off, or there are too many.
    /// </exception>
    public static int[] Build(ReadOnlySpan<byte> data, BtfHeader header, int firstId)
    {
        // Records take 12 bytes at least; kernel BTF has 29 on average.
        var offsets = new int[(header.TypeLength / 24) + 4];
        int count = 0;
        int position = header.TypeStart;
        int end = header.TypeStart + header.TypeLength;
        while (position < end)
        {
            int size = end - position < BtfRecord.Size ? -1 : RecordSize(data, position);
            if (size < 0 || size > end - position)
            {
                throw Damaged(data, position, end, firstId + count);
            }

            if (count == offsets.Length)
            {
                Array.Resize(ref offsets, count * 2);
            }

            offsets[count++] = position;
            position += size;
        }

        if (firstId + count - 1 > BtfLimits.MaxTypeId)
        {
            throw new BtfFormatException($"read BTF: {count} types are too many", header.TypeStart);
        }

        Array.Resize(ref offsets, count);
        return offsets;
    }

    private static int RecordSize(ReadOnlySpan<byte> data, int position)
    {
        int tail = BtfRecord.TailSize(BinaryPrimitives.ReadUInt32LittleEndian(data[(position + 4)..]));
        return tail < 0 ? -1 : BtfRecord.Size + tail;
    }

    private static BtfFormatException Damaged(ReadOnlySpan<byte> data, int position, int end, int id)
    {
        if (end - position >= BtfRecord.Size && RecordSize(data, position) < 0)
        {
            int kind = (int)BtfRecord.Read(data[position..]).Kind;
            return new BtfFormatException($"read BTF: type {id} has kind {kind}, which is not known", position);
        }

        return new BtfFormatException($"read BTF: the record of type {id} is cut off", position);
    }
}
