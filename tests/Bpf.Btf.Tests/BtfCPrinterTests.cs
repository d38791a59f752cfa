using System.Text;
using Bpf.TestSupport;

namespace Bpf.Btf.Tests;

public class BtfCPrinterTests
{
    [KernelFact("5.4", KernelFeature.Btf)]
    public void Clang_compiles_the_kernel_types_and_finds_the_same_sizes_and_offsets()
    {
        BtfSpec spec = KernelBtf.Open()!;
        using var text = new StringWriter();
        BtfCPrinter.Print(spec, text);
        var source = new StringBuilder(text.ToString());
        int asserts = AppendAsserts(source, spec);
        Assert.True(asserts > 50_000, $"{asserts} assertions");
        AssertCompiles(source.ToString());
    }

    [Fact]
    public void Clang_compiles_its_own_types_and_finds_the_same_sizes_and_offsets()
    {
        BtfSpec spec = BtfSpec.Read(ClangBtf.Compile(ClangBtf.Sampler));
        using var text = new StringWriter();
        BtfCPrinter.Print(spec, text);
        var source = new StringBuilder(text.ToString());
        Assert.True(AppendAsserts(source, spec) > 20);
        AssertCompiles(source.ToString());
        Assert.Contains("\tint (*compare)(const struct node *, const struct node *, void *);\n", text.ToString(),
            StringComparison.Ordinal);
        Assert.Contains("\tconst volatile u64 *restrict place;\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("enum color {\n\tRED = 0,\n\tGREEN = -3,\n\tBLUE = 7,\n};\n", text.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Declarations_read_from_the_name_outwards()
    {
        var integer = new BtfInt("int", 4, BtfIntEncoding.Signed);
        var function = new BtfFunctionPrototype(
            new BtfPointer(integer), [new BtfParameter("a", integer), new BtfParameter("", BtfVoid.Instance)]);
        Assert.Equal("int", BtfCPrinter.Declare(integer, ""));
        Assert.Equal("int *(*f)(int a, ...)", BtfCPrinter.Declare(new BtfPointer(function), "f"));
        var table = new BtfArray(new BtfPointer(function), integer, 4);
        Assert.Equal("int *(*table[4])(int a, ...)", BtfCPrinter.Declare(table, "table"));
        Assert.Equal("int (*rows)[2][3]", BtfCPrinter.Declare(
            new BtfPointer(new BtfArray(new BtfArray(integer, integer, 3), integer, 2)), "rows"));
        var constPointer = new BtfQualifier(BtfKind.Const, new BtfPointer(integer));
        var pointerToConst = new BtfPointer(new BtfQualifier(BtfKind.Const, integer));
        Assert.Equal("int *const p", BtfCPrinter.Declare(constPointer, "p"));
        Assert.Equal("const int *p", BtfCPrinter.Declare(pointerToConst, "p"));
    }

    [Fact]
    public void A_second_type_of_a_name_gets_a_number()
    {
        var integer = new BtfInt("int", 4, BtfIntEncoding.Signed);
        var builder = new BtfBuilder();
        builder.Add(new BtfStruct("s", 4, [new BtfMember("a", integer, 0)]));
        builder.Add(new BtfStruct("s", 8, [new BtfMember("a", integer, 32)]));
        using var text = new StringWriter();
        BtfCPrinter.Print(builder.Build(), text);
        Assert.Equal("struct s {\n\tint a;\n};\n\nstruct s___2 {\n\tlong: 32;\n\tint a;\n};\n\n", text.ToString());
    }

    [Fact]
    public void Long_padding_is_an_array()
    {
        var character = new BtfInt("char", 1, BtfIntEncoding.None);
        using var text = new StringWriter();
        BtfCPrinter.Print([new BtfStruct("s", uint.MaxValue, [new BtfMember("a", character, 8 * 1000)])], text);
        Assert.Equal(
            "struct s {\n\tchar __padding_0[1000];\n\tchar a;\n\tchar __padding_1001[4294966294];\n};\n\n", text.ToString());
    }

    [Fact]
    public void Types_without_names_that_explode_are_refused()
    {
        BtfType type = new BtfInt("int", 4, BtfIntEncoding.Signed);
        for (int i = 0; i < 40; i++)
        {
            BtfType inner = type;
            type = new BtfStruct("", 4, [new BtfMember("a", inner, 0), new BtfMember("b", inner, 0)], isUnion: true);
        }

        Assert.Throws<InvalidOperationException>(
            () => BtfCPrinter.Print([new BtfTypedef("t", type)], TextWriter.Null));
    }

    /// <summary>States the size of each structure whose name is its own, and the offset of each plain member.</summary>
    private static int AppendAsserts(StringBuilder source, BtfSpec spec)
    {
        int count = 0;
        ILookup<string, BtfType> tags = spec.Types
            .Where(type => type is BtfStruct or BtfEnum && type.Name.Length > 0)
            .ToLookup(type => type.Name, StringComparer.Ordinal);
        foreach (BtfStruct type in tags.Where(tag => tag.Count() == 1).SelectMany(tag => tag).OfType<BtfStruct>())
        {
            string tag = $"{(type.IsUnion ? "union" : "struct")} {type.Name}";
            source.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"_Static_assert(sizeof({tag}) == {type.Size}, \"{tag}\");\n");
            count++;
            foreach (BtfMember member in type.Members.Where(member => !member.IsBitField && member.Name.Length > 0))
            {
                source.Append(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"_Static_assert(__builtin_offsetof({tag}, {member.Name}) == {member.ByteOffset}, \"{tag}\");\n");
                count++;
            }
        }

        return count;
    }

    private static void AssertCompiles(string source)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("types.c"), source);
        // For the machine itself: a kernel's va_list is that of its processor.
        ToolResult result = Tool.Run(
            "clang-19", "-std=gnu11", "-fsyntax-only", "-Wno-everything", "-ferror-limit=20", folder.File("types.c"));
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
