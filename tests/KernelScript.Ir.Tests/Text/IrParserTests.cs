using KernelScript.Ir.Text;

namespace KernelScript.Ir.Tests.Text;

public sealed class IrParserTests
{
    private const string Sample = """
        license "GPL"
        file "count.ks"
            |@xdp fn count(ctx: *xdp_md) -> xdp_action {
            |}
        type %node = struct 16 {
            0 "next" ptr(%node)
            8 "name" array(char, 8)
        }
        type %xdp_md = forward
        map @counts hash key u32 value %node entries 1024 flags 1 pinned !0:1:1
        global @.str0 rodata array(char, 3) align 1 hidden bytes "686900"

        func $count(v1: ptr<ctx>) -> i32 program(6, 37, "xdp") signature fn("ctx": ptr(%xdp_md)) -> i32 !0:1:6 {
        b1:
            v2: ptr<packet> = ctx.load v1, size 4 !0:1:6
            v3: ptr<packet_end> = ctx.load v1 + 4, size 4
            v4: bool = packet.check v2, v3, 14
            cbr v4, b2, b3
        b2:
            v5: i8 = load v2 + 13
            v6: ptr<stack> = alloca 4
            store v6, v5
            v7: ptr<map_value>? = map.lookup @counts, v6
            v8: i64 = helper 5()
            v9: i64 = map.update @counts, v6, v6, flags 1
            v10: i32 = call $other(v8, v6)
            switch v10, b3, 1: b4(v10), -2: b3
        b4(v11: i32):
            ret v11
        b3:
            ret v10
        }

        """;

    [Fact]
    public void Canonical_text_is_printed_as_it_was_read()
    {
        Assert.Equal(Sample, IrPrinter.Print(IrParser.Parse(Sample)));
    }

    [Fact]
    public void A_struct_may_point_to_itself()
    {
        var node = (StructData)IrParser.Parse(Sample).FindMap("counts")!.Value;
        Assert.Same(node, ((PointerData)node.Members[0].Type).Target);
    }

    [Fact]
    public void The_label_of_the_entry_block_may_be_left_out()
    {
        IrFunction function = IrParser.Parse("func $chain(v1: i64) -> i64 {\n ret v1 ; done\n}").Functions[0];
        Assert.Equal(new BlockId(1), function.Entry.Id);
        Assert.Equal(IrOp.Return, function.Entry.Terminator.Op);
    }

    [Fact]
    public void Positions_can_be_left_out_of_the_text()
    {
        string text = IrPrinter.Print(IrParser.Parse(Sample), withPositions: false);
        Assert.DoesNotContain("!", text, StringComparison.Ordinal);
        Assert.DoesNotContain("count.ks", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("func $f() {\n    ret v1\n}", 2, 9, "v1 is defined nowhere in the function")]
    [InlineData("func $f() {\n    br b7\n}", 2, 8, "b7 is no block of the function")]
    [InlineData("func $f() {\nb1:\n ret\nb1:\n}", 4, 1, "b1 is defined twice")]
    [InlineData("func $f(v1: i32) {\n v1: i32 = const 1\n}", 2, 2, "v1 is defined twice")]
    [InlineData("func $f() {\n v1: i32 = fly 1\n}", 2, 12, "'fly' is no operation")]
    [InlineData("func $f() {\n v1: i33 = const 1\n}", 2, 6, "'i33' is no type")]
    [InlineData("func $f() {\n v0: i32 = const 1\n}", 2, 2, "the index in 'v0' must be from 1 to 1048576")]
    [InlineData("func $f() {}", 1, 13, "the function $f has no block")]
    [InlineData("func $f() { ret }\nfunc $f() { ret }", 2, 6, "there is already a function '$f'")]
    [InlineData("type %a = alias %b", 1, 17, "no type '%b' is defined before this")]
    [InlineData("license \"GPL", 1, 9, "the string has no end on its line")]
    [InlineData("license ^", 1, 9, "unexpected character U+005E")]
    [InlineData("map @m hash key u32 value u32 entries 4294967296", 1, 39, "4294967296 is more than 2147483647")]
    [InlineData("func $f() {\n v1: i64 = const 99999999999999999999\n}", 2, 18, "'99999999999999999999' is not a number of at most 64 bits")]
    [InlineData("func $f() {\n v1: ptr<moon> = const 0\n}", 2, 10, "'moon' is no address space")]
    public void A_fault_is_named_with_its_place(string text, int line, int column, string reason)
    {
        IrFormatException fault = Assert.Throws<IrFormatException>(() => IrParser.Parse(text));
        Assert.Equal((line, column, reason), (fault.Line, fault.Column, fault.Reason));
    }

    [Fact]
    public void Types_nested_without_end_are_refused()
    {
        string text = "global @g bss " + string.Concat(Enumerable.Repeat("ptr(", 100_000));
        Assert.Throws<IrFormatException>(() => IrParser.Parse(text));
    }
}
