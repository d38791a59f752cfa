using System.Net;
using System.Runtime.CompilerServices;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class MapKindTests
{
    [KernelTheory("4.20")]
    [InlineData(MapType.Queue, 1, 2)]
    [InlineData(MapType.Stack, 2, 1)]
    public void A_queue_gives_the_oldest_and_a_stack_the_newest(MapType type, ulong first, ulong second)
    {
        using Map map = Map.Create(TestSpecs.Map("values", type, 0, 8, 2));
        QueueMap<ulong> queue = map.AsQueue<ulong>();
        Assert.False(queue.TryPeek(out _));
        queue.Push(1);
        queue.Push(2);

        Assert.True(queue.TryPeek(out ulong peeked));
        Assert.True(queue.TryPop(out ulong a));
        Assert.True(queue.TryPop(out ulong b));
        Assert.False(queue.TryPop(out _));

        Assert.Equal([first, first, second], [peeked, a, b]);
    }

    [KernelFact("4.20")]
    public void A_full_queue_refuses_or_drops_the_oldest()
    {
        using Map map = Map.Create(TestSpecs.Map("values", MapType.Queue, 0, 8, 2));
        QueueMap<ulong> queue = map.AsQueue<ulong>();
        queue.Push(1);
        queue.Push(2);

        BpfException e = Assert.Throws<BpfException>(() => queue.Push(3));
        Assert.EndsWith("the map is full (2 entries)", e.Message, StringComparison.Ordinal);
        queue.Push(3, makesRoom: true);

        Assert.True(queue.TryPop(out ulong oldest));
        Assert.Equal(2ul, oldest);
    }

    [KernelFact("5.16")]
    public void A_bloom_filter_knows_all_it_was_given_and_little_else()
    {
        using Map map = Map.Create(TestSpecs.Map("seen", MapType.BloomFilter, 0, 8, 1000));
        BloomFilterMap<ulong> filter = map.AsBloomFilter<ulong>();
        for (ulong value = 0; value < 1000; value++)
        {
            filter.Add(value);
        }

        Assert.All(Enumerable.Range(0, 1000), value => Assert.True(filter.MayContain((ulong)value)));
        Assert.InRange(Enumerable.Range(1000, 1000).Count(value => filter.MayContain((ulong)value)), 0, 200);
    }

    [KernelFact("4.11")]
    public void The_longest_prefix_of_an_address_is_found()
    {
        using Map map4 = Map.Create(TestSpecs.Map("routes4", MapType.LpmTrie, 8, 4, 8, MapFlags.NoPreallocation));
        using Map map6 = Map.Create(TestSpecs.Map("routes6", MapType.LpmTrie, 20, 4, 8, MapFlags.NoPreallocation));
        Map<IPv4Prefix, uint> routes4 = map4.As<IPv4Prefix, uint>();
        Map<IPv6Prefix, uint> routes6 = map6.As<IPv6Prefix, uint>();
        routes4[IPv4Prefix.Parse("10.0.0.0/8")] = 8;
        routes4[IPv4Prefix.Parse("10.1.0.0/16")] = 16;
        routes6[IPv6Prefix.Parse("2001:db8::/32")] = 32;
        routes6[IPv6Prefix.Parse("2001:db8:1::/48")] = 48;

        Assert.Equal(16u, routes4[IPv4Prefix.Of(IPAddress.Parse("10.1.2.3"))]);
        Assert.Equal(8u, routes4[IPv4Prefix.Of(IPAddress.Parse("10.2.2.3"))]);
        Assert.False(routes4.ContainsKey(IPv4Prefix.Of(IPAddress.Parse("11.0.0.1"))));
        Assert.Equal(48u, routes6[IPv6Prefix.Of(IPAddress.Parse("2001:db8:1::7"))]);
        Assert.Equal(32u, routes6[IPv6Prefix.Of(IPAddress.Parse("2001:db8:2::7"))]);
        Assert.Equal(
            ["10.0.0.0/8", "10.1.0.0/16"],
            routes4.Select(entry => entry.Key.ToString()).Order(StringComparer.Ordinal));
        Assert.True(routes4.Remove(IPv4Prefix.Parse("10.1.0.0/16")));
        Assert.Equal(8u, routes4[IPv4Prefix.Of(IPAddress.Parse("10.1.2.3"))]);
    }

    [Fact]
    public void A_prefix_has_the_kernels_layout_and_no_bits_behind_it()
    {
        Assert.Equal(8, Unsafe.SizeOf<IPv4Prefix>());
        Assert.Equal(20, Unsafe.SizeOf<IPv6Prefix>());
        Assert.Equal("10.0.0.0/8", IPv4Prefix.Parse("10.255.1.2/8").ToString());
        Assert.Equal("10.255.1.2/32", IPv4Prefix.Parse("10.255.1.2").ToString());
        Assert.Equal("0.0.0.0/0", IPv4Prefix.Parse("1.2.3.4/0").ToString());
        Assert.Equal("2001:db8::/33", IPv6Prefix.Parse("2001:db8:7fff::/33").ToString());
        Assert.Equal("::/0", IPv6Prefix.Parse("ffff::/0").ToString());
        Assert.Equal(IPv4Prefix.Parse("10.1.1.1/8"), IPv4Prefix.Parse("10.2.2.2/8"));
        Assert.NotEqual(IPv6Prefix.Parse("::/8"), IPv6Prefix.Parse("::/9"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("::/8")]
    [InlineData("10.0.0.0/")]
    public void What_is_no_prefix_is_refused(string text) =>
        Assert.Throws<FormatException>(() => IPv4Prefix.Parse(text));

    [KernelFact("4.12")]
    public void A_map_of_maps_holds_maps_of_one_shape()
    {
        MapSpec inner = TestSpecs.Map("inner", MapType.Hash, 4, 8, 4);
        KernelObjects before = KernelObjects.Snapshot();
        using (Map outer = Map.Create(TestSpecs.Map("outer", MapType.HashOfMaps, 8, 4, 4) with { InnerMap = inner }))
        {
            MapOfMaps<ulong> maps = outer.AsMapOfMaps<ulong>();
            using (Map one = Map.Create(inner))
            {
                one.As<uint, ulong>()[5] = 55;
                maps.Set(7, one);
            }

            using (Map? found = maps.TryOpen(7))
            {
                Assert.Equal(55ul, found!.As<uint, ulong>()[5]);
            }

            Assert.Null(maps.TryOpen(8));
            using Map other = Map.Create(TestSpecs.Map("other", MapType.Hash, 8, 8, 4));
            BpfException e = Assert.Throws<BpfException>(() => maps.Set(8, other));
            Assert.Contains(
                "put Hash map \"other\" into HashOfMaps map \"outer\"", e.Message, StringComparison.Ordinal);
            Assert.True(maps.Remove(7));
            Assert.False(maps.Remove(7));
        }

        Assert.Empty(before.FindLeaks());
    }

    [KernelFact("4.12")]
    public void A_program_continues_with_the_one_in_the_array()
    {
        const string Jump = """
            r2 = map[next]
            r3 = 1
            call bpf_tail_call
            r0 = 3
            exit
            """;
        using Collection collection = Collection.Load(new CollectionSpec
        {
            Maps = [TestSpecs.Map("next", MapType.ProgramArray, 4, 4, 2)],
            Programs =
            [
                TestSpecs.Program("jump", ProgramType.SchedCls, Jump),
                TestSpecs.Program("target", ProgramType.SchedCls, "r0 = 9\nexit"),
            ],
        });
        ProgramArray next = collection.Maps["next"].AsProgramArray();
        Program jump = collection.Programs["jump"], target = collection.Programs["target"];
        byte[] packet = new byte[64];

        Assert.Equal(3u, jump.TestRun(packet).ReturnValue);
        next.Set(1, target);
        Assert.Equal(target.Id, next.GetProgramId(1));
        Assert.Null(next.GetProgramId(0));
        Assert.Equal(9u, jump.TestRun(packet).ReturnValue);
        Assert.True(next.Remove(1));
        Assert.Equal(3u, jump.TestRun(packet).ReturnValue);
        Assert.Throws<BpfException>(() => next.Set(2, target));

        using Collection xdp = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, 2));
        BpfException e = Assert.Throws<BpfException>(() => next.Set(1, xdp.Programs["count"]));
        Assert.Contains("all programs of an array must be of one type", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_needs_the_right_kind_of_map()
    {
        var kernel = new FakeKernel(static (_, _) => FakeKernel.NewDescriptor());
        using Map map = Map.Create(TestSpecs.Map("values", MapType.Hash, 4, 8, 2), kernel);

        Assert.Throws<ArgumentException>(() => map.AsQueue<ulong>());
        Assert.Throws<ArgumentException>(() => map.AsBloomFilter<ulong>());
        Assert.Throws<ArgumentException>(() => map.AsMapOfMaps<uint>());
        Assert.Throws<ArgumentException>(() => map.AsProgramArray());
    }
}
