using System.Runtime.InteropServices;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class MapEntriesTests
{
    public static TheoryData<MapType> Walkable => [MapType.Hash, MapType.LruHash, MapType.LpmTrie];

    [Theory]
    [InlineData("0", 1)]
    [InlineData("0-1\n", 2)]
    [InlineData("0-3,8,10-11", 7)]
    public void Possible_CPUs_are_counted(string list, int count) => Assert.Equal(count, PossibleCpus.ParseCount(list));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("3-1")]
    public void A_list_that_is_none_is_refused(string list) =>
        Assert.Throws<BpfException>(() => PossibleCpus.ParseCount(list));

    [KernelTheory("5.4")]
    [MemberData(nameof(Walkable))]
    public void All_entries_are_read(MapType type)
    {
        MapFlags flags = type == MapType.LpmTrie ? MapFlags.NoPreallocation : MapFlags.None;
        using Map map = Map.Create(TestSpecs.Map("walk", type, 8, 4, 10_000, flags));
        Map<(uint Prefix, uint Address), uint> typed = map.As<(uint, uint), uint>();
        for (uint i = 0; i < 3000; i++)
        {
            typed[(32, i)] = i * 2;
        }

        Dictionary<uint, uint> read = typed.ToDictionary(entry => entry.Key.Address, entry => entry.Value);

        Assert.Equal(3000, read.Count);
        Assert.All(read, entry => Assert.Equal(entry.Key * 2, entry.Value));
    }

    [KernelFact("5.6")]
    public void A_batch_smaller_than_a_bucket_grows()
    {
        using Map map = Map.Create(TestSpecs.Map("walk", MapType.Hash, 4, 4, 4096));
        Map<int, int> typed = map.As<int, int>();
        int[] keys = [.. Enumerable.Range(0, 4096)];
        typed.UpdateBatch(keys, keys);

        var reader = new MapEntryReader(map, batchSize: 1);
        HashSet<int> seen = [];
        while (reader.ReadNext())
        {
            for (int i = 0; i < reader.Count; i++)
            {
                Assert.True(seen.Add(MemoryMarshal.Read<int>(reader.Key(i))));
            }
        }

        Assert.Equal(4096, seen.Count);
    }

    [KernelFact("5.6")]
    public void Batches_write_and_remove()
    {
        using Map map = Map.Create(TestSpecs.Map("batch", MapType.Hash, 4, 8, 1000));
        Map<int, long> typed = map.As<int, long>();
        int[] keys = [.. Enumerable.Range(0, 500)];

        typed.UpdateBatch(keys, [.. keys.Select(key => (long)key * 10)]);
        Assert.Equal(4990, typed[499]);

        Assert.Equal(100, typed.DeleteBatch([.. Enumerable.Range(450, 100), .. Enumerable.Range(0, 50)]));
        Assert.Equal(400, typed.Count());
        Assert.Throws<ArgumentException>(() => typed.UpdateBatch(keys, [1L]));
    }

    [KernelFact("5.6")]
    public void Taking_all_empties_the_map()
    {
        using Map map = Map.Create(TestSpecs.Map("take", MapType.Hash, 4, 4, 1000));
        Map<int, int> typed = map.As<int, int>();
        int[] keys = [.. Enumerable.Range(1, 300)];
        typed.UpdateBatch(keys, keys);

        IReadOnlyList<KeyValuePair<byte[], byte[]>> taken = map.TakeAll();

        Assert.Equal(keys, taken.Select(entry => BitConverter.ToInt32(entry.Key)).Order());
        Assert.Empty(typed);
    }

    [KernelFact("5.4")]
    public void Clearing_removes_or_zeroes_everything()
    {
        using Map hash = Map.Create(TestSpecs.Map("hash", MapType.Hash, 4, 4, 100));
        using Map array = Map.Create(TestSpecs.Map("array", MapType.Array, 4, 4, 10));
        hash.As<int, int>()[3] = 4;
        array.As<int, int>()[3] = 4;

        hash.Clear();
        array.Clear();

        Assert.Empty(hash.As<int, int>());
        Assert.All(array.As<int, int>(), entry => Assert.Equal(0, entry.Value));
    }

    [KernelTheory("5.4")]
    [InlineData(MapType.PerCpuHash)]
    [InlineData(MapType.PerCpuArray)]
    [InlineData(MapType.LruPerCpuHash)]
    public void Per_cpu_maps_hold_a_value_for_each_possible_CPU(MapType type)
    {
        using Map map = Map.Create(TestSpecs.Map("percpu", type, 4, 4, 16));
        PerCpuMap<int, int> typed = map.AsPerCpu<int, int>();
        int[] values = [.. Enumerable.Range(100, PossibleCpus.Count)];

        typed.Set(5, values);

        Assert.Equal(values, typed.Get(5));
        Assert.Equal(values, typed.Single(entry => entry.Key == 5).Value);
        Assert.Equal(8 * PossibleCpus.Count, map.Shape.ValueBufferSize);
        Assert.Throws<ArgumentException>(() => typed.Set(5, new int[PossibleCpus.Count + 1]));
        Assert.Throws<ArgumentException>(() => map.As<int, int>());
    }

    [KernelFact("5.4")]
    public void An_absent_per_cpu_key_gives_null()
    {
        using Map map = Map.Create(TestSpecs.Map("percpu", MapType.PerCpuHash, 4, 8, 16));

        Assert.Null(map.AsPerCpu<int, long>().Get(1));
        Assert.False(map.AsPerCpu<int, long>().Remove(1));
    }
}
