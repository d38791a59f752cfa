using System.Buffers.Binary;
using System.Collections.Immutable;
using Bpf.Btf;
using Bpf.Elf;
using Bpf.Syscalls;

namespace Bpf.Loader;

internal sealed partial class ObjectComposer
{
    private const string MapSection = ".maps";

    /// <summary>Adds <c>.maps</c>: bytes that only take room, and the types that say what the maps are.</summary>
    private void AddMaps()
    {
        var places = ImmutableArray.CreateBuilder<BtfSectionVariable>();
        var maps = new List<MapSpec>();
        uint size = 0;
        foreach (MapSpec map in collection.Maps.Where(map => !map.IsDataSection))
        {
            CheckContents(map);
            BtfStruct definition = MapDefinition.Write(map);
            uint mapSize = definition.Size + (ReferenceCount(map) * MapDefinition.PointerSize);
            places.Add(new BtfSectionVariable(
                new BtfVariable(map.Name, definition, BtfLinkage.Global), size, mapSize));
            maps.Add(map);
            size += mapSize;
        }

        if (maps.Count == 0)
        {
            return;
        }

        ElfSection section = AddSection(MapSection, DataFlags, new byte[size], DataAlignment);
        for (int i = 0; i < maps.Count; i++)
        {
            AddSymbol(new ElfSymbol
            {
                Name = maps[i].Name,
                Section = section,
                Value = places[i].Offset,
                Size = places[i].Size,
                Type = ElfSymbolType.Object,
                Binding = ElfSymbolBinding.Global,
            });
        }

        _btf.Add(new BtfDataSection(MapSection, size, places.ToImmutable()));
        AddReferences(section, maps, places);
    }

    private static void CheckContents(MapSpec map)
    {
        bool holdsObjects = map.Type is MapType.ArrayOfMaps or MapType.HashOfMaps or MapType.ProgramArray;
        bool IsSayable(MapEntry entry) => holdsObjects && entry.Reference is not null && entry.Key.Length == 4;
        if (map.IsFrozen || !map.Contents.All(IsSayable))
        {
            throw new InvalidOperationException(
                $"write object: map '{map.Name}' has entries from the start or is frozen: "
                + "an object can only name maps and programs by 32-bit index");
        }
    }

    private static uint ReferenceCount(MapSpec map) =>
        map.Contents.IsEmpty ? 0 : map.Contents.Max(entry => IndexOf(entry)) + 1;

    private static uint IndexOf(MapEntry entry) => BinaryPrimitives.ReadUInt32LittleEndian(entry.Key.AsSpan());

    /// <summary>Names the maps and programs that maps hold from the start, in the slots after the definition.</summary>
    private void AddReferences(
        ElfSection section, List<MapSpec> maps, ImmutableArray<BtfSectionVariable>.Builder places)
    {
        var relocations = new List<ElfRelocation>();
        for (int i = 0; i < maps.Count; i++)
        {
            uint slots = places[i].Offset + places[i].Size - (ReferenceCount(maps[i]) * MapDefinition.PointerSize);
            foreach (MapEntry entry in maps[i].Contents)
            {
                if (!_symbolByName.TryGetValue(entry.Reference!, out ElfSymbol? symbol))
                {
                    throw new InvalidOperationException(
                        $"write object: map '{maps[i].Name}' holds '{entry.Reference}', "
                        + "which is not in the collection");
                }

                ulong at = slots + (IndexOf(entry) * MapDefinition.PointerSize);
                relocations.Add(new ElfRelocation(at, BpfRelocationType.Absolute64, symbol));
            }
        }

        if (relocations.Count > 0)
        {
            _relocations.Add(section, [.. relocations.OrderBy(relocation => relocation.Offset)]);
        }
    }
}
