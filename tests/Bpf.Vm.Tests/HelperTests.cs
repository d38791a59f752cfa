using System.Text;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm.Tests;

public class HelperTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("%d|%u|%x", "-5|4294967291|ffffffff", -5L, -5L, -1L)]
    [InlineData("%ld|%llx|%lu", "-5|ffffffffffffffff|18446744073709551615", -5L, -1L, -1L)]
    [InlineData("%5d|%-5d|%05d", "    7|7    |00007", 7L, 7L, 7L)]
    [InlineData("%+d|% d|%06d", "+7| 7|-00042", 7L, 7L, -42L)]
    [InlineData("%c%c%%", "ok%", 111L, 107L)]
    [InlineData("%X|%08x|%i", "ABC|00000abc|-1", 0xabcL, 0xabcL, -1L)]
    [InlineData("%px|%p", "0000000000000010|0000000000000010", 16L, 16L)]
    [InlineData("[%s]", "[]", 16L)]
    public void Messages_are_formatted_as_in_the_kernel(string format, string expected, params long[] values)
    {
        var machine = new VmMachine();
        VmResult result = Print(machine, format, values);
        Assert.Equal([expected], machine.Trace);
        Assert.Equal((ulong)expected.Length, result.ReturnValue);
    }

    [Theory]
    [InlineData("%d %d %d %d")]
    [InlineData("%f")]
    [InlineData("%hd")]
    [InlineData("%sx")]
    [InlineData("%pq")]
    [InlineData("%")]
    [InlineData("\u0001")]
    public void Formats_that_the_kernel_refuses_print_nothing(string format)
    {
        var machine = new VmMachine();
        Assert.Equal(VmCall.Error(Errno.EINVAL), Print(machine, format, []).ReturnValue);
        Assert.Empty(machine.Trace);
    }

    [Fact]
    public void Strings_and_addresses_are_read_from_memory()
    {
        var machine = new VmMachine();
        ulong name = machine.AddMemory("name", Encoding.ASCII.GetBytes("eth0\0rest"));
        ulong address = machine.AddMemory("address", [192, 168, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
        Print(machine, "%s %pks %6s", [(long)name, (long)name, (long)name]);
        Print(machine, "%pI4 %pi4 %pI6", [(long)address, (long)address, (long)address]);
        Assert.Equal(
            ["eth0 eth0   eth0", "192.168.0.1 192.168.000.001 c0a8:0001:0000:0000:0000:0000:0000:0002"], machine.Trace);
        machine.ClearTrace();
        Assert.Empty(machine.Trace);
    }

    [Fact]
    public void Trace_vprintk_takes_an_array_of_values()
    {
        VmMap text = Text("%d %d %d %d\0");
        var machine = new VmMachine();
        machine.Run(
            Programs.Link(
                """
                *(u64 *)(r10 - 32) = 1
                *(u64 *)(r10 - 24) = 2
                *(u64 *)(r10 - 16) = 3
                *(u64 *)(r10 - 8) = 4
                r1 = map[.rodata][0]+0
                r2 = 12
                r3 = r10
                r3 += -32
                r4 = 32
                call bpf_trace_vprintk
                exit
                """,
                (".rodata", text)),
            new MemoryContext([]));
        Assert.Equal(["1 2 3 4"], machine.Trace);
    }

    [Fact]
    public void Snprintf_writes_what_fits_and_returns_the_whole_length()
    {
        VmMap text = Text("n=%d\0");
        VmResult result = Programs.Run(
            """
            *(u64 *)(r10 - 16) = 12345
            *(u64 *)(r10 - 8) = -1
            r1 = r10
            r1 += -8
            r2 = 6
            r3 = map[.rodata][0]+0
            r4 = r10
            r4 += -16
            r5 = 8
            call bpf_snprintf
            r1 = *(u64 *)(r10 - 8)
            r0 <<= 56
            r1 <<= 8
            r1 >>= 8
            r0 |= r1
            exit
            """,
            (".rodata", text));
        byte[] bytes = BitConverter.GetBytes(result.ReturnValue);
        Assert.Equal("n=123\0", Encoding.ASCII.GetString(bytes, 0, 6));
        Assert.Equal(8, bytes[7]);
    }

    [Fact]
    public void The_world_is_what_the_machine_says()
    {
        var machine = new VmMachine
        {
            Clock = () => 123_456_789,
            Cpu = 3,
            AttachCookie = 99,
            Task = new VmTask
            {
                ThreadId = 7,
                ProcessId = 5,
                UserId = 1000,
                GroupId = 100,
                Command = "a-long-command-name",
            },
        };
        Assert.Equal(123_456_789ul, Call(machine, HelperFunction.KtimeGetNs));
        Assert.Equal(3ul, Call(machine, HelperFunction.GetSmpProcessorId));
        Assert.Equal(99ul, Call(machine, HelperFunction.GetAttachCookie));
        Assert.Equal((5ul << 32) | 7, Call(machine, HelperFunction.GetCurrentPidTgid));
        Assert.Equal((100ul << 32) | 1000, Call(machine, HelperFunction.GetCurrentUidGid));
        VmResult comm = machine.Run(
            Programs.Link("r2 = 16\ncall bpf_get_current_comm\nexit"), new MemoryContext(new byte[16]));
        Assert.Equal("a-long-command-\0", Encoding.ASCII.GetString(comm.Context.Span));
    }

    [Fact]
    public void The_same_seed_gives_the_same_random_numbers()
    {
        var first = new VmMachine();
        var second = new VmMachine();
        first.SeedRandom(42);
        second.SeedRandom(42);
        ulong[] numbers = [.. Enumerable.Range(0, 5).Select(_ => Call(first, HelperFunction.GetPrandomU32))];
        Assert.Equal(numbers, Enumerable.Range(0, 5).Select(_ => Call(second, HelperFunction.GetPrandomU32)));
        Assert.Equal(5, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.True(number <= uint.MaxValue));
    }

    [Fact]
    public void Number_iterators_count()
    {
        const string Program = """
            r1 = r10
            r1 += -8
            r2 = {0}
            r3 = {1}
            call bpf_iter_num_new#kfunc
            r7 = r0
            r6 = 0
            next:
            r1 = r10
            r1 += -8
            call bpf_iter_num_next#kfunc
            if r0 == 0 goto done
            r1 = *(s32 *)(r0 + 0)
            r6 += r1
            goto next
            done:
            r1 = r10
            r1 += -8
            call bpf_iter_num_destroy#kfunc
            r0 = r6
            r0 += r7
            exit
            """;
        long Sum(int from, int to) => (long)Programs.Run(Programs.Fill(Program, from, to)).ReturnValue;
        Assert.Equal(45, Sum(0, 10));
        Assert.Equal(-3, Sum(-2, 0));
        Assert.Equal(0, Sum(5, 5));
        Assert.Equal(-Errno.EINVAL, Sum(5, 4));
        Assert.Equal(-Errno.E2BIG, Sum(0, 8 * 1024 * 1024 + 1));
    }

    [Fact]
    public void Helpers_can_be_added_and_replaced()
    {
        VmHelpers helpers = VmHelpers.Kernel
            .With(HelperFunction.KtimeGetNs, _ => 5)
            .With((HelperFunction)4000, call => call.R1 + call.R5)
            .WithKfunc("bpf_mine", call => call.Invoke(call.R1, call.R2) * 2);
        var machine = new VmMachine(helpers);
        Assert.Equal(5ul, Call(machine, HelperFunction.KtimeGetNs));
        Assert.Equal(
            30ul,
            machine.Run(Programs.Link("r1 = 10\nr5 = 20\ncall unknown#4000\nexit"), new MemoryContext([])).ReturnValue);
        Assert.Equal(
            14ul,
            machine.Run(
                Programs.Link("r1 = subprog[f]\nr2 = 6\ncall bpf_mine#kfunc\nexit\nf:\nr0 = r1\nr0 += 1\nexit"),
                new MemoryContext([])).ReturnValue);
        Assert.False(VmHelpers.Kernel.Has((HelperFunction)4000));
        Assert.False(VmHelpers.None.Has(HelperFunction.KtimeGetNs));
    }

    [Fact]
    public void A_callback_that_is_no_function_stops_the_program()
    {
        VmException error = Programs.Fails("r1 = 1\nr2 = 5\nr3 = 0\nr4 = 0\ncall bpf_loop\nexit");
        Assert.Equal(VmError.BadArgument, error.Error);
    }

    [Fact]
    public void A_fault_in_a_callback_names_the_callback()
    {
        VmException error = Programs.Fails(
            "r1 = 1\nr2 = subprog[f]\nr3 = 0\nr4 = 0\ncall bpf_loop\nexit\nf:\nr0 = *(u64 *)(r2 + 0)\nexit");
        Assert.Equal(VmError.MemoryAccess, error.Error);
        Assert.Equal("sub_7", error.Function);
    }

    [Fact]
    public void Redirection_is_part_of_the_result()
    {
        VmMap devices = VmMap.Create(MapType.DevMap, 4, 4, 4);
        devices.Update(2, 7);
        const string Program = "r1 = map[d]\nr2 = {0}\nr3 = 1\ncall bpf_redirect_map\nexit";
        VmProgram Link(int key) =>
            Programs.Link(Programs.Fill(Program, key), ("d", devices));
        VmResult hit = new VmMachine().Run(Link(2), new XdpContext(new byte[64]));
        Assert.Equal(4u, hit.ReturnCode);
        Assert.Equal(new VmRedirect(devices, 2, 1), hit.Redirect);
        VmResult miss = new VmMachine().Run(Link(3), new XdpContext(new byte[64]));
        Assert.Equal(1u, miss.ReturnCode);
        Assert.Null(miss.Redirect);
    }

    [Fact]
    public void Pointers_lead_from_one_piece_of_memory_to_another()
    {
        var machine = new VmMachine();
        ulong task = machine.AddMemory("task", new byte[64]);
        ulong parent = machine.AddMemory("parent", BitConverter.GetBytes(4711L));
        machine.WritePointer(task + 16, parent);
        machine.Task = new VmTask { Address = task };
        const string Program = """
            call bpf_get_current_task
            r3 = r0
            r3 += 16
            r1 = r10
            r1 += -8
            r2 = 8
            call bpf_probe_read_kernel
            r3 = *(u64 *)(r10 - 8)
            r1 = r10
            r1 += -8
            r2 = 8
            call bpf_probe_read_kernel
            r0 = *(u64 *)(r10 - 8)
            exit
            """;
        Assert.Equal(4711ul, machine.Run(Programs.Link(Program), new MemoryContext([])).ReturnValue);
        Assert.Throws<ArgumentException>(() => machine.WritePointer(parent + 1, 0));
    }

    [Fact]
    public void Metadata_of_a_packet_is_kept_apart()
    {
        VmResult result = new VmMachine().Run(
            Programs.Link(
                """
                r2 = *(u32 *)(r1 + 0)
                r3 = *(u32 *)(r1 + 8)
                r0 = r2
                r0 -= r3
                *(u8 *)(r3 + 1) = 5
                exit
                """),
            new XdpContext([9, 9], [1, 2, 3, 4]));
        Assert.Equal(4ul, result.ReturnValue);
        Assert.Equal([1, 5, 3, 4], result.Metadata.ToArray());
        Assert.Equal([9, 9], result.Packet.ToArray());
        Assert.Throws<ArgumentException>(() => new XdpContext([1], [1, 2, 3]));
    }

    private static ulong Call(VmMachine machine, HelperFunction helper) =>
        machine.Run(
            VmProgram.Create([Instruction.CallHelper(helper), Instruction.Exit()]), new MemoryContext([])).ReturnValue;

    private static VmResult Print(VmMachine machine, string format, long[] values)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(format + '\0');
        var code = new CodeBuilder(IsaLevel.V4);
        code.Emit(Instruction.Mov(Register.R2, bytes.Length));
        for (int i = 0; i < values.Length; i++)
        {
            code.Emit(Instruction.LoadImm64(Register.R3 + (byte)i, values[i]));
        }

        code.Emit(Instruction.CallHelper(HelperFunction.TracePrintk));
        code.Emit(Instruction.Exit());
        return machine.Run(VmProgram.Create(code.Build().Instructions), new MemoryContext(bytes));
    }

    private static VmMap Text(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        VmMap map = VmMap.Create(MapType.Array, 4, bytes.Length, 1, MapFlags.ReadOnlyProgram);
        map.Update(new byte[4], bytes);
        return map;
    }
}
