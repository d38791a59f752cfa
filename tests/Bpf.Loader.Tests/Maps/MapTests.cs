using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class MapTests
{
    [KernelFact("5.4")]
    public void A_hash_map_stores_finds_and_forgets()
    {
        using Map map = Map.Create(TestSpecs.Map("h", MapType.Hash, 4, 8, 10));
        Map<uint, ulong> typed = map.As<uint, ulong>();

        typed[7] = 70;
        typed[8] = 80;

        Assert.Equal(70UL, typed[7]);
        Assert.True(typed.ContainsKey(8));
        Assert.False(typed.TryGetValue(9, out _));
        Assert.True(typed.Remove(7));
        Assert.False(typed.Remove(7));
        Assert.Throws<KeyNotFoundException>(() => typed[7]);
    }

    [KernelFact("5.4")]
    public void Update_modes_make_or_replace()
    {
        using Map map = Map.Create(TestSpecs.Map("h", MapType.Hash, 4, 4, 10));
        Map<int, int> typed = map.As<int, int>();

        Assert.False(typed.TryReplace(1, 1));
        Assert.True(typed.TryAdd(1, 2));
        Assert.False(typed.TryAdd(1, 3));
        Assert.True(typed.TryReplace(1, 4));
        Assert.Equal(4, typed[1]);
    }

    [KernelFact("5.14")]
    public void Taking_reads_and_removes()
    {
        using Map map = Map.Create(TestSpecs.Map("h", MapType.Hash, 4, 4, 10));
        Map<int, int> typed = map.As<int, int>();
        typed[5] = 50;

        Assert.True(typed.Remove(5, out int value));
        Assert.Equal(50, value);
        Assert.False(typed.Remove(5, out _));
    }

    [KernelFact("5.4")]
    public void A_full_map_says_so()
    {
        using Map map = Map.Create(TestSpecs.Map("full", MapType.Hash, 4, 4, 1));
        Map<int, int> typed = map.As<int, int>();
        typed[1] = 1;

        BpfException e = Assert.Throws<BpfException>(() => typed[2] = 2);

        Assert.Equal(Errno.E2BIG, e.Errno);
        Assert.EndsWith("the map is full (1 entries)", e.Message, StringComparison.Ordinal);
    }

    [KernelFact("5.4")]
    public void An_array_has_all_its_entries_from_the_start()
    {
        using Map map = Map.Create(TestSpecs.Map("a", MapType.Array, 4, 8, 3));

        Assert.Equal(
            [(0u, 0ul), (1u, 0ul), (2u, 0ul)], map.As<uint, ulong>().Select(entry => (entry.Key, entry.Value)));
        BpfException e = Assert.Throws<BpfException>(() => map.As<uint, ulong>()[3] = 1);
        Assert.EndsWith("the index must be below 3", e.Message, StringComparison.Ordinal);
    }

    [KernelFact("5.4")]
    public void Spans_of_the_wrong_length_are_refused()
    {
        using Map map = Map.Create(TestSpecs.Map("h", MapType.Hash, 4, 8, 10));

        Assert.Throws<ArgumentException>(() => map.TryLookup(new byte[3], new byte[8]));
        Assert.Throws<ArgumentException>(() => map.TryLookup(new byte[4], new byte[7]));
        Assert.Throws<ArgumentException>(() => map.Update(new byte[4], new byte[16]));
        Assert.Throws<ArgumentException>(() => map.Delete(new byte[8]));
        Assert.Throws<ArgumentException>(() => map.TryGetNextKey(new byte[4], new byte[5]));
        Assert.Throws<ArgumentException>(() => map.As<ulong, ulong>());
        Assert.Throws<ArgumentException>(() => map.AsPerCpu<uint, ulong>());
    }

    [KernelFact("5.4")]
    public void An_lru_map_drops_the_oldest_instead_of_refusing()
    {
        using Map map = Map.Create(TestSpecs.Map("lru", MapType.LruHash, 4, 4, 8));
        Map<int, int> typed = map.As<int, int>();
        for (int i = 0; i < 1000; i++)
        {
            typed[i] = i;
        }

        Assert.InRange(typed.Count(), 1, 8);
        Assert.True(typed.ContainsKey(999));
    }

    [KernelFact("4.20")]
    public void A_queue_gives_in_order_and_a_stack_in_reverse()
    {
        using Map queue = Map.Create(TestSpecs.Map("q", MapType.Queue, 0, 4, 8));
        using Map stack = Map.Create(TestSpecs.Map("s", MapType.Stack, 0, 4, 8));
        foreach (int value in new[] { 1, 2, 3 })
        {
            queue.Update([], BitConverter.GetBytes(value));
            stack.Update([], BitConverter.GetBytes(value));
        }

        Assert.Equal([1, 2, 3], Drain(queue));
        Assert.Equal([3, 2, 1], Drain(stack));
    }

    [KernelFact("5.4")]
    public void A_map_without_keys_cannot_be_walked()
    {
        using Map queue = Map.Create(TestSpecs.Map("q", MapType.Queue, 0, 4, 8));

        Assert.Throws<BpfException>(() => queue.ReadEntries().ToList());
    }

    [KernelFact("5.4")]
    public void The_info_is_that_of_the_spec()
    {
        using Map map =
            Map.Create(TestSpecs.Map("a-name longer than 15", MapType.Hash, 12, 20, 100, MapFlags.NoPreallocation));

        MapInfo info = map.GetInfo();

        Assert.Equal("a_name_longer_t", info.Name);
        Assert.Equal((MapType.Hash, 12u, 20u, 100u), (info.Type, info.KeySize, info.ValueSize, info.MaxEntries));
        Assert.Equal(MapFlags.NoPreallocation, info.Flags);
        Assert.True(info.Id > 0);
    }

    [KernelFact("5.2")]
    public void A_frozen_map_is_read_only_for_user_space()
    {
        using Map map = Map.Create(TestSpecs.Map("a", MapType.Array, 4, 4, 1));
        map.Freeze();

        BpfException e = Assert.Throws<BpfException>(() => map.As<int, int>()[0] = 1);

        Assert.Equal(Errno.EPERM, e.Errno);
        Assert.EndsWith("the map is frozen, or opened read-only", e.Message, StringComparison.Ordinal);
    }

    [KernelFact("5.4")]
    public void Impossible_maps_are_refused_with_what_to_look_at()
    {
        BpfException e = Assert.Throws<BpfException>(() => Map.Create(TestSpecs.Map("odd", MapType.Array, 8, 4, 1)));

        Assert.StartsWith(
            "create Array map \"odd\": Invalid argument (errno 22): keys of 8", e.Message, StringComparison.Ordinal);
    }

    [KernelFact("5.4")]
    public void Disposed_maps_refuse_and_leave_nothing_behind()
    {
        KernelObjects before = KernelObjects.Snapshot();
        Map map = Map.Create(TestSpecs.Map("h", MapType.Hash, 4, 4, 10));
        uint id = map.Id;
        map.Dispose();
        map.Dispose();

        Assert.Throws<ObjectDisposedException>(() => map.Delete(new byte[4]));
        Assert.Empty(before.FindLeaks());
        Assert.True(KernelObjects.WaitUntilGone(ObjectKind.Map, id));
    }

    [KernelFact("5.4")]
    public void A_map_is_opened_by_its_id()
    {
        using Map map = Map.Create(TestSpecs.Map("h", MapType.Hash, 4, 4, 10));
        map.As<int, int>()[1] = 11;

        using Map again = Map.TryOpen(map.Id)!;

        Assert.Equal(11, again.As<int, int>()[1]);
        Assert.Equal("h", again.Name);
        Assert.Null(Map.TryOpen(uint.MaxValue - 1));
    }

    private static List<int> Drain(Map map)
    {
        List<int> values = [];
        byte[] value = new byte[4];
        while (map.TryTake([], value))
        {
            values.Add(BitConverter.ToInt32(value));
        }

        return values;
    }
}
