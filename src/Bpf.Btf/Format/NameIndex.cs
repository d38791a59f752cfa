using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Bpf.Btf;

/// <summary>Finds the types of one spec by name.</summary>
/// <remarks>
/// Compilers and the kernel write each string once, so a name is first found among the strings (a vectorised search)
/// and then by its offset among the records. That costs a fraction of hashing all names; after
/// <see cref="ScansBeforeHashing"/> lookups the hash table pays.
/// </remarks>
internal sealed class NameIndex(BtfSpec spec)
{
    private const int ScansBeforeHashing = 8;

    private int _scans;
    private NameTable? _table;

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

        _table ??= new NameTable(spec);
        return _table.Find(bytes);
    }

    /// <summary>Tags are not found: they say something about another type.</summary>
    public static bool IsNamedKind(BtfKind kind) => kind is not (BtfKind.DeclarationTag or BtfKind.TypeTag);

    private List<int> Scan(ReadOnlySpan<byte> name)
    {
        // A string of its own, and the ends of longer ones: rarely more than two or three.
        var ids = new List<int>();
        byte[] needle = [.. name, 0];
        AddMatches(spec, needle, ids);
        for (BtfSpec? parent = spec.Base; parent is not null; parent = parent.Base)
        {
            AddMatches(parent, needle, ids);
        }

        ids.Sort();
        return ids;
    }

    /// <summary>Adds the types whose name is in the strings of <paramref name="holder"/>.</summary>
    private void AddMatches(BtfSpec holder, ReadOnlySpan<byte> needle, List<int> ids)
    {
        ReadOnlySpan<byte> strings = holder.Strings;
        int from = 0;
        while (strings[from..].IndexOf(needle) is var at and >= 0)
        {
            AddWithName((uint)(holder.StringsStart + from + at), ids);
            from += at + needle.Length;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddWithName(uint nameOffset, List<int> ids)
    {
        ReadOnlySpan<byte> data = spec.Data.Span;
        ReadOnlySpan<int> offsets = spec.RecordOffsets;
        for (int i = 0; i < offsets.Length; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(data[offsets[i]..]) == nameOffset
                && IsNamedKind(BtfRecord.Read(data[offsets[i]..]).Kind))
            {
                ids.Add(spec.FirstId + i);
            }
        }
    }
}
