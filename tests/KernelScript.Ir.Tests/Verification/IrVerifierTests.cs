using KernelScript.Ir.Text;
using KernelScript.Ir.Verification;

namespace KernelScript.Ir.Tests.Verification;

public sealed class IrVerifierTests
{
    private const string Head = """
        map @counts hash key u32 value u64 entries 8
        map @events ringbuf key void value void entries 4096
        global @total data u64 align 8
        global @limits rodata u64 align 8 bytes "0100000000000000"
        func $other(v1: i64, v2: ptr<stack>?) -> i32 {
            v3: i32 = const 0
            ret v3
        }
        func $prog(v1: ptr<ctx>) -> i32 program(6, 0, "xdp") {
            v2: i32 = const 1
            v3: i64 = const 7
            v4: ptr<stack> = alloca 8
            v5: bool = const 1
            v6: ptr<packet> = ctx.load v1, size 4
            v7: ptr<packet_end> = ctx.load v1 + 4, size 4

        """;

    [Theory]
    [InlineData("")]
    [InlineData("v8: ptr<map_value>? = map.lookup @counts, v4\n v9: ptr<map_value> = nonnull v8\n v10: i64 = load v9")]
    [InlineData("v8: i64 = map.update @counts, v4, v4, flags 1\n map.delete @counts, v4")]
    [InlineData("v8: i32 = call $other(v3, v4)\n call $other(v3, v4)")]
    [InlineData("v8: ptr<global> = global.addr @total\n v9: i64 = atomic.add v8, v3\n atomic.cmpxchg v8, v3, v9")]
    [InlineData("v8: ptr<packet> = ptr.add v6, v3\n v9: bool = ult v8, v7\n v10: i64 = ptr.diff v7, v8")]
    [InlineData("v8: ptr<ringbuf>? = ringbuf.reserve @events, size 8\n v9: ptr<ringbuf> = nonnull v8\n ringbuf.submit v9")]
    [InlineData("v8: ptr<kernel> = ptr.fromint v3\n v9: i16 = load v8 + 4\n store v4, v8\n v10: ptr<kernel> = load v4")]
    [InlineData("v8: i8 = const 255\n v9: i8 = const -128\n v10: i16 = zext v8\n v11: i64 = sext v10\n v12: i64 = zext v5")]
    public void Sound_IR_is_accepted(string body) => Assert.Empty(Check(body));

    [Theory]
    [InlineData("v8: i32 = add v2, v3", "operand 2 is i64, not i32")]
    [InlineData("v8: bool = add v5, v5", "operand 1 is bool, not an integer")]
    [InlineData("v8: i64 = add v2, v2", "the result is i64, not i32")]
    [InlineData("v8: i8 = const 256", "256 does not fit 8 bits")]
    [InlineData("v8: bool = const 2", "a bool is 0 or 1")]
    [InlineData("v8: ptr<stack> = const 0", "the only pointer constant is 0, of a nullable type")]
    [InlineData("v8: i32 = zext v3", "the result is not wider than the operand")]
    [InlineData("v8: i64 = trunc v2", "the result is not narrower than the operand")]
    [InlineData("v8: bool = slt v6, v7", "only pointers into the packet have an order, an unsigned one")]
    [InlineData("v8: bool = eq v6, v4", "pointers into different spaces have no order")]
    [InlineData("v8: i64 = select v2, v3, v3", "operand 1 is i32, not bool")]
    [InlineData("v8: i32 = load v1", "ptr<ctx> cannot be read through")]
    [InlineData("v8: i32 = load v7", "ptr<packet_end> cannot be read through")]
    [InlineData("v8: ptr<map_value>? = map.lookup @counts, v4\n v9: i64 = load v8", "ptr<map_value>? cannot be read through")]
    [InlineData("v8: ptr<map_value> = map.lookup @counts, v4", "the result is a nullable pointer to a map value")]
    [InlineData("v8: ptr<global> = global.addr @limits\n store v8, v3", "the global is read-only")]
    [InlineData("v8: ptr<kernel> = ptr.fromint v3\n store v8, v3", "ptr<kernel> cannot be written through")]
    [InlineData("store v6, v4", "ptr<stack> can only be kept on the stack")]
    [InlineData("v8: ptr<global> = global.addr @none", "there is no global @none")]
    [InlineData("v8: ptr<global> = global.addr @total + 9", "the address is outside the global")]
    [InlineData("v8: ptr<map>  = map.addr @none", "there is no map @none")]
    [InlineData("v8: i32 = call $none()", "there is no function $none")]
    [InlineData("v8: i32 = call $other(v3)", "the function takes 2 arguments, here are 1")]
    [InlineData("v8: i32 = call $other(v2, v4)", "argument 1 is i32, not i64")]
    [InlineData("v8: i64 = call $other(v3, v4)", "the function returns i32")]
    [InlineData("v8: i64 = helper 5(v3, v3, v3, v3, v3, v3)", "it has 6 arguments; the kernel passes at most 5")]
    [InlineData("v8: i64 = atomic.add v6, v3", "the kernel has no atomics on ptr<packet>")]
    [InlineData("v8: i64 = add v3, v9\n v9: i64 = const 1", "v9 is not defined on every path to this use")]
    [InlineData("v8: bool = packet.check v6, v7, 70000", "a packet has 0 to 65535 bytes")]
    [InlineData("v8: ptr<ctx> = ptr.add v1, v3", "nothing can be added to ptr<ctx>")]
    [InlineData("mem.zero v4, size 0", "its size is not positive")]
    [InlineData("ret v2", "a terminator stands inside the block")]
    [InlineData("ret v3\nb9:", "operand 1 is i64, not i32")]
    [InlineData("br b1\nb9:", "nothing may go to the entry block")]
    [InlineData("br b9\nb9:\n v8: ptr<stack> = alloca 8", "an alloca stands in the entry block")]
    [InlineData("br b9(v2)\nb9:", "b9 takes 0 arguments, here are 1")]
    [InlineData("br b9(v2)\nb9(v8: i64):", "argument 1 is i32, not i64")]
    [InlineData("cbr v5, b8, b9\nb8:\n v8: i32 = const 1\n br b9\nb9:\n v9: i32 = copy v8", "v8 is not defined on every path to this use")]
    [InlineData("cbr v2, b9, b9\nb9:", "operand 1 is i32, not bool")]
    [InlineData("switch v2, b9, 1: b9, 4294967297: b9\nb9:", "two cases are the same")]
    public void A_fault_is_reported(string body, string complaint)
    {
        string message = Assert.Single(Check(body));
        Assert.EndsWith(complaint, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_needs_a_terminator()
    {
        var module = new IrModule();
        var function = new IrFunction("f", IrType.Void);
        function.NewBlock();
        module.Functions.Add(function);
        Assert.Equal(["$f b1: the block has no terminator"], IrVerifier.Check(module));
    }

    [Fact]
    public void A_program_takes_its_context()
    {
        IrModule module = IrParser.Parse("func $f(v1: i32) -> i32 program(6, 0, \"xdp\") {\n ret v1\n}");
        Assert.Equal(["$f b1: the parameter of a program is a pointer to the context"], IrVerifier.Check(module));
    }

    [Fact]
    public void Initial_bytes_fill_their_global()
    {
        IrModule module = IrParser.Parse("global @g data u32 align 4 bytes \"00\"");
        Assert.Equal(["@g: 1 bytes for a type of 4"], IrVerifier.Check(module));
    }

    private static IReadOnlyList<string> Check(string body) =>
        IrVerifier.Check(IrParser.Parse(Head + body + "\n ret v2\n}"));
}
