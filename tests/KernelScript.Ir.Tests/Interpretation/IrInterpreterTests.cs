using KernelScript.Ir.Interpretation;
using KernelScript.Ir.Text;
using KernelScript.Ir.Verification;

namespace KernelScript.Ir.Tests.Interpretation;

public sealed class IrInterpreterTests
{
    private const string Maps = """
        map @counts hash key u32 value u64 entries 2
        map @recent lru_hash key u32 value u64 entries 2
        map @slots array key u32 value u32 entries 4
        map @events ringbuf key void value void entries 64
        map @programs prog_array key u32 value u32 entries 4
        map @queue queue key void value u32 entries 2
        global @total data u64 align 8 bytes "0500000000000000"
        global @limit rodata u32 align 4 bytes "07000000"
        global @.format rodata array(char, 12) align 1 bytes "763d256420683d256c780000"

        """;

    [Theory]
    [InlineData("add", "i8", 200, 100, 44)]
    [InlineData("sub", "i16", 1, 2, 0xffff)]
    [InlineData("mul", "i32", 0x10001, 0x10001, 0x20001)]
    [InlineData("udiv", "i8", 200, 7, 28)]
    [InlineData("udiv", "i32", 9, 0, 0)]
    [InlineData("urem", "i32", 9, 0, 9)]
    [InlineData("sdiv", "i8", -7, 2, 253)]
    [InlineData("sdiv", "i8", -128, -1, 128)]
    [InlineData("sdiv", "i64", 9, 0, 0)]
    [InlineData("srem", "i8", -7, 2, 255)]
    [InlineData("srem", "i32", -9, 0, 0xfffffff7)]
    [InlineData("srem", "i64", long.MinValue, -1, 0)]
    [InlineData("shl", "i8", 3, 9, 6)]
    [InlineData("lshr", "i8", -1, 4, 15)]
    [InlineData("ashr", "i8", -128, 9, 192)]
    [InlineData("xor", "i16", -1, 0xff, 0xff00)]
    public void Arithmetic_is_that_of_the_definition(string op, string type, long a, long b, ulong expected)
    {
        string text = $"func $f() -> {type} {{\n v1: {type} = const {Fit(a)}\n v2: {type} = const {b}\n"
            + $" v3: {type} = {op} v1, v2\n ret v3\n}}";
        Assert.Equal(expected, Run(text));
        string Fit(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("v2: i64 = sext v1\n ret v2", ulong.MaxValue - 1)]
    [InlineData("v2: i64 = zext v1\n ret v2", 254)]
    [InlineData("v2: i16 = zext v1\n v3: i16 = bswap v2\n v4: i64 = zext v3\n ret v4", 0xfe00)]
    [InlineData("v2: i8 = const 1\n v3: bool = slt v1, v2\n v4: i64 = zext v3\n ret v4", 1)]
    [InlineData("v2: i8 = const 1\n v3: bool = ult v1, v2\n v4: bool = not v3\n v5: i64 = zext v4\n ret v5", 1)]
    [InlineData("switch v1, b2, 1: b2, 254: b3\nb2:\n v2: i64 = const 1\n ret v2\nb3:\n v3: i64 = const 2\n ret v3", 2)]
    [InlineData("switch v1, b2, 1: b2, -2: b3\nb2:\n v2: i64 = const 1\n ret v2\nb3:\n v3: i64 = const 2\n ret v3", 2)]
    public void Widths_decide_what_a_value_means(string body, ulong expected) =>
        Assert.Equal(expected, Run($"func $f() -> i64 {{\n v1: i8 = const -2\n {body}\n}}"));

    [Fact]
    public void Block_arguments_are_passed_at_once()
    {
        const string Text = """
            func $f() -> i64 {
                v1: i64 = const 1
                v2: i64 = const 2
                v3: i64 = const 3
                br b2(v1, v2, v3)
            b2(v4: i64, v5: i64, v6: i64):
                v7: i64 = sub v6, v1
                v8: i64 = const 0
                v9: bool = eq v7, v8
                cbr v9, b3, b2(v5, v4, v7)
            b3:
                v10: i64 = const 10
                v11: i64 = mul v4, v10
                v12: i64 = add v11, v5
                ret v12
            }
            """;
        Assert.Equal(12UL, Run(Text));
    }

    [Fact]
    public void A_packet_is_read_and_written_where_it_was_checked()
    {
        const string Text = """
            func $f(v1: ptr<ctx>) -> i32 program(6, 0, "xdp") {
                v2: ptr<packet> = ctx.load v1, size 4
                v3: ptr<packet_end> = ctx.load v1 + 4, size 4
                v4: bool = packet.check v2, v3, 4
                cbr v4, b2, b3
            b2:
                v5: i16 = load v2 + 2
                v6: i16 = bswap v5
                store v2, v6
                v7: i32 = zext v6
                ret v7
            b3:
                v8: i32 = const 1
                ret v8
            }
            """;
        IrMachine machine = Machine(Text);
        machine.Packet = [1, 2, 0x12, 0x34];
        Assert.Equal(0x1234UL, new IrInterpreter(machine).RunProgram("f"));
        Assert.Equal([0x34, 0x12, 0x12, 0x34], machine.Packet);
        machine.Packet = [1, 2, 3];
        Assert.Equal(1UL, new IrInterpreter(machine).RunProgram("f"));
    }

    [Fact]
    public void Maps_answer_like_those_of_the_kernel()
    {
        const string Text = """
            func $update(v1: i32, v2: i64) -> i64 {
                v3: ptr<stack> = alloca 4
                v4: ptr<stack> = alloca 8
                store v3, v1
                store v4, v2
                v5: i64 = map.update @counts, v3, v4
                ret v5
            }
            func $delete(v1: i32) -> i64 {
                v3: ptr<stack> = alloca 4
                store v3, v1
                v5: i64 = map.delete @counts, v3
                ret v5
            }
            func $lookup(v1: i32) -> i64 {
                v3: ptr<stack> = alloca 4
                store v3, v1
                v5: ptr<map_value>? = map.lookup @counts, v3
                v6: ptr<map_value>? = const 0
                v7: bool = ne v5, v6
                cbr v7, b2, b3
            b2:
                v8: ptr<map_value> = nonnull v5
                v9: i64 = const 1
                v10: i64 = atomic.add v8, v9
                ret v10
            b3:
                v11: i64 = const -1
                ret v11
            }
            """;
        var interpreter = new IrInterpreter(Machine(Text));
        Assert.Equal(0, (long)interpreter.Run("update", 1, 10));
        Assert.Equal(0, (long)interpreter.Run("update", 2, 20));
        Assert.Equal(-7, (long)interpreter.Run("update", 3, 30));
        Assert.Equal(10, (long)interpreter.Run("lookup", 1));
        Assert.Equal(11, (long)interpreter.Run("lookup", 1));
        Assert.Equal(0, (long)interpreter.Run("delete", 1));
        Assert.Equal(-2, (long)interpreter.Run("delete", 1));
        Assert.Equal(-1, (long)interpreter.Run("lookup", 1));
    }

    [Theory]
    [InlineData("v1: ptr<stack> = alloca 8\n v2: i64 = load v1", IrTrapKind.UninitializedRead)]
    [InlineData("v1: ptr<stack> = alloca 8\n mem.zero v1, size 4\n v2: i32 = load v1 + 2", IrTrapKind.UninitializedRead)]
    [InlineData("v1: ptr<stack> = alloca 8\n mem.zero v1, size 9", IrTrapKind.OutOfBounds)]
    [InlineData("v1: ptr<stack> = alloca 8\n mem.zero v1 - 1, size 1", IrTrapKind.OutOfBounds)]
    [InlineData("v1: ptr<stack> = alloca 4\n v2: ptr<map_value>? = map.lookup @slots, v1", IrTrapKind.UninitializedRead)]
    [InlineData("v1: ptr<map_value>? = const 0\n v2: ptr<map_value> = nonnull v1", IrTrapKind.Unreachable)]
    [InlineData("v1: ptr<ringbuf>? = ringbuf.reserve @events, size 8", IrTrapKind.LostRecord)]
    [InlineData("v1: i64 = helper 9999()", IrTrapKind.Unsupported)]
    [InlineData("br b2\nb2:\n br b2\nb3:", IrTrapKind.StepBudget)]
    [InlineData("v1: i64 = call $f()", IrTrapKind.CallDepth)]
    [InlineData("unreachable\nb3:", IrTrapKind.Unreachable)]
    public void Doing_what_no_program_may_do_is_a_trap(string body, IrTrapKind kind)
    {
        string text = $"func $f() -> i64 {{\n {body}\n v99: i64 = const 0\n ret v99\n}}";
        Assert.Equal(kind, Assert.Throws<IrTrapException>(() => Run(text)).Kind);
    }

    [Fact]
    public void A_pointer_to_an_entry_dies_with_the_entry()
    {
        const string Text = """
            func $f() -> i64 {
                v1: ptr<stack> = alloca 8
                mem.zero v1, size 8
                map.update @counts, v1, v1
                v2: ptr<map_value>? = map.lookup @counts, v1
                v3: ptr<map_value> = nonnull v2
                map.delete @counts, v1
                v4: i64 = load v3
                ret v4
            }
            """;
        IrTrapException trap = Assert.Throws<IrTrapException>(() => Run(Text));
        Assert.Equal(IrTrapKind.StaleMemory, trap.Kind);
        Assert.Equal("$f b1: v4: i64 = load v3", trap.Place);
    }

    [Fact]
    public void A_full_lru_map_drops_the_entry_not_used_longest()
    {
        IrMachine machine = Machine("func $f() {\n ret\n}");
        SimulatedMap recent = machine.Maps["recent"];
        byte[] Key(byte k) => [k, 0, 0, 0];
        recent.Update(Key(1), new byte[8], 0);
        recent.Update(Key(2), new byte[8], 0);
        Assert.NotNull(recent.Lookup(Key(1)));
        recent.Update(Key(3), new byte[8], 0);
        Assert.Null(recent.Lookup(Key(2)));
        Assert.NotNull(recent.Lookup(Key(1)));
    }

    [Fact]
    public void Records_arrive_as_submitted_until_the_buffer_is_full()
    {
        const string Text = """
            func $f(v1: i64) -> i64 {
                v2: ptr<ringbuf>? = ringbuf.reserve @events, size 16
                v3: ptr<ringbuf>? = const 0
                v4: bool = eq v2, v3
                cbr v4, b2, b3
            b2:
                v5: i64 = const 1
                ret v5
            b3:
                v6: ptr<ringbuf> = nonnull v2
                store v6, v1
                store v6 + 8, v1
                v7: i64 = const 7
                v8: bool = eq v1, v7
                cbr v8, b4, b5
            b4:
                ringbuf.discard v6
                br b6
            b5:
                ringbuf.submit v6
                br b6
            b6:
                v9: i64 = const 0
                ret v9
            }
            """;
        IrMachine machine = Machine(Text);
        var interpreter = new IrInterpreter(machine);
        Assert.Equal(0UL, interpreter.Run("f", 0x0102));
        Assert.Equal(0UL, interpreter.Run("f", 7));
        Assert.Equal(1UL, interpreter.Run("f", 9));
        Assert.Equal([2, 1, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0],
            Assert.Single(((SimulatedRingBuffer)machine.Maps["events"]).Records));
    }

    [Fact]
    public void Prints_and_callbacks_reach_the_machine()
    {
        const string Text = """
            func $each(v1: i64, v2: ptr<stack>) -> i64 {
                v3: i64 = load v2
                v4: i64 = add v3, v1
                store v2, v4
                v5: ptr<global> = global.addr @.format
                v6: i64 = const 12
                v7: i64 = helper 6(v5, v6, v1, v4)
                v8: i64 = const 0
                ret v8
            }
            func $f() -> i64 {
                v1: ptr<stack> = alloca 8
                mem.zero v1, size 8
                v2: i64 = const 3
                v3: ptr<func> = func.addr $each
                v4: i64 = const 0
                v5: i64 = helper 181(v2, v3, v1, v4)
                v6: i64 = load v1
                ret v6
            }
            """;
        IrMachine machine = Machine(Text);
        Assert.Equal(3UL, new IrInterpreter(machine).Run("f"));
        Assert.Equal(["v=0 h=0", "v=1 h=1", "v=2 h=3"], machine.Trace);
    }

    [Fact]
    public void A_tail_call_gives_the_other_program_the_last_word()
    {
        const string Text = """
            func $f(v1: ptr<ctx>) -> i32 program(6, 0, "xdp") {
                v2: i32 = const 2
                tail_call @programs, v1, v2
                ret v2
            }
            func $g(v1: ptr<ctx>) -> i32 program(6, 0, "xdp") {
                v2: i32 = const 3
                ret v2
            }
            """;
        IrMachine machine = Machine(Text);
        var interpreter = new IrInterpreter(machine);
        Assert.Equal(2UL, interpreter.RunProgram("f"));
        ((SimulatedProgramArray)machine.Maps["programs"]).Programs[2] = "g";
        Assert.Equal(3UL, interpreter.RunProgram("f"));
    }

    [Fact]
    public void Kernel_memory_that_is_not_there_reads_as_zero()
    {
        const string Text = """
            func $f(v1: i64) -> i64 {
                v2: ptr<kernel> = ptr.fromint v1
                v3: i64 = load v2 + 8
                ret v3
            }
            """;
        IrMachine machine = Machine(Text);
        ulong address = machine.AddKernelMemory([0, 0, 0, 0, 0, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0]);
        var interpreter = new IrInterpreter(machine);
        Assert.Equal(42UL, interpreter.Run("f", address));
        Assert.Equal(0UL, interpreter.Run("f", address + 1));
        Assert.Equal(0UL, interpreter.Run("f", 0));
    }

    [Fact]
    public void Globals_keep_their_values_between_runs()
    {
        const string Text = """
            func $f() -> i64 {
                v1: ptr<global> = global.addr @total
                v2: ptr<global> = global.addr @limit
                v3: i32 = load v2
                v4: i64 = zext v3
                v5: i64 = load v1
                v6: i64 = add v5, v4
                store v1, v6
                ret v6
            }
            """;
        IrMachine machine = Machine(Text);
        var interpreter = new IrInterpreter(machine);
        Assert.Equal(12UL, interpreter.Run("f"));
        Assert.Equal(19UL, interpreter.Run("f"));
        Assert.Equal(19, machine.Global("total")[0]);
    }

    private static ulong Run(string text) => new IrInterpreter(Machine(text)).Run("f");

    private static IrMachine Machine(string text)
    {
        IrModule module = IrParser.Parse(Maps + text);
        Assert.Empty(IrVerifier.Check(module));
        return new IrMachine(module);
    }
}
