using System.Collections.Immutable;

namespace Bpf.Btf;

/// <summary>Writes <c>.BTF.ext</c>.</summary>
internal static class BtfExtWriter
{
    private const int HeaderSize = BtfExtReader.SmallHeaderSize + 8;

    public static byte[] Write(BtfExtInfo info, BtfBuilder strings)
    {
        ByteWriter functions = WritePart(info, strings, 8, section => section.Functions, (writer, record) =>
        {
            writer.WriteUInt32(record.ByteOffset);
            writer.WriteUInt32((uint)record.TypeId);
        });
        ByteWriter lines = WritePart(info, strings, 16, section => section.Lines, (writer, record) =>
        {
            writer.WriteUInt32(record.ByteOffset);
            writer.WriteUInt32(strings.AddString(record.File));
            writer.WriteUInt32(strings.AddString(record.Text));
            writer.WriteUInt32(BtfLineInfo.PackPosition(record.Line, record.Column));
        });
        ByteWriter relocations = WritePart(info, strings, 16, section => section.CoreRelocations, (writer, record) =>
        {
            writer.WriteUInt32(record.ByteOffset);
            writer.WriteUInt32((uint)record.TypeId);
            writer.WriteUInt32(strings.AddString(record.AccessString));
            writer.WriteUInt32((uint)record.Kind);
        });
        return Assemble(functions.Bytes, lines.Bytes, relocations.Bytes);
    }

    /// <summary>Writes one kind of records for all sections that have some; nothing if none has.</summary>
    private static ByteWriter WritePart<T>(
        BtfExtInfo info, BtfBuilder strings, uint recordSize, Func<BtfExtSection, ImmutableArray<T>> select,
        Action<ByteWriter, T> write)
    {
        var writer = new ByteWriter();
        foreach (BtfExtSection section in info.Sections)
        {
            ImmutableArray<T> records = select(section);
            if (records.IsEmpty)
            {
                continue;
            }

            if (writer.Length == 0)
            {
                writer.WriteUInt32(recordSize);
            }

            writer.WriteUInt32(strings.AddString(section.Name));
            writer.WriteUInt32((uint)records.Length);
            foreach (T record in records)
            {
                write(writer, record);
            }
        }

        return writer;
    }

    private static byte[] Assemble(
        ReadOnlySpan<byte> functions, ReadOnlySpan<byte> lines, ReadOnlySpan<byte> relocations)
    {
        // libbpf wants the first two parts to be there, if only as a record size.
        ReadOnlySpan<byte> noFunctions = [8, 0, 0, 0];
        ReadOnlySpan<byte> noLines = [16, 0, 0, 0];
        functions = functions.IsEmpty ? noFunctions : functions;
        lines = lines.IsEmpty ? noLines : lines;
        var writer = new ByteWriter();
        writer.WriteUInt16(BtfHeader.Magic);
        writer.WriteByte(BtfHeader.Version);
        writer.WriteByte(0);
        writer.WriteUInt32(HeaderSize);
        uint offset = 0;
        foreach (int length in (ReadOnlySpan<int>)[functions.Length, lines.Length, relocations.Length])
        {
            writer.WriteUInt32(offset);
            writer.WriteUInt32((uint)length);
            offset += (uint)length;
        }

        writer.WriteBytes(functions);
        writer.WriteBytes(lines);
        writer.WriteBytes(relocations);
        return writer.Bytes.ToArray();
    }
}
