using Bpf.Syscalls;

namespace Bpf.Vm.Tests;

public class MapTests
{
    [Fact]
    public void A_hash_map_keeps_what_user_space_stores()
    {
        VmMap map = VmMap.Create(MapType.Hash, 4, 8, 2);
        Assert.Equal(0, map.Update(1, 10L));
        Assert.Equal(0, map.Update(2, 20L));
        Assert.Equal(-Errno.E2BIG, map.Update(3, 30L));
        Assert.Equal(-Errno.EEXIST, map.Update(1, 11L, MapUpdateMode.OnlyNew));
        Assert.Equal(-Errno.ENOENT, map.Update(3, 30L, MapUpdateMode.OnlyExisting));
        Assert.Equal(0, map.Delete(BitConverter.GetBytes(1)));
        Assert.Equal(-Errno.ENOENT, map.Delete(BitConverter.GetBytes(1)));
        Assert.False(map.TryLookup(1, out long _));
        Assert.True(map.TryLookup(2, out long value));
        Assert.Equal(20, value);
        Assert.Equal([2], map.Entries.Select(entry => BitConverter.ToInt32(entry.Key)));
    }

    [Fact]
    public void A_deleted_entry_leaves_no_value_behind_for_the_next()
    {
        VmMap map = VmMap.Create(MapType.PerCpuHash, 4, 8, 1, cpuCount: 2);
        byte[] key = BitConverter.GetBytes(1);
        Assert.Equal(0, map.Update(key, [.. BitConverter.GetBytes(5L), .. BitConverter.GetBytes(6L)]));
        map.Delete(key);
        Programs.Run(
            """
            *(u32 *)(r10 - 4) = 2
            *(u64 *)(r10 - 16) = 9
            r1 = map[m]
            r2 = r10
            r2 += -4
            r3 = r10
            r3 += -16
            r4 = 0
            call bpf_map_update_elem
            exit
            """,
            ("m", map));
        Assert.Equal([9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], map.Lookup(BitConverter.GetBytes(2))!);
    }

    [Fact]
    public void Each_cpu_has_its_own_value()
    {
        VmMap map = VmMap.Create(MapType.PerCpuArray, 4, 4, 2, cpuCount: 4);
        VmProgram program = Programs.Link(
            """
            *(u32 *)(r10 - 4) = 1
            r1 = map[m]
            r2 = r10
            r2 += -4
            call bpf_map_lookup_elem
            if r0 == 0 goto out
            r6 = r0
            call bpf_get_smp_processor_id
            r0 += 1
            *(u32 *)(r6 + 0) = r0
            out:
            exit
            """,
            ("m", map));
        var machine = new VmMachine();
        for (machine.Cpu = 0; machine.Cpu < 3; machine.Cpu++)
        {
            machine.Run(program, new MemoryContext([]));
        }

        byte[] values = map.Lookup(BitConverter.GetBytes(1))!;
        Assert.Equal([1, 2, 3, 0], Enumerable.Range(0, 4).Select(cpu => BitConverter.ToInt32(values, cpu * 8)));
    }

    [Fact]
    public void An_LRU_map_drops_what_was_used_longest_ago()
    {
        VmMap map = VmMap.Create(MapType.LruHash, 4, 8, 2);
        map.Update(1, 10L);
        map.Update(2, 20L);
        const string Lookup = "*(u32 *)(r10 - 4) = 1\nr1 = map[m]\nr2 = r10\nr2 += -4\ncall bpf_map_lookup_elem\nexit";
        Programs.Run(Lookup, ("m", map));
        Assert.Equal(0, map.Update(3, 30L));
        Assert.True(map.TryLookup(1, out long _));
        Assert.False(map.TryLookup(2, out long _));
        Assert.True(map.TryLookup(3, out long _));
    }

    [Fact]
    public void Values_stay_where_they_are_when_a_map_grows()
    {
        VmMap map = VmMap.Create(MapType.Hash, 4, 8, 1000);
        const string Program = """
            *(u32 *)(r10 - 4) = 0
            *(u64 *)(r10 - 16) = 7
            r1 = map[m]
            r2 = r10
            r2 += -4
            r3 = r10
            r3 += -16
            r4 = 0
            call bpf_map_update_elem
            r1 = map[m]
            r2 = r10
            r2 += -4
            call bpf_map_lookup_elem
            r6 = r0
            r7 = 1
            more:
            *(u32 *)(r10 - 4) = r7
            r1 = map[m]
            r2 = r10
            r2 += -4
            r3 = r10
            r3 += -16
            r4 = 0
            call bpf_map_update_elem
            r7 += 1
            if r7 < 900 goto more
            r0 = *(u64 *)(r6 + 0)
            exit
            """;
        Assert.Equal(7ul, Programs.Run(Program, ("m", map)).ReturnValue);
        Assert.Equal(900, ((VmHashMap)map).Count);
    }

    [Fact]
    public void An_inner_map_is_looked_up_and_used()
    {
        var outer = (VmMapOfMaps)VmMap.Create(MapType.ArrayOfMaps, 4, 4, 2);
        VmMap inner = VmMap.Create(MapType.Array, 4, 8, 1);
        inner.Update(0, 123L);
        Assert.Equal(0, outer.Set(BitConverter.GetBytes(1), inner));
        Assert.Equal(-Errno.E2BIG, outer.Set(BitConverter.GetBytes(2), inner));
        const string Program = """
            *(u32 *)(r10 - 4) = 1
            r1 = map[m]
            r2 = r10
            r2 += -4
            call bpf_map_lookup_elem
            if r0 == 0 goto out
            *(u32 *)(r10 - 4) = 0
            r1 = r0
            r2 = r10
            r2 += -4
            call bpf_map_lookup_elem
            if r0 == 0 goto out
            r0 = *(u64 *)(r0 + 0)
            out:
            exit
            """;
        Assert.Equal(123ul, Programs.Run(Program, ("m", outer)).ReturnValue);
        outer.Set(BitConverter.GetBytes(1), null);
        Assert.Equal(0ul, Programs.Run(Program, ("m", outer)).ReturnValue);
    }

    [Fact]
    public void Ring_buffer_records_come_in_order_and_a_reserved_one_holds_back_the_rest()
    {
        var ring = (VmRingBuffer)VmMap.Create(MapType.RingBuf, 0, 0, 4096);
        const string Reserve = """
            r1 = map[r]
            r2 = 8
            r3 = 0
            call bpf_ringbuf_reserve
            r6 = r0
            *(u64 *)(r6 + 0) = 1
            *(u64 *)(r10 - 8) = 2
            r1 = map[r]
            r2 = r10
            r2 += -8
            r3 = 5
            r4 = 0
            call bpf_ringbuf_output
            r1 = r6
            r2 = 0
            call bpf_ringbuf_{0}
            r0 = 0
            exit
            """;
        Programs.Run(Programs.Fill(Reserve, "submit"), ("r", ring));
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0], ring.ReadAll()[0]);
        Programs.Run(Programs.Fill(Reserve, "discard"), ("r", ring));
        Assert.Equal([[2, 0, 0, 0, 0]], ring.ReadAll());
        Assert.Equal(0, ring.PendingCount);
        Assert.False(ring.TryRead(out _));
    }

    [Fact]
    public void A_ring_buffer_goes_round_and_counts_what_it_drops()
    {
        var ring = (VmRingBuffer)VmMap.Create(MapType.RingBuf, 0, 0, 4096);
        VmProgram program = Programs.Link(
            "r1 = map[r]\nr2 = r10\nr2 += -100\nr3 = 100\nr4 = 0\ncall bpf_ringbuf_output\nexit", ("r", ring));
        var machine = new VmMachine { StackFill = 3 };
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < 30; i++)
            {
                Assert.Equal(0ul, machine.Run(program, new MemoryContext([])).ReturnValue);
            }

            Assert.All(ring.ReadAll(), record => Assert.Equal(Enumerable.Repeat((byte)3, 100), record));
        }

        for (int i = 0; i < 40; i++)
        {
            machine.Run(program, new MemoryContext([]));
        }

        // A record takes 100 + 8 bytes, rounded up to 112; 36 of them fit.
        Assert.Equal(4, ring.DroppedCount);
    }

    [Fact]
    public void A_record_that_was_not_reserved_cannot_be_submitted()
    {
        var ring = (VmRingBuffer)VmMap.Create(MapType.RingBuf, 0, 0, 4096);
        VmException error = Programs.Fails(
            "r1 = map[r]\nr1 = r10\nr2 = 0\ncall bpf_ringbuf_submit\nr0 = 0\nexit", null, ("r", ring));
        Assert.Equal(VmError.BadArgument, error.Error);
    }

    [Fact]
    public void Perf_events_are_kept_with_the_packet_that_was_asked_for()
    {
        var events = (VmEventArray)VmMap.Create(MapType.PerfEventArray, 4, 4, 1);
        VmProgram program = Programs.Link(
            """
            *(u32 *)(r10 - 4) = 77
            r2 = map[e]
            r3 = 0x3ffffffff ll
            r4 = r10
            r4 += -4
            r5 = 4
            call bpf_perf_event_output
            exit
            """,
            ("e", events));
        Assert.Equal(0ul, new VmMachine().Run(program, new XdpContext([1, 2, 3, 4])).ReturnValue);
        Assert.Equal([[77, 0, 0, 0, 1, 2, 3]], events.Events);
    }

    [Theory]
    [InlineData(MapType.Hash, 0, 8, 1, MapFlags.None)]
    [InlineData(MapType.Hash, 4, 0, 1, MapFlags.None)]
    [InlineData(MapType.Hash, 4, 8, 0, MapFlags.None)]
    [InlineData(MapType.Array, 8, 8, 1, MapFlags.None)]
    [InlineData(MapType.RingBuf, 0, 0, 5000, MapFlags.None)]
    [InlineData(MapType.RingBuf, 4, 0, 4096, MapFlags.None)]
    [InlineData(MapType.LpmTrie, 8, 8, 1, MapFlags.None)]
    [InlineData(MapType.Queue, 4, 8, 1, MapFlags.None)]
    [InlineData(MapType.TaskStorage, 4, 8, 1, MapFlags.None)]
    public void Maps_that_the_kernel_would_refuse_or_the_VM_does_not_have_are_refused(
        MapType type, int keySize, int valueSize, int maxEntries, MapFlags flags) =>
        Assert.Throws<ArgumentException>(() => VmMap.Create(type, keySize, valueSize, maxEntries, flags));

    [Fact]
    public void Keys_and_values_of_another_size_are_refused()
    {
        VmMap map = VmMap.Create(MapType.Hash, 4, 8, 2);
        Assert.Throws<ArgumentException>(() => map.Update(1L, 1L));
        Assert.Throws<ArgumentException>(() => map.Update(1, 1));
        Assert.Throws<ArgumentException>(() => map.TryLookup(1, out int _));
        Assert.Throws<ArgumentException>(() => map.Delete([1]));
    }
}
