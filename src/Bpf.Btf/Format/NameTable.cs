using System.Numerics;
using System.Runtime.CompilerServices;

namespace Bpf.Btf;

/// <summary>A chained hash table over the names of one spec; ids in a chain ascend.</summary>
/// <remarks>Optimised at once: the first tier takes five times as long for the kernel's BTF.</remarks>
internal sealed class NameTable
{
    private readonly BtfSpec _spec;
    private readonly int[] _heads;
    private readonly int[] _next;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public NameTable(BtfSpec spec)
    {
        _spec = spec;
        ReadOnlySpan<byte> data = spec.Data.Span;
        ReadOnlySpan<int> offsets = spec.RecordOffsets;
        _next = new int[offsets.Length];
        _heads = new int[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(offsets.Length, 1))];
        for (int i = offsets.Length - 1; i >= 0; i--)
        {
            BtfRecord record = BtfRecord.Read(data[offsets[i]..]);
            if (record.NameOffset != 0 && NameIndex.IsNamedKind(record.Kind))
            {
                ref int head = ref _heads[BucketOf(StringsFrom(spec, record.NameOffset))];
                _next[i] = head;
                head = i + 1;
            }
        }
    }

    /// <summary>Ids of the types with this name, ascending.</summary>
    public List<int> Find(ReadOnlySpan<byte> name)
    {
        var ids = new List<int>();
        ReadOnlySpan<byte> data = _spec.Data.Span;
        for (int link = _heads[BucketOf(name)]; link != 0; link = _next[link - 1])
        {
            uint offset = BtfRecord.Read(data[_spec.RecordOffsets[link - 1]..]).NameOffset;
            ReadOnlySpan<byte> strings = StringsFrom(_spec, offset);
            if (strings.StartsWith(name) && strings[name.Length] == 0)
            {
                ids.Add(_spec.FirstId + link - 1);
            }
        }

        return ids;
    }

    /// <summary>The strings from a name on; empty if it is damaged, which is reported when its type is used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> StringsFrom(BtfSpec spec, uint offset)
    {
        while (spec.Base is { } parent && offset < (uint)spec.StringsStart)
        {
            spec = parent;
        }

        uint start = offset - (uint)spec.StringsStart;
        ReadOnlySpan<byte> strings = spec.Strings;
        return start < (uint)strings.Length ? strings[(int)start..] : [];
    }

    /// <summary>FNV-1a, 32 bits, up to NUL: names are short.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint BucketOf(ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261;
        foreach (byte b in name)
        {
            if (b == 0)
            {
                break;
            }

            hash = (hash ^ b) * 16777619;
        }

        return hash & (uint)(_heads.Length - 1);
    }
}
