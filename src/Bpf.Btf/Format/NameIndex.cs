using System.Buffers.Binary;
using System.Text;

namespace Bpf.Btf;

/// <summary>Finds the types of one spec by name.</summary>
/// <remarks>
/// Compilers and the kernel write each string once, so a name is first found among the strings (a vectorised search)
/// and then by its offset among the records. That costs a tenth of hashing all names; after
/// <see cref="ScansBeforeHashing"/> lookups the hash table pays.
/// </remarks>
internal sealed class NameIndex(BtfSpec spec)
{
    private const int ScansBeforeHashing = 8;

    private int _scans;
    private Table? _table;

    /// <summary>Ids of the types with this name, ascending.</summary>
    public IReadOnlyList<int> Find(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.AsSpan().Contains((byte)0))
        {
            return [];
        }

        if (_table is null && Interlocked.Increment(ref _scans) <= ScansBeforeHashing)
        {
            return Scan(bytes);
        }

        _table ??= new Table(spec);
        return _table.Find(spec, bytes);
    }

    private List<int> Scan(ReadOnlySpan<byte> name)
    {
        List<uint> places = FindStrings(name);
        var ids = new List<int>();
        if (places.Count == 0)
        {
            return ids;
        }

        for (int id = spec.FirstId; id < spec.Count; id++)
        {
            if (places.Contains(NameOffset(spec, id)) && IsNamedKind(spec.KindOf(id)))
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    /// <summary>Offsets at which a string reads like the name: its own, and the ends of longer ones.</summary>
    private List<uint> FindStrings(ReadOnlySpan<byte> name)
    {
        byte[] needle = [.. name, 0];
        var places = new List<uint>();
        AddPlaces(spec.Strings, needle, spec.StringsStart, places);
        for (BtfSpec? parent = spec.Base; parent is not null; parent = parent.Base)
        {
            AddPlaces(parent.Strings, needle, parent.StringsStart, places);
        }

        return places;
    }

    private static void AddPlaces(ReadOnlySpan<byte> strings, ReadOnlySpan<byte> needle, int start, List<uint> places)
    {
        int from = 0;
        while (strings[from..].IndexOf(needle) is var at and >= 0)
        {
            places.Add((uint)(start + from + at));
            from += at + 1;
        }
    }

    private static uint NameOffset(BtfSpec spec, int id) => BinaryPrimitives.ReadUInt32LittleEndian(spec.RecordAt(id));

    private static bool IsNamedKind(BtfKind kind) => kind is not (BtfKind.DeclarationTag or BtfKind.TypeTag);

    /// <summary>Chained hash table over the records; ids in a chain ascend.</summary>
    private sealed class Table
    {
        private readonly int[] _heads;
        private readonly int[] _next;

        public Table(BtfSpec spec)
        {
            int count = spec.Count - spec.FirstId;
            _next = new int[count];
            _heads = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 1))];
            for (int index = count - 1; index >= 0; index--)
            {
                int id = spec.FirstId + index;
                uint name = NameOffset(spec, id);
                if (name != 0 && IsNamedKind(spec.KindOf(id)))
                {
                    ref int head = ref _heads[Hash(StringAt(spec, name)) & (uint)(_heads.Length - 1)];
                    _next[index] = head;
                    head = index + 1;
                }
            }
        }

        public List<int> Find(BtfSpec spec, ReadOnlySpan<byte> name)
        {
            var ids = new List<int>();
            for (int link = _heads[Hash(name) & (uint)(_heads.Length - 1)]; link != 0; link = _next[link - 1])
            {
                int id = spec.FirstId + link - 1;
                if (StringAt(spec, NameOffset(spec, id)).SequenceEqual(name))
                {
                    ids.Add(id);
                }
            }

            return ids;
        }

        private static ReadOnlySpan<byte> StringAt(BtfSpec spec, uint offset)
        {
            while (spec.Base is { } parent && offset < (uint)spec.StringsStart)
            {
                spec = parent;
            }

            // A damaged name is found by nobody; it is reported when its type is used.
            ReadOnlySpan<byte> strings = spec.Strings;
            int start = (int)Math.Min(offset - (uint)spec.StringsStart, (uint)strings.Length);
            ReadOnlySpan<byte> rest = strings[start..];
            int length = rest.IndexOf((byte)0);
            return length < 0 ? [] : rest[..length];
        }

        /// <summary>FNV-1a, 32 bits: names are short.</summary>
        private static uint Hash(ReadOnlySpan<byte> name)
        {
            uint hash = 2166136261;
            foreach (byte b in name)
            {
                hash = (hash ^ b) * 16777619;
            }

            return hash;
        }
    }
}
