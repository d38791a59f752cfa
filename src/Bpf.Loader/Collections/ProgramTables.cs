using System.Buffers.Binary;
using System.Collections.Immutable;
using Bpf.Asm;

namespace Bpf.Loader;

/// <summary>Function and line information of a linked program, as <c>BPF_PROG_LOAD</c> takes them.</summary>
/// <param name="FunctionInfo">
/// Records of <c>struct bpf_func_info</c>; empty when the type of a function is not known.
/// </param>
/// <param name="LineInfo">Records of <c>struct bpf_line_info</c>; empty without lines.</param>
internal readonly record struct ProgramTables(ImmutableArray<byte> FunctionInfo, ImmutableArray<byte> LineInfo)
{
    private const int FunctionRecordSize = 8;
    private const int LineRecordSize = 16;
    private const int ColumnBits = 10;

    /// <summary>Makes the tables.</summary>
    public static ProgramTables Create(LinkedProgram program, LoadedTypes types)
    {
        // The kernel wants all functions or none, and lines only together with functions.
        bool hasAllTypes = program.Functions.All(function => types.IdOf(function.Type) != 0);
        bool hasLines = program.Functions.Any(static function => !function.Code.Lines.IsEmpty);
        return new ProgramTables(
            hasAllTypes ? FunctionRecords(program, types) : [],
            hasAllTypes && hasLines ? LineRecords(program, types) : []);
    }

    private static ImmutableArray<byte> FunctionRecords(LinkedProgram program, LoadedTypes types)
    {
        byte[] records = new byte[program.Functions.Length * FunctionRecordSize];
        for (int i = 0; i < program.Functions.Length; i++)
        {
            LinkedFunction function = program.Functions[i];
            Span<byte> record = records.AsSpan(i * FunctionRecordSize);
            BinaryPrimitives.WriteInt32LittleEndian(record, function.FirstSlot);
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], types.IdOf(function.Type));
        }

        return ImmutableArray.Create(records);
    }

    private static ImmutableArray<byte> LineRecords(LinkedProgram program, LoadedTypes types)
    {
        var records = new MemoryStream();
        foreach (LinkedFunction function in program.Functions)
        {
            foreach (SourceLine line in LinesFromStart(function))
            {
                Write(records, function.FirstSlot + function.Slots.SlotOf(line.Index), line, types);
            }
        }

        return ImmutableArray.Create(records.ToArray());
    }

    /// <summary>
    /// One line for an instruction at most, and one for the first of each function: the kernel insists.
    /// </summary>
    private static IEnumerable<SourceLine> LinesFromStart(LinkedFunction function)
    {
        ImmutableArray<SourceLine> lines = function.Code.Lines;
        if (lines.IsEmpty || lines[0].Index > 0)
        {
            yield return lines.IsEmpty ? new SourceLine(0, "", 0, 0, "") : lines[0] with { Index = 0 };
        }

        for (int i = 0; i < lines.Length; i++)
        {
            bool isReplaced = i + 1 < lines.Length && lines[i + 1].Index == lines[i].Index;
            if (!isReplaced && lines[i].Index < function.Code.Instructions.Length)
            {
                yield return lines[i];
            }
        }
    }

    private static void Write(MemoryStream records, int slot, SourceLine line, LoadedTypes types)
    {
        const int MostColumns = (1 << ColumnBits) - 1;
        Span<byte> record = stackalloc byte[LineRecordSize];
        BinaryPrimitives.WriteInt32LittleEndian(record, slot);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], types.OffsetOf(line.File));
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], types.OffsetOf(line.Text));
        BinaryPrimitives.WriteInt32LittleEndian(
            record[12..], (line.Line << ColumnBits) | Math.Clamp(line.Column, 0, MostColumns));
        records.Write(record);
    }
}
