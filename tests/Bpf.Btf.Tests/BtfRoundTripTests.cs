namespace Bpf.Btf.Tests;

public class BtfRoundTripTests
{
    [Fact]
    public void Types_from_clang_print_as_bpftool_prints_them()
    {
        byte[] data = ClangBtf.Compile(ClangBtf.Sampler);
        Assert.Equal(ClangBtf.Dump(data), ClangBtf.Print(BtfSpec.Read(data)));
    }

    [Fact]
    public void Types_from_clang_stay_the_same_through_builder_and_writer()
    {
        byte[] data = ClangBtf.Compile(ClangBtf.Sampler);
        BtfSpec first = BtfSpec.Read(data);
        byte[] written = new BtfBuilder(first).Encode();
        BtfSpec second = BtfSpec.Read(written);
        Assert.Equal(ClangBtf.Print(first), ClangBtf.Print(second));
        Assert.Equal(ClangBtf.Dump(data), ClangBtf.Dump(written));
        Assert.Equal(written, new BtfBuilder(second).Encode());
    }

    [Fact]
    public void Types_added_one_by_one_are_found_again_as_equivalents()
    {
        BtfSpec original = BtfSpec.Read(ClangBtf.Compile(ClangBtf.Sampler));
        var builder = new BtfBuilder();
        foreach (BtfType type in original.Types)
        {
            builder.Add(type);
        }

        BtfSpec copy = BtfSpec.Read(builder.Encode());
        Assert.Equal(original.Count, copy.Count);
        BtfSpec built = builder.Build();
        foreach (BtfType type in original.Types)
        {
            Assert.True(type.IsEquivalentTo(copy.TypeById(built.IdOf(type))), type.ToString());
        }
    }

    [Fact]
    public void Two_copies_of_one_program_dedup_to_one_but_for_variables_and_sections()
    {
        byte[] data = ClangBtf.Compile(ClangBtf.Sampler);
        (BtfSpec one, BtfSpec two) = (BtfSpec.Read(data), BtfSpec.Read(data));
        var builder = new BtfBuilder(one);
        foreach (BtfType type in two.Types)
        {
            builder.Add(type);
        }

        int distinct = one.Types.Count(type => type is BtfVariable or BtfDataSection);
        Assert.Equal(one.Count + distinct, builder.Count);
    }

    [Fact]
    public void Function_line_and_core_records_stay_the_same_through_the_writer()
    {
        (byte[] btf, byte[] ext) = ClangBtf.CompileSections(ClangBtf.Sampler + """

            #pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
            struct kernel_thing { int a; struct { int b[4]; } inner; };
            #pragma clang attribute pop
            int core(struct kernel_thing *t) { return t->a + t->inner.b[2]; }
            """);
        BtfSpec spec = BtfSpec.Read(btf);
        BtfExtInfo info = BtfExtInfo.Read(ext, spec);
        BtfExtSection text = Assert.Single(info.Sections);
        Assert.Equal(".text", text.Name);
        Assert.Equal(["entry", "sub", "core"], text.Functions.Select(record => spec.TypeById(record.TypeId).Name));
        Assert.Contains(text.Lines, line => line.Text.Contains("return sub(n)", StringComparison.Ordinal)
            && line.Line == 25);
        Assert.Equal(["0:0", "0:1:0:2"], text.CoreRelocations.Select(record => record.AccessString));
        Assert.All(text.CoreRelocations, record => Assert.Equal("kernel_thing", spec.TypeById(record.TypeId).Name));

        var builder = new BtfBuilder(spec);
        byte[] written = info.Encode(builder);
        BtfExtInfo again = BtfExtInfo.Read(written, BtfSpec.Read(builder.Encode()));
        BtfExtSection copy = Assert.Single(again.Sections);
        Assert.Equal(text.Functions, copy.Functions);
        Assert.Equal(text.Lines, copy.Lines);
        Assert.Equal(text.CoreRelocations, copy.CoreRelocations);
    }
}
