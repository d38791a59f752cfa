using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Makes maps from their specs.</summary>
internal static class MapCreator
{
    private static readonly KernelVersion _firstWithReadOnlyData = new(5, 2);
    private static readonly KernelVersion _firstWithMapping = new(5, 5);

    /// <summary>Makes a map and fills in those of its contents that need no other object.</summary>
    /// <param name="types">The loaded BTF; <see langword="null"/> for none.</param>
    public static Map Create(IBpfKernel kernel, MapSpec spec, LoadedTypes? types)
    {
        Map map = CreateEmpty(kernel, spec, types);
        try
        {
            foreach (MapEntry entry in spec.Contents.Where(static entry => entry.Reference is null))
            {
                map.Update(entry.Key.AsSpan(), entry.Value.AsSpan());
            }

            if (spec.IsFrozen && KernelVersion.Running >= _firstWithReadOnlyData)
            {
                map.Freeze();
            }

            return map;
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>The shape that a map made from a spec has.</summary>
    public static MapShape ShapeOf(MapSpec spec) => new(
        spec.Type,
        spec.KeySize,
        spec.ValueSize,
        spec is { Type: MapType.PerfEventArray, MaxEntries: 0 } ? (uint)PossibleCpus.Count : spec.MaxEntries,
        Adapt(spec.Flags));

    private static Map CreateEmpty(IBpfKernel kernel, MapSpec spec, LoadedTypes? types)
    {
        MapShape shape = ShapeOf(spec);
        using Map? inner = spec.InnerMap is null
            ? null
            : CreateEmpty(kernel, spec.InnerMap with { Contents = [] }, types);
        var creation = new MapCreation
        {
            Type = shape.Type,
            KeySize = shape.KeySize,
            ValueSize = shape.ValueSize,
            MaxEntries = shape.MaxEntries,
            Flags = shape.Flags,
            Name = spec.Name,
            InnerMap = inner?.Handle,
            NumaNode = spec.NumaNode,
            Extra = spec.MapExtra,
        };
        return new Map(kernel, CreateWithTypes(kernel, creation, spec, types), spec.Name, shape);
    }

    private static SafeBpfHandle CreateWithTypes(
        IBpfKernel kernel, MapCreation creation, MapSpec spec, LoadedTypes? types)
    {
        if (types is null || !TakesTypes(spec.Type) || types.IdOf(spec.Value) == 0)
        {
            return kernel.CreateMap(creation);
        }

        try
        {
            return kernel.CreateMap(creation with
            {
                Btf = types.Handle,
                KeyTypeId = types.IdOf(spec.Key),
                ValueTypeId = types.IdOf(spec.Value),
            });
        }
        catch (BpfException e) when (e.Errno is Errno.EINVAL or Errno.ENOTSUPP or Errno.EOPNOTSUPP or Errno.E2BIG)
        {
            // The types only help tools to show the contents; which kinds take them grew over time.
            return kernel.CreateMap(creation);
        }
    }

    private static bool TakesTypes(MapType type) => type is not (MapType.PerfEventArray or MapType.CgroupArray
        or MapType.StackTrace or MapType.ArrayOfMaps or MapType.HashOfMaps or MapType.DevMap or MapType.DevMapHash
        or MapType.CpuMap or MapType.XskMap or MapType.SockMap or MapType.SockHash or MapType.Queue or MapType.Stack
        or MapType.ProgramArray or MapType.RingBuf or MapType.UserRingBuf);

    private static MapFlags Adapt(MapFlags flags)
    {
        if (KernelVersion.Running < _firstWithReadOnlyData)
        {
            flags &= ~(MapFlags.ReadOnlyProgram | MapFlags.WriteOnlyProgram);
        }

        return KernelVersion.Running < _firstWithMapping ? flags & ~MapFlags.MemoryMappable : flags;
    }
}
