using Bpf.Btf;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Makes tiny maps to see whether the kernel has their type.</summary>
internal static class MapProbe
{
    public static FeatureState Probe(IBpfKernel kernel, MapType type)
    {
        try
        {
            using SafeBpfHandle? btf = NeedsTypes(type) ? LoadInteger(kernel) : null;
            using SafeBpfHandle? inner = type is MapType.ArrayOfMaps or MapType.HashOfMaps
                ? kernel.CreateMap(Creation(MapType.Hash))
                : null;
            MapCreation creation = Creation(type) with { Btf = btf, InnerMap = inner };
            using SafeBpfHandle map = kernel.CreateMap(
                btf is null ? creation : creation with { KeyTypeId = 1, ValueTypeId = 1 });
            return FeatureState.Supported;
        }
        catch (BpfException e)
        {
            // Type 1 of the kernel is no struct_ops, which only a kernel that knows them finds out.
            return e.Errno == Errno.ENOTSUPP && type == MapType.StructOps
                ? FeatureState.Supported
                : ProgramProbe.StateOf(e.Errno);
        }
    }

    private static bool NeedsTypes(MapType type) => type is MapType.SkStorage or MapType.InodeStorage
        or MapType.TaskStorage or MapType.CgrpStorage;

    private static SafeBpfHandle LoadInteger(IBpfKernel kernel)
    {
        var builder = new BtfBuilder();
        builder.Add(new BtfInt("int", 4, BtfIntEncoding.Signed));
        return kernel.LoadBtf(builder.Encode());
    }

    private static MapCreation Creation(MapType type)
    {
        uint page = (uint)Environment.SystemPageSize;
        var plain = new MapCreation { Type = type, Name = "probe", KeySize = 4, ValueSize = 4, MaxEntries = 1 };
        return type switch
        {
            MapType.StackTrace => plain with { ValueSize = 8 },
            MapType.LpmTrie => plain with { KeySize = 8, Flags = MapFlags.NoPreallocation },
            MapType.Queue or MapType.Stack or MapType.BloomFilter => plain with { KeySize = 0 },
            MapType.RingBuf or MapType.UserRingBuf =>
                plain with { KeySize = 0, ValueSize = 0, MaxEntries = page },
            MapType.CgroupStorage or MapType.PerCpuCgroupStorage => plain with { KeySize = 8, MaxEntries = 0 },
            MapType.SkStorage or MapType.InodeStorage or MapType.TaskStorage or MapType.CgrpStorage =>
                plain with { MaxEntries = 0, Flags = MapFlags.NoPreallocation },
            MapType.StructOps => plain with { KernelValueTypeId = 1 },
            MapType.Arena => plain with { KeySize = 0, ValueSize = 0, Flags = MapFlags.MemoryMappable },
            _ => plain,
        };
    }
}
