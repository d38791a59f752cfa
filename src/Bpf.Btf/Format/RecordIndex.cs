using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Bpf.Btf;

/// <summary>Finds the records: they have no table, each says how long it is.</summary>
internal static class RecordIndex
{
    /// <summary>The offset of each record in <paramref name="data"/>, in the order of ids.</summary>
    /// <remarks>
    /// Optimised at once: in a cold process the first tier would take ten times as long for the kernel's BTF.
    /// </remarks>
    /// <exception cref="BtfFormatException">
    /// A record is of unknown kind or is cut off, or there are too many.
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int[] Build(ReadOnlySpan<byte> data, BtfHeader header, int firstId)
    {
        // Records take 12 bytes at least; kernel BTF has 29 on average.
        var offsets = new int[(header.TypeLength / 24) + 4];
        int count = 0;
        int position = header.TypeStart;
        int end = header.TypeStart + header.TypeLength;
        while (end - position >= BtfRecord.Size)
        {
            int size = BtfRecord.SizeOf(BinaryPrimitives.ReadUInt32LittleEndian(data[(position + 4)..]));
            if (size == 0 || size > end - position)
            {
                break;
            }

            if (count == offsets.Length)
            {
                Array.Resize(ref offsets, count * 2);
            }

            offsets[count++] = position;
            position += size;
        }

        if (position != end)
        {
            throw Damaged(data, position, end, firstId + count);
        }

        if (firstId + count - 1 > BtfLimits.MaxTypeId)
        {
            throw new BtfFormatException($"read BTF: {count} types are too many", header.TypeStart);
        }

        Array.Resize(ref offsets, count);
        return offsets;
    }

    private static BtfFormatException Damaged(ReadOnlySpan<byte> data, int position, int end, int id)
    {
        if (end - position >= BtfRecord.Size && BtfRecord.Read(data[position..]) is var record
            && BtfRecord.SizeOf(record.Info) == 0)
        {
            return new BtfFormatException(
                $"read BTF: type {id} has kind {(int)record.Kind}, which is not known", position);
        }

        return new BtfFormatException($"read BTF: the record of type {id} is cut off", position);
    }
}
