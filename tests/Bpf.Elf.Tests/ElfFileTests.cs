using System.Collections.Immutable;
using System.Globalization;
using Bpf.TestSupport;

namespace Bpf.Elf.Tests;

public class ElfFileTests
{
    private const string Program = """
        extern int missing(int) __attribute__((weak));
        static int counter = 3; int zeros[10]; const char text[] = "text";
        __attribute__((noinline)) static int sub(int a) { return a + counter++ + zeros[1]; }
        __attribute__((section("xdp"))) int entry(int *ctx) { return sub(*ctx) + missing(2) + text[*ctx & 3]; }
        char license_text[] __attribute__((section("license"))) = "GPL";
        """;

    [Fact]
    public void Sections_and_symbols_of_clang_are_those_that_readelf_lists()
    {
        using var folder = new TemporaryFolder();
        string path = Compile(folder);
        ElfFile file = ElfFile.Read(File.ReadAllBytes(path));
        string[] expected = [.. Tool.Check("readelf", "--symbols", "--wide", path).Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length >= 7 && words[0].EndsWith(':') && char.IsDigit(words[0][0])
                && words[0] != "0:")
            .Select(words => string.Join(' ', words[1].TrimStart('0'), words[2], words[3], words[4]))];
        string[] actual = [.. file.Symbols.Select(symbol => string.Join(
            ' ',
            symbol.Value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0'),
            symbol.Size,
            TypeName(symbol.Type),
            symbol.Binding.ToString().ToUpperInvariant()))];
        Assert.Equal(expected, actual);
        Assert.Equal("GPL\0"u8.ToArray(), file.FindSection("license")!.Data.ToArray());
        Assert.Equal(40u, file.FindSection(".bss")!.Size);
        Assert.True(file.FindSection("xdp")!.IsCode);
    }

    [Fact]
    public void Relocations_name_their_symbols()
    {
        using var folder = new TemporaryFolder();
        ElfFile file = ElfFile.Read(File.ReadAllBytes(Compile(folder)));
        ImmutableArray<ElfRelocation> entry = file.RelocationsOf(file.FindSection("xdp")!);
        Assert.Contains(entry, r => r.Type == BpfRelocationType.Call && r.Symbol.Name == "missing"
            && r.Symbol.IsUndefined);
        Assert.Contains(entry, r => r.Type == BpfRelocationType.WideLoad && r.Symbol.Name == "text");
        Assert.Contains(
            entry,
            r => r.Type == BpfRelocationType.Call
                && r.Symbol is { Type: ElfSymbolType.Section, Section.Name: ".text" });
        Assert.Empty(file.RelocationsOf(file.FindSection("license")!));
    }

    [Fact]
    public void An_object_read_and_written_is_the_same_to_binutils_and_llvm()
    {
        using var folder = new TemporaryFolder();
        string original = Compile(folder);
        string copy = folder.File("copy.o");
        ElfFile file = ElfFile.Read(File.ReadAllBytes(original));
        File.WriteAllBytes(copy, file.Encode());
        AssertSameFile(file, ElfFile.Read(File.ReadAllBytes(copy)));
        Assert.Empty(Tool.Run("readelf", "--all", "--wide", copy).Error);
        Assert.Equal(Disassemble(original), Disassemble(copy));
        Assert.Equal(Dump(original), Dump(copy));
    }

    [Fact]
    public void A_written_object_is_read_back()
    {
        var code = new ElfSection(
            "xdp", ElfSectionType.ProgramBits, ElfSectionFlags.Allocate | ElfSectionFlags.Execute, new byte[32], 8);
        ElfSection zeros = ElfSection.Zeros(".bss", 100, 8);
        var entry = new ElfSymbol
        {
            Name = "entry", Section = code, Size = 32, Type = ElfSymbolType.Function, Binding = ElfSymbolBinding.Global,
        };
        var variable = new ElfSymbol
        {
            Name = "v", Section = zeros, Value = 8, Size = 4, Type = ElfSymbolType.Object,
            Visibility = ElfSymbolVisibility.Hidden,
        };
        var file = new ElfFile
        {
            Sections = [code, zeros],
            Symbols = [entry, variable],
            Relocations = ImmutableDictionary<ElfSection, ImmutableArray<ElfRelocation>>.Empty.Add(
                code, [new ElfRelocation(8, BpfRelocationType.WideLoad, variable)]),
        };
        ElfFile read = ElfFile.Read(file.Encode());

        // Local symbols come first in a file.
        AssertSameFile(file with { Symbols = [variable, entry] }, read);
        Assert.Equal(file.Encode(), file.Encode());
    }

    [Fact]
    public void References_to_what_is_not_in_the_object_are_refused()
    {
        ElfSection outside = ElfSection.Zeros(".bss", 1, 1);
        var symbol = new ElfSymbol { Name = "v", Section = outside };
        Assert.Throws<InvalidOperationException>(() => new ElfFile { Symbols = [symbol] }.Encode());
        Assert.Throws<InvalidOperationException>(() => new ElfFile
        {
            Sections = [outside],
            Relocations = ImmutableDictionary<ElfSection, ImmutableArray<ElfRelocation>>.Empty.Add(
                outside, [new ElfRelocation(0, BpfRelocationType.WideLoad, symbol)]),
        }.Encode());
    }

    [Theory]
    [InlineData(0, "does not begin with an ELF header")]
    [InlineData(4, "64-bit little-endian")]
    [InlineData(16, "not a relocatable BPF object")]
    [InlineData(18, "not a relocatable BPF object")]
    [InlineData(58, "section headers")]
    public void A_wrong_header_is_refused_at_its_byte(int offset, string reason)
    {
        byte[] data = new ElfFile().Encode();
        data[offset] ^= 0x40;
        ElfFormatException refusal = Assert.Throws<ElfFormatException>(() => ElfFile.Read(data));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_objects_are_read_or_refused_with_a_format_exception()
    {
        int seed = Environment.GetEnvironmentVariable("FUZZ_SEED") is { } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        var random = new Random(seed);
        byte[] sound = Sample().Encode();
        for (int round = 0; round < 20_000; round++)
        {
            byte[] damaged = random.Next(8) == 0 ? sound[..random.Next(sound.Length)] : (byte[])sound.Clone();
            for (int i = random.Next(1, 6); i > 0 && damaged.Length > 0; i--)
            {
                int at = random.Next(damaged.Length);
                damaged[at] = random.Next(2) == 0 ? (byte)random.Next(256)
                    : (byte)(damaged[at] ^ (1 << random.Next(8)));
            }

            try
            {
                _ = ElfFile.Read(damaged).Encode();
            }
            catch (ElfFormatException e)
            {
                Assert.InRange(e.Offset, 0, damaged.Length);
            }
            catch (Exception e)
            {
                Assert.Fail($"FUZZ_SEED={seed}, round {round}: {e}");
            }
        }
    }

    private static ElfFile Sample()
    {
        var code = new ElfSection(
            "tc", ElfSectionType.ProgramBits, ElfSectionFlags.Allocate | ElfSectionFlags.Execute, new byte[64], 8);
        var data = new ElfSection(
            ".data", ElfSectionType.ProgramBits, ElfSectionFlags.Allocate | ElfSectionFlags.Write, new byte[24], 4);
        ElfSymbol[] symbols =
        [
            new() { Name = "file.c", IsAbsolute = true, Type = ElfSymbolType.File },
            new() { Name = "", Section = data, Type = ElfSymbolType.Section },
            new()
            {
                Name = "entry", Section = code, Size = 64, Type = ElfSymbolType.Function,
                Binding = ElfSymbolBinding.Global,
            },
            new() { Name = "outside", Binding = ElfSymbolBinding.Weak },
        ];
        return new ElfFile
        {
            Sections = [code, data, ElfSection.Zeros(".bss", 40, 8)],
            Symbols = [.. symbols],
            Relocations = ImmutableDictionary<ElfSection, ImmutableArray<ElfRelocation>>.Empty.Add(
                code,
                [
                    new ElfRelocation(0, BpfRelocationType.WideLoad, symbols[1]),
                    new ElfRelocation(24, BpfRelocationType.Call, symbols[3]),
                ]),
        };
    }

    private static void AssertSameFile(ElfFile expected, ElfFile actual)
    {
        Assert.Equal(expected.Sections.Select(Describe), actual.Sections.Select(Describe));
        Assert.Equal(expected.Symbols.Select(Describe), actual.Symbols.Select(Describe));
        Assert.Equal(DescribeRelocations(expected), DescribeRelocations(actual));
    }

    private static string[] DescribeRelocations(ElfFile file) =>
        [.. file.Sections.SelectMany(section => file.RelocationsOf(section).AsEnumerable()).Select(Describe)];

    private static string Describe(ElfSection section) =>
        $"{section.Name} {section.Type} {section.Flags} {section.Size} {section.Alignment} "
        + Convert.ToHexString(section.Data.Span);

    private static string Describe(ElfSymbol symbol) =>
        $"{symbol.Name} {symbol.Section} {symbol.IsAbsolute} {symbol.Value} {symbol.Size} {symbol.Type} "
        + $"{symbol.Binding} {symbol.Visibility}";

    private static string Describe(ElfRelocation relocation) =>
        $"{relocation.Offset} {relocation.Type} {Describe(relocation.Symbol)}";

    private static string TypeName(ElfSymbolType type) => type switch
    {
        ElfSymbolType.None => "NOTYPE",
        ElfSymbolType.Function => "FUNC",
        _ => type.ToString().ToUpperInvariant(),
    };

    private static string Compile(TemporaryFolder folder)
    {
        File.WriteAllText(folder.File("input.c"), Program);
        string output = folder.File("input.o");
        Tool.Check("clang-19", "-O2", "-g", "-target", "bpf", "-mcpu=v3", "-c", folder.File("input.c"), "-o", output);
        return output;
    }

    private static string Disassemble(string path) => Tool.Check("llvm-objdump-19", "-dr", path).Split('\n', 3)[2];

    private static string Dump(string path) => Tool.Check("bpftool", "btf", "dump", "file", path);
}
