using System.Buffers.Binary;

namespace Bpf.Elf.Tests;

public class ElfExecutableTests
{
    private const int SegmentsAt = 64;
    private const int SectionsAt = SegmentsAt + 56;
    private const int SymbolsAt = SectionsAt + (3 * 64);
    private const int NamesAt = SymbolsAt + (4 * 24);

    [Fact]
    public void A_function_is_where_its_segment_puts_it()
    {
        ElfExecutable executable = ElfExecutable.Read(new MemoryStream(Sample()));

        Assert.Equal(0x1234ul - 0x1000 + 0x200, executable.FindFunction("main"));
        Assert.Equal(["main"], executable.FunctionNames);
    }

    [Fact]
    public void Data_and_undefined_functions_are_left_out()
    {
        ElfExecutable executable = ElfExecutable.Read(new MemoryStream(Sample()));

        Assert.Null(executable.FindFunction("data"));
        Assert.Null(executable.FindFunction("else"));
    }

    [Fact]
    public void A_file_cut_off_or_damaged_anywhere_gives_the_format_exception_at_most()
    {
        byte[] sample = Sample();
        for (int length = 0; length < sample.Length; length++)
        {
            Assert.Throws<ElfFormatException>(() => ElfExecutable.Read(new MemoryStream(sample, 0, length)));
        }

        for (int at = 0; at < sample.Length; at++)
        {
            byte[] damaged = [.. sample];
            damaged[at] ^= 0xFF;
            Exception? e = Record.Exception(() => ElfExecutable.Read(new MemoryStream(damaged)));
            Assert.True(e is null or ElfFormatException, $"byte {at}: {e}");
        }
    }

    [Fact]
    public void The_running_programs_library_has_its_functions()
    {
        string? library = File.Exists("/proc/self/maps")
            ? File.ReadLines("/proc/self/maps").Select(line => line[(line.LastIndexOf(' ') + 1)..])
                .FirstOrDefault(path => path.EndsWith("/libc.so.6", StringComparison.Ordinal))
            : null;
        Assert.SkipWhen(library is null, "needs a process with libc.so.6");

        Assert.NotNull(ElfExecutable.ReadFile(library).FindFunction("malloc"));
    }

    /// <summary>One segment, and the symbols main (function), data (object) and else (undefined).</summary>
    private static byte[] Sample()
    {
        byte[] names = "\0main\0data\0else\0"u8.ToArray();
        byte[] file = new byte[NamesAt + names.Length];
        new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(file, 0);
        Put64(file, 32, SegmentsAt);
        Put64(file, 40, SectionsAt);
        Put16(file, 54, 56);
        Put16(file, 56, 1);
        Put16(file, 58, 64);
        Put16(file, 60, 3);

        Put32(file, SegmentsAt, 1);
        Put64(file, SegmentsAt + 8, 0x200);
        Put64(file, SegmentsAt + 16, 0x1000);
        Put64(file, SegmentsAt + 32, 0x800);

        PutSection(file, 1, type: 2, SymbolsAt, 4 * 24, link: 2);
        PutSection(file, 2, type: 3, NamesAt, names.Length, link: 0);
        PutSymbol(file, 1, name: 1, type: 2, section: 1, value: 0x1234);
        PutSymbol(file, 2, name: 6, type: 1, section: 1, value: 0x1300);
        PutSymbol(file, 3, name: 11, type: 2, section: 0, value: 0);
        names.CopyTo(file, NamesAt);
        return file;
    }

    private static void PutSection(byte[] file, int index, uint type, int offset, int size, uint link)
    {
        int at = SectionsAt + (index * 64);
        Put32(file, at + 4, type);
        Put64(file, at + 24, (ulong)offset);
        Put64(file, at + 32, (ulong)size);
        Put32(file, at + 40, link);
    }

    private static void PutSymbol(byte[] file, int index, uint name, byte type, ushort section, ulong value)
    {
        int at = SymbolsAt + (index * 24);
        Put32(file, at, name);
        file[at + 4] = type;
        Put16(file, at + 6, section);
        Put64(file, at + 8, value);
    }

    private static void Put16(byte[] file, int at, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);

    private static void Put32(byte[] file, int at, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);

    private static void Put64(byte[] file, int at, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
}
