using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>What must be the same for two maps to be used in place of one another.</summary>
/// <param name="KeySize">Bytes of a key.</param>
/// <param name="ValueSize">Bytes of a value, for per-CPU maps of one CPU's.</param>
/// <param name="MaxEntries">The most entries; bytes of data for ring buffers.</param>
public sealed record MapShape(MapType Type, uint KeySize, uint ValueSize, uint MaxEntries, MapFlags Flags)
{
    // The kernel adds these by itself to some maps, or a descriptor may have been opened with them.
    private const MapFlags Ignored = MapFlags.ReadOnly | MapFlags.WriteOnly | MapFlags.ReadOnlyProgram;

    /// <summary>Whether the map has a value for each CPU.</summary>
    public bool IsPerCpu => Type is MapType.PerCpuHash or MapType.PerCpuArray or MapType.LruPerCpuHash
        or MapType.PerCpuCgroupStorage;

    /// <summary>Whether all entries always exist and are numbered from 0.</summary>
    public bool IsArray => Type is MapType.Array or MapType.PerCpuArray or MapType.ProgramArray
        or MapType.PerfEventArray or MapType.CgroupArray or MapType.ArrayOfMaps;

    /// <summary>
    /// Bytes that one value takes in user space: for per-CPU maps 8-byte rounded and once per possible CPU.
    /// </summary>
    public int ValueBufferSize => IsPerCpu ? PerCpuStride * PossibleCpus.Count : (int)ValueSize;

    /// <summary>Bytes from one CPU's value to the next.</summary>
    internal int PerCpuStride => ((int)ValueSize + 7) & ~7;

    /// <summary>Says in words what differs; <see langword="null"/> when nothing does.</summary>
    internal string? DifferenceTo(MapShape other)
    {
        List<string> differences = [];
        Compare("type", Type, other.Type);
        Compare("key size", KeySize, other.KeySize);
        Compare("value size", ValueSize, other.ValueSize);
        Compare("entries", MaxEntries, other.MaxEntries);
        Compare("flags", Flags & ~Ignored, other.Flags & ~Ignored);
        return differences.Count == 0 ? null : string.Join(", ", differences);

        void Compare<T>(string what, T mine, T its)
            where T : notnull
        {
            if (!mine.Equals(its))
            {
                differences.Add($"{what} is {mine}, wanted is {its}");
            }
        }
    }
}
