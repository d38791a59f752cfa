using Bpf.Btf;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Reads the structure by which an object defines a map. See <see cref="MapDefinition"/>.</summary>
/// <param name="map">The name of the map, for messages.</param>
internal sealed class MapDefinitionReader(string map)
{
    /// <summary>Inner maps nest once in the kernel.</summary>
    private const int MaxNesting = 2;

    /// <exception cref="BtfFormatException">The structure does not define a map.</exception>
    public static MapSpec Read(string name, BtfType type) => new MapDefinitionReader(name).Read(type, 0);

    /// <summary>
    /// Where the entries of a map of maps or programs begin, in bytes from the start of its definition.
    /// </summary>
    public static uint? ValuesOffset(BtfType type) => type.Underlying is BtfStruct definition
        ? definition.Members.LastOrDefault(member => member.Name == MapDefinition.Values)?.BitOffset / 8
        : null;

    private MapSpec Read(BtfType type, int nesting)
    {
        if (type.Underlying is not BtfStruct { IsUnion: false } definition || nesting == MaxNesting)
        {
            throw Error("its definition is not a structure");
        }

        var spec = new MapSpec { Name = map, Type = MapType.Unspecified };
        foreach (BtfMember member in definition.Members)
        {
            spec = Apply(spec, member, nesting);
        }

        return spec.Type != MapType.Unspecified ? spec : throw Error("it has no type");
    }

    private MapSpec Apply(MapSpec spec, BtfMember member, int nesting) => member.Name switch
    {
        "type" => spec with { Type = (MapType)UInt32(member) },
        "max_entries" => spec with { MaxEntries = UInt32(member) },
        "map_flags" => spec with { Flags = (MapFlags)UInt32(member) },
        "numa_node" => spec with { NumaNode = UInt32(member) },
        "map_extra" => spec with { MapExtra = Number(member) },
        "pinning" => spec with { Pinning = Pinning(member) },
        "key_size" => spec with { KeySize = UInt32(member) },
        "value_size" => spec with { ValueSize = UInt32(member) },
        "key" => spec with { Key = Target(member), KeySize = SizeOfTarget(member) },
        "value" => spec with { Value = Target(member), ValueSize = SizeOfTarget(member) },
        MapDefinition.Values => ApplyValues(spec, member, nesting),
        _ => throw Error($"'{member.Name}' is not known"),
    };

    private MapSpec ApplyValues(MapSpec spec, BtfMember member, int nesting)
    {
        if (member.Type.Underlying is not BtfArray { Element.Underlying: BtfPointer pointer })
        {
            throw Error("'values' is not an array of pointers");
        }

        spec = spec with { ValueSize = sizeof(uint) };
        return pointer.Target.Underlying switch
        {
            BtfFunctionPrototype => spec,
            BtfStruct inner => spec with { InnerMap = Read(inner, nesting + 1) with { Name = map + ".inner" } },
            _ => throw Error("'values' holds neither maps nor programs"),
        };
    }

    private PinType Pinning(BtfMember member)
    {
        uint value = UInt32(member);
        return value <= (uint)PinType.ByName ? (PinType)value : throw Error($"pinning {value} is not known");
    }

    private uint UInt32(BtfMember member)
    {
        ulong value = Number(member);
        return value <= uint.MaxValue ? (uint)value : throw Error($"'{member.Name}' is above 32 bits");
    }

    private ulong Number(BtfMember member) => member.Type.Underlying switch
    {
        BtfPointer { Target.Underlying: BtfArray array } => array.Length,
        BtfEnum { Values: [var value] } => (ulong)value.Value,
        _ => throw Error($"'{member.Name}' is not a number"),
    };

    private BtfType Target(BtfMember member) => member.Type.Underlying is BtfPointer pointer
        ? pointer.Target
        : throw Error($"'{member.Name}' is not a pointer to a type");

    private uint SizeOfTarget(BtfMember member) => Target(member).ByteSize is { } size and <= int.MaxValue
        ? (uint)size
        : throw Error($"'{member.Name}' has a type without a usable size");

    private BtfFormatException Error(string reason) => new($"read object: map '{map}': {reason}", 0);
}
