using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class MemoryMappedMapTests
{
    private static readonly MapSpec _array = TestSpecs.Map("a", MapType.Array, 4, 12, 1000, MapFlags.MemoryMappable);

    [KernelFact("5.5")]
    public void Memory_and_system_calls_see_the_same_values()
    {
        using Map map = Map.Create(_array);
        using MemoryMappedMap memory = map.MapMemory();

        memory.Value<Triple>(999) = new(1, 2, 3);
        map.As<int, Triple>()[7] = new(4, 5, 6);

        Assert.Equal(new(1, 2, 3), map.As<int, Triple>()[999]);
        Assert.Equal(new(4, 5, 6), memory.Value<Triple>(7));
        Assert.Equal(12, memory[7].Length);
        Assert.Equal((1000, 16, 16_000), (memory.Count, memory.Stride, memory.Bytes.Length));
    }

    [KernelFact("5.5")]
    public void Indices_and_sizes_are_checked()
    {
        using Map map = Map.Create(_array);
        using MemoryMappedMap memory = map.MapMemory();

        Assert.Throws<ArgumentOutOfRangeException>(() => memory[1000].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory[-1].Length);
        Assert.Throws<ArgumentException>(() => memory.Value<long>(0));
    }

    [KernelFact("5.5")]
    public void Only_arrays_made_for_it_are_mapped()
    {
        using Map hash = Map.Create(TestSpecs.Map("h", MapType.Hash, 4, 4, 10));
        using Map plain = Map.Create(TestSpecs.Map("p", MapType.Array, 4, 4, 10));

        Assert.Throws<InvalidOperationException>(() => hash.MapMemory());
        Assert.Throws<InvalidOperationException>(() => plain.MapMemory());
    }

    [KernelFact("5.5")]
    public void A_frozen_map_is_mapped_for_reading_only_and_a_mapped_one_is_not_frozen()
    {
        using Map map = Map.Create(_array);
        using (map.MapMemory())
        {
            Assert.Equal(Errno.EBUSY, Assert.Throws<BpfException>(map.Freeze).Errno);
        }

        map.Freeze();
        Assert.Throws<BpfException>(() => map.MapMemory());
        using MemoryMappedMap memory = map.MapMemory(isWritable: false);
        Assert.Equal(0, memory[0][0]);
    }

    [KernelFact("5.5")]
    public void Unmapped_memory_is_not_touched()
    {
        using Map map = Map.Create(_array);
        MemoryMappedMap memory = map.MapMemory();
        memory.Dispose();
        memory.Dispose();

        Assert.Throws<ObjectDisposedException>(() => memory.Bytes.Length);
    }

    private readonly record struct Triple(int A, int B, int C);
}
