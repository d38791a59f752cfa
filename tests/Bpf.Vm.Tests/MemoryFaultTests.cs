using Bpf.Syscalls;

namespace Bpf.Vm.Tests;

public class MemoryFaultTests
{
    [Theory]
    [InlineData("r1 = 0\nr0 = *(u64 *)(r1 + 0)\nexit", 1)]
    [InlineData("r1 = 0x123456789abcdef0 ll\nr0 = *(u8 *)(r1 + 0)\nexit", 2)]
    [InlineData("*(u8 *)(r10 + 0) = 1\nexit", 0)]
    [InlineData("*(u64 *)(r10 - 4) = 1\nexit", 0)]
    [InlineData("r0 = *(u64 *)(r10 - 520)\nexit", 0)]
    [InlineData("r1 = 7\nlock *(u32 *)(r1 + 0) += r1\nexit", 1)]
    [InlineData("r1 = 7\nstore_release((u32 *)(r1 + 0), r1)\nexit", 1)]
    public void An_access_outside_of_memory_names_the_instruction(string text, int slot)
    {
        VmException error = Programs.Fails(text);
        Assert.Equal(VmError.MemoryAccess, error.Error);
        Assert.Equal("main", error.Function);
        Assert.Equal(slot, error.Slot);
        Assert.Contains(error.Instruction!, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_says_where_the_access_would_have_been()
    {
        VmException error = Programs.Fails("r0 = 0\n*(u64 *)(r10 + 8) = 1\nexit");
        Assert.Equal(
            "main at slot 1, (7a) *(u64 *)(r10 +8) = 1: write of 8 bytes at stack+8: outside of -512..0",
            error.Message);
        Assert.NotEqual(0ul, error.Address);
    }

    [Fact]
    public void A_callee_cannot_reach_below_its_frame_and_can_reach_its_callers()
    {
        const string Program = """
            *(u64 *)(r10 - 8) = 5
            r1 = r10
            r1 += -8
            call callee
            exit
            callee:
            r0 = *(u64 *)(r1 + 0)
            r2 = *(u64 *)(r10 - {0})
            exit
            """;
        Assert.Equal(5ul, Programs.Run(Programs.Fill(Program, 512)).ReturnValue);
        VmException error = Programs.Fails(Programs.Fill(Program, 513));
        Assert.Equal("sub_5", error.Function);
        Assert.Equal(1, error.Slot);
    }

    [Fact]
    public void The_frame_of_a_function_that_returned_is_gone()
    {
        const string Program = "call f\nr1 = *(u64 *)(r0 + 0)\nexit\nf:\nr0 = r10\nr0 += -8\n*(u8 *)(r0 + 0) = 1\nexit";
        VmException error = Programs.Fails(Program);
        Assert.Equal(VmError.MemoryAccess, error.Error);
    }

    [Fact]
    public void A_packet_ends_where_it_ends()
    {
        const string Program = "r2 = *(u32 *)(r1 + 0)\nr0 = *(u8 *)(r2 {0})\nexit";
        var context = new XdpContext([1, 2, 3, 4]);
        VmResult result = new VmMachine().Run(Programs.Link(Programs.Fill(Program, "+ 3")), context);
        Assert.Equal(4ul, result.ReturnValue);
        VmException error = Programs.Fails(Programs.Fill(Program, "+ 4"), context);
        Assert.Contains("packet+4: outside of 0..4", error.Message, StringComparison.Ordinal);
        Programs.Fails(Programs.Fill(Program, "- 1"), context);
    }

    [Fact]
    public void A_value_of_a_map_ends_where_it_ends()
    {
        VmMap map = VmMap.Create(MapType.Array, 4, 12, 4);
        const string Program = """
            r1 = map[m][0]+{0}
            r0 = *(u32 *)(r1 + 0)
            exit
            """;
        Assert.Equal(0ul, Programs.Run(Programs.Fill(Program, 8), ("m", map)).ReturnValue);
        VmException error = Programs.Fails(Programs.Fill(Program, 9), null, ("m", map));
        Assert.Contains("Array map value+9: values have 12 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_that_is_read_only_for_programs_cannot_be_written()
    {
        VmMap map = VmMap.Create(MapType.Array, 4, 8, 1, MapFlags.ReadOnlyProgram);
        map.Update(0, 7L);
        Assert.Equal(7ul, Programs.Run("r1 = map[m][0]+0\nr0 = *(u64 *)(r1 + 0)\nexit", ("m", map)).ReturnValue);
        VmException error = Programs.Fails("r1 = map[m][0]+0\n*(u64 *)(r1 + 0) = 1\nexit", null, ("m", map));
        Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_some_fields_of_a_socket_buffer_can_be_written()
    {
        var context = new SkbContext(new byte[64]);
        Programs.Fails("*(u32 *)(r1 + 0) = 1\nexit", context);
        VmResult result = new VmMachine().Run(
            Programs.Link("r2 = 9\n*(u32 *)(r1 + 8) = r2\n*(u32 *)(r1 + 52) = 3\nr0 = 0\nexit"), context);
        var after = new SkbContext(result.Packet.Span, result.Context.Span);
        Assert.Equal(9u, after.Mark);
        Assert.Equal([0u, 3, 0, 0, 0], after.Control);
        Assert.Equal(0u, context.Mark);
    }

    [Theory]
    [InlineData("r1 = map[m]\nr0 = *(u64 *)(r1 + 0)\nexit")]
    [InlineData("r1 = subprog[f]\nr0 = *(u64 *)(r1 + 0)\nexit\nf:\nr0 = 0\nexit")]
    public void Maps_and_functions_are_no_memory(string text) =>
        Assert.Equal(
            VmError.MemoryAccess, Programs.Fails(text, null, ("m", VmMap.Create(MapType.Array, 4, 8, 1))).Error);

    [Fact]
    public void A_helper_that_gets_bad_memory_stops_the_program_at_its_call()
    {
        VmMap map = VmMap.Create(MapType.Hash, 4, 8, 1);
        VmException error = Programs.Fails("r1 = map[m]\nr2 = 16\ncall bpf_map_lookup_elem\nexit", null, ("m", map));
        Assert.Equal(VmError.MemoryAccess, error.Error);
        Assert.Equal(3, error.Slot);
        Assert.Equal(16ul, error.Address);
        Assert.Contains("bpf_map_lookup_elem#1", error.Instruction, StringComparison.Ordinal);
    }
}
