using System.Runtime.InteropServices;
using Bpf.Btf;
using Bpf.Syscalls;
using Bpf.Syscalls.Attributes;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

/// <summary>Ways that only older kernels need.</summary>
public class FakeMapTests
{
    [Fact]
    public unsafe void Without_batches_entries_are_read_key_by_key()
    {
        var kernel = new FakeKernel((command, attribute) =>
        {
            MapElementAttr element = MemoryMarshal.Read<MapElementAttr>(attribute);
            bool hasKey = command is BpfCommand.MapGetNextKey or BpfCommand.MapLookupElement && element.Key != 0;
            int last = hasKey ? *(int*)element.Key : 0;
            switch (command)
            {
                case BpfCommand.MapCreate:
                    return FakeKernel.NewDescriptor();
                case BpfCommand.MapGetNextKey when last < 3:
                    *(int*)element.Value = last + 1;
                    return 0;
                case BpfCommand.MapGetNextKey:
                    return -Errno.ENOENT;
                case BpfCommand.MapLookupElement when last == 2:
                    return -Errno.ENOENT; // removed between the two calls
                case BpfCommand.MapLookupElement:
                    *(int*)element.Value = last * 10;
                    return 0;
                default:
                    return -Errno.EINVAL;
            }
        });
        using Map map = Map.Create(TestSpecs.Map("h", MapType.Hash, 4, 4, 10), kernel);

        Assert.Equal([(1, 10), (3, 30)], map.As<int, int>().Select(entry => (entry.Key, entry.Value)));
    }

    [Fact]
    public unsafe void Walking_a_map_that_changes_too_fast_ends()
    {
        var kernel = new FakeKernel((command, attribute) =>
        {
            MapElementAttr element = MemoryMarshal.Read<MapElementAttr>(attribute);
            if (command == BpfCommand.MapGetNextKey)
            {
                *(int*)element.Value = 1; // as if each key were removed before the next call: the walk starts over
            }

            return command switch
            {
                BpfCommand.MapCreate => FakeKernel.NewDescriptor(),
                BpfCommand.MapLookupBatch => -Errno.ENOTSUPP,
                _ => 0,
            };
        });
        using Map map = Map.Create(TestSpecs.Map("h", MapType.Hash, 4, 4, 10), kernel);

        BpfException e = Assert.Throws<BpfException>(() => map.ReadEntries().Count());

        Assert.Contains("changes faster than it can be walked", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_batches_entries_are_written_and_removed_one_by_one()
    {
        var kernel = new FakeKernel((command, _) => command switch
        {
            BpfCommand.MapCreate => FakeKernel.NewDescriptor(),
            BpfCommand.MapUpdateElement or BpfCommand.MapDeleteElement => 0,
            _ => -Errno.EINVAL,
        });
        using Map map = Map.Create(TestSpecs.Map("h", MapType.Hash, 4, 4, 10), kernel);

        map.As<int, int>().UpdateBatch([1, 2, 3], [4, 5, 6]);
        Assert.Equal(2, map.As<int, int>().DeleteBatch([1, 2]));

        Assert.Equal(3, kernel.Commands.Count(command => command == BpfCommand.MapUpdateElement));
        Assert.Equal(2, kernel.Commands.Count(command => command == BpfCommand.MapDeleteElement));
    }

    [Fact]
    public void A_map_whose_types_the_kernel_refuses_is_made_without()
    {
        var kernel = new FakeKernel((command, attribute) => command switch
        {
            BpfCommand.MapCreate when MemoryMarshal.Read<MapCreateAttr>(attribute).BtfFd != 0 => -Errno.ENOTSUPP,
            _ => FakeKernel.NewDescriptor(),
        });
        var number = new BtfInt("int", 4, BtfIntEncoding.Signed);
        var builder = new BtfBuilder();
        builder.Add(number);
        var spec = new CollectionSpec
        {
            Btf = builder.Build(),
            Maps = [TestSpecs.Map("typed", MapType.Hash, 4, 4, 10) with { Key = number, Value = number }],
        };

        using Collection collection = Collection.Load(spec, new CollectionOptions { Kernel = kernel });

        Assert.Equal([BpfCommand.BtfLoad, BpfCommand.MapCreate, BpfCommand.MapCreate], kernel.Commands);
        Assert.Equal(1u, kernel.Attribute<MapCreateAttr>(1).BtfKeyTypeId);
        Assert.Equal(0u, kernel.Attribute<MapCreateAttr>(2).BtfKeyTypeId);
        Assert.Single(collection.Maps);
    }

    [Fact]
    public void Without_privileges_there_is_one_clear_refusal_and_nothing_stays_open()
    {
        KernelObjects before = KernelObjects.Snapshot();
        var kernel = new FakeKernel((_, _) => -Errno.EPERM);

        BpfException e = Assert.Throws<BpfException>(() => Collection.Load(
            TestSpecs.CountingCollection(ProgramType.Xdp, 2), new CollectionOptions { Kernel = kernel }));

        Assert.StartsWith(
            "create Array map \"counts\": Operation not permitted (errno 1): the process needs CAP_BPF",
            e.Message,
            StringComparison.Ordinal);
        Assert.Empty(before.FindLeaks());
    }
}
