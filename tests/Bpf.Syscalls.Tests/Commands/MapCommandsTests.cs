using Bpf.Syscalls.Attributes;
using Bpf.TestSupport;

namespace Bpf.Syscalls.Tests;

public class MapCommandsTests
{
    [Fact]
    public void The_attribute_says_what_the_map_is()
    {
        var kernel = new FakeKernel((_, _) => FakeKernel.NewDescriptor());
        using SafeBpfHandle btf = SafeBpfHandle.Own(FakeKernel.NewDescriptor());

        using SafeBpfHandle map = kernel.CreateMap(new MapCreation
        {
            Type = MapType.LruHash,
            KeySize = 12,
            ValueSize = 24,
            MaxEntries = 100,
            Flags = MapFlags.NoPreallocation | MapFlags.NumaNode,
            NumaNode = 1,
            Name = "per flow",
            Btf = btf,
            KeyTypeId = 3,
            ValueTypeId = 4,
            Extra = 5,
        });

        MapCreateAttr attribute = kernel.Attribute<MapCreateAttr>(0);
        Assert.Equal((9u, 12u, 24u, 100u, 5u), (
            attribute.MapType, attribute.KeySize, attribute.ValueSize, attribute.MaxEntries, attribute.MapFlags));
        Assert.Equal("per_flow", attribute.MapName.ToString());
        using BorrowedDescriptor fd = btf.Borrow();
        Assert.Equal(((uint)fd.Number, 3u, 4u, 5ul, 1u), (
            attribute.BtfFd, attribute.BtfKeyTypeId, attribute.BtfValueTypeId, attribute.MapExtra, attribute.NumaNode));
    }

    [Fact]
    public void A_refusal_names_the_map_and_its_numbers()
    {
        var kernel = new FakeKernel((_, _) => -Errno.EINVAL);

        BpfException e = Assert.Throws<BpfException>(
            () => kernel.CreateMap(new MapCreation { Type = MapType.Array, Name = "a", KeySize = 8, ValueSize = 4 }));

        Assert.StartsWith(
            "create Array map \"a\": Invalid argument (errno 22): keys of 8 and values of 4 bytes, 0 entries",
            e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_key_is_ordinary_and_other_errors_are_not()
    {
        var errno = Errno.ENOENT;
        var kernel = new FakeKernel((_, _) => -errno);
        using SafeBpfHandle map = SafeBpfHandle.Own(FakeKernel.NewDescriptor());

        Assert.False(kernel.TryLookup(map, new byte[4], new byte[4]));
        Assert.False(kernel.TryDelete(map, new byte[4]));
        Assert.False(kernel.TryGetNextKey(map, [], new byte[4]));
        Assert.Equal(Errno.ENOENT, kernel.Update(map, new byte[4], new byte[4], 2));
        errno = Errno.EBADF;
        Assert.Throws<BpfException>(() => kernel.TryLookup(map, new byte[4], new byte[4]));
        Assert.Equal(0ul, kernel.Attribute<MapElementAttr>(2).Key);
        Assert.Equal(2ul, kernel.Attribute<MapElementAttr>(3).Flags);
    }

    [Fact]
    public void Ids_are_listed_until_there_are_no_more()
    {
        var kernel = new FakeKernel((_, attribute) =>
        {
            uint id = BitConverter.ToUInt32(attribute);
            BitConverter.TryWriteBytes(attribute.AsSpan(4), (id * 2) + 1);
            return id < 7 ? 0 : -Errno.ENOENT;
        });

        Assert.Equal([1u, 3u, 7u], kernel.EnumerateIds(ObjectKind.Link));
        Assert.All(kernel.Commands, command => Assert.Equal(BpfCommand.LinkGetNextId, command));
    }

    [Fact]
    public void Listing_ids_without_privileges_says_what_is_missing()
    {
        var kernel = new FakeKernel((_, _) => -Errno.EPERM);

        BpfException e = Assert.Throws<BpfException>(() => kernel.EnumerateIds(ObjectKind.Map).ToList());

        Assert.EndsWith("the process needs CAP_SYS_ADMIN", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pinning_outside_of_a_bpf_file_system_says_so()
    {
        var kernel = new FakeKernel((command, _) => command == BpfCommand.ObjPin ? -Errno.EPERM : -Errno.ENOENT);
        using SafeBpfHandle map = SafeBpfHandle.Own(FakeKernel.NewDescriptor());

        BpfException e = Assert.Throws<BpfException>(() => kernel.PinObject(map, "/tmp/x"));

        Assert.StartsWith("pin to \"/tmp/x\": Operation not permitted (errno 1): the folder must", e.Message,
            StringComparison.Ordinal);
        Assert.Null(kernel.TryOpenPinned("/tmp/x"));
    }
}
