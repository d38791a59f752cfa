using System.Numerics;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Type, sizes and flags of a map.</summary>
public sealed record VmMapShape
{
    private const int MaxKeySize = 512;
    private const int PageSize = 4096;

    /// <summary>The kind of map.</summary>
    public required MapType Type { get; init; }

    /// <summary>Bytes of a key; 0 for maps without keys.</summary>
    public int KeySize { get; init; }

    /// <summary>Bytes of a value; 0 for ring buffers.</summary>
    public int ValueSize { get; init; }

    /// <summary>Entries at most; bytes for ring buffers.</summary>
    public int MaxEntries { get; init; }

    /// <summary>Flags of the creation; those about memory and access of programs matter.</summary>
    public MapFlags Flags { get; init; }

    /// <summary>CPUs of the emulated machine, for per-CPU maps.</summary>
    public int CpuCount { get; init; } = 1;

    /// <summary>Whether each entry has one value for each CPU.</summary>
    public bool IsPerCpu => Type is MapType.PerCpuHash or MapType.PerCpuArray or MapType.LruPerCpuHash;

    /// <summary>Values of an entry: the CPUs of a per-CPU map, otherwise 1.</summary>
    internal int ValuesPerEntry => IsPerCpu ? CpuCount : 1;

    /// <summary>Bytes of a value as user space sees it: all CPUs, each rounded up to 8 bytes.</summary>
    public int UserValueSize => IsPerCpu ? RoundUp(ValueSize) * CpuCount : ValueSize;

    internal static int RoundUp(int size) => (size + 7) & ~7;

    /// <exception cref="ArgumentException">The kernel would refuse it.</exception>
    internal void Validate()
    {
        Require(MaxEntries > 0, "it needs entries");
        Require(CpuCount > 0, "it needs a CPU");
        switch (Type)
        {
            case MapType.RingBuf:
                Require(KeySize == 0 && ValueSize == 0, "a ring buffer has neither keys nor values");
                Require(
                    BitOperations.IsPow2(MaxEntries) && MaxEntries % PageSize == 0,
                    "the size of a ring buffer is a power of two and whole pages");
                break;
            case MapType.Queue or MapType.Stack or MapType.BloomFilter:
                Require(KeySize == 0, "it has no keys");
                Require(ValueSize > 0, "it needs values");
                break;
            case MapType.Array or MapType.PerCpuArray or MapType.DevMap or MapType.CpuMap or MapType.XskMap:
                Require(KeySize == sizeof(uint), "keys of an array have 4 bytes");
                Require(ValueSize > 0, "it needs values");
                break;
            case MapType.ProgramArray or MapType.PerfEventArray or MapType.ArrayOfMaps:
                Require(KeySize == sizeof(uint) && ValueSize == sizeof(uint), "keys and values have 4 bytes");
                break;
            case MapType.LpmTrie:
                Require(KeySize is > 4 and <= 260, "a key is a 4-byte length and up to 256 bytes");
                Require(Flags.HasFlag(MapFlags.NoPreallocation), "an LPM trie needs the flag NoPreallocation");
                break;
            default:
                Require(KeySize is > 0 and <= MaxKeySize, $"keys have 1 to {MaxKeySize} bytes");
                Require(ValueSize > 0, "it needs values");
                break;
        }
    }

    private void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw new ArgumentException(
                $"create {Type} map (key {KeySize}, value {ValueSize}, entries {MaxEntries}): {rule}");
        }
    }
}
