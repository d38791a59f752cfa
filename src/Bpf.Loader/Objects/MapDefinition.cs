using System.Collections.Immutable;
using System.Globalization;
using Bpf.Btf;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>The BTF structure by which an object defines a map in its <c>.maps</c> section.</summary>
/// <remarks>
/// A number is the length of an array behind a pointer, a type is what a pointer points to, and inner maps are the
/// elements of a last member <c>values</c>: libbpf's <c>__uint</c>, <c>__type</c> and <c>__array</c>.
/// </remarks>
internal static class MapDefinition
{
    /// <summary>Bytes of a pointer in an object: each member is one.</summary>
    public const uint PointerSize = 8;

    /// <summary>The name of the member that holds inner maps or programs.</summary>
    public const string Values = "values";

    private static readonly BtfInt _int = new("int", 4, BtfIntEncoding.Signed);
    private static readonly BtfInt _index = new("__ARRAY_SIZE_TYPE__", 4, BtfIntEncoding.None);

    /// <summary>Makes the structure that defines a map.</summary>
    public static BtfStruct Write(MapSpec map)
    {
        var members = new List<(string Name, BtfType Type)> { ("type", Number((uint)map.Type)) };
        AddNumber(members, "max_entries", map.MaxEntries);
        AddNumber(members, "map_flags", (uint)map.Flags);
        AddNumber(members, "numa_node", map.NumaNode);
        AddNumber(members, "pinning", (uint)map.Pinning);
        if (map.MapExtra != 0)
        {
            members.Add(("map_extra", Number64(map.MapExtra)));
        }

        AddKeyOrValue(members, "key", map.Key, map.KeySize);
        if (map.InnerMap is { } inner)
        {
            members.Add((Values, OpenArray(new BtfPointer(Write(inner)))));
        }
        else
        {
            AddKeyOrValue(members, "value", map.Value, map.ValueSize);
            if (map.Type == MapType.ProgramArray && map.Contents.Any(entry => entry.Reference is not null))
            {
                members.Add((Values, OpenArray(new BtfPointer(new BtfFunctionPrototype(_int, [])))));
            }
        }

        return ToStruct(members);
    }

    private static void AddNumber(List<(string Name, BtfType Type)> members, string name, uint value)
    {
        if (value != 0)
        {
            members.Add((name, Number(value)));
        }
    }

    /// <summary>Adds the type if it has the right size, else the size.</summary>
    private static void AddKeyOrValue(List<(string Name, BtfType Type)> members, string name, BtfType? type, uint size)
    {
        if (type is not null && type.ByteSize == size)
        {
            members.Add((name, new BtfPointer(type)));
        }
        else
        {
            AddNumber(members, name + "_size", size);
        }
    }

    private static BtfPointer Number(uint value) => new(new BtfArray(_int, _index, value));

    /// <summary>Numbers above 32 bits are the value of an enumeration; older libbpf knows arrays only.</summary>
    private static BtfType Number64(ulong value) => value <= uint.MaxValue
        ? Number((uint)value)
        : new BtfEnum(
            string.Empty, 8, isSigned: false,
            [new BtfEnumValue(string.Create(CultureInfo.InvariantCulture, $"__map_extra_{value:x}"), (long)value)],
            is64: true);

    private static BtfArray OpenArray(BtfType element) => new(element, _index, 0);

    private static BtfStruct ToStruct(List<(string Name, BtfType Type)> members)
    {
        var placed = ImmutableArray.CreateBuilder<BtfMember>(members.Count);
        uint offset = 0;
        foreach ((string name, BtfType type) in members)
        {
            placed.Add(new BtfMember(name, type, offset * 8));
            offset += type is BtfArray ? 0 : PointerSize;
        }

        return new BtfStruct(string.Empty, offset, placed.MoveToImmutable());
    }
}
