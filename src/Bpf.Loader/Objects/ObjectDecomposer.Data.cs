using System.Buffers.Binary;
using System.Collections.Immutable;
using Bpf.Btf;
using Bpf.Elf;

namespace Bpf.Loader;

internal sealed partial class ObjectDecomposer
{
    private static readonly ImmutableArray<string> _dataPrefixes = [".data", ".rodata", ".bss"];

    private readonly List<MapSpec> _maps = [];
    private readonly List<VariableSpec> _variables = [];
    private readonly HashSet<string> _variableNames = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, string> _mapByOffset = [];
    private readonly Dictionary<string, ExternSpec> _externs = new(StringComparer.Ordinal);

    private static bool IsData(ElfSection section) => section.Size > 0 && _dataPrefixes.Any(prefix =>
        section.Name == prefix || section.Name.StartsWith(prefix + ".", StringComparison.Ordinal));

    private void ReadExterns()
    {
        ILookup<string, ElfSymbol> undefined = _file.Symbols.Where(symbol => symbol.IsUndefined)
            .ToLookup(symbol => symbol.Name, StringComparer.Ordinal);
        foreach (BtfSectionVariable place in _types.FindSection(KernelSymbols)?.Variables ?? [])
        {
            BtfType type = place.Variable;
            if (type.Name.Length > 0)
            {
                bool isWeak = undefined[type.Name].Any(symbol => symbol.Binding == ElfSymbolBinding.Weak);
                _externs.TryAdd(type.Name, new ExternSpec { Name = type.Name, Type = type, IsWeak = isWeak });
            }
        }
    }

    private void ReadMaps()
    {
        if (_file.FindSection(MapSection) is not { Size: > 0 } section)
        {
            return;
        }

        BtfDataSection definitions = _types.LayOut(section, _symbolsBySection[section])
            ?? throw Error(section, 0, "the maps have no definitions in BTF: compile with -g");
        foreach (BtfSectionVariable place in definitions.Variables)
        {
            if (place.Variable is not BtfVariable { Name.Length: > 0 } variable
                || !_mapByOffset.TryAdd(place.Offset, variable.Name))
            {
                throw Error(section, place.Offset, "a map has no name, or shares its place with another");
            }

            MapSpec map = MapDefinitionReader.Read(variable.Name, variable.Type);
            _maps.Add(map with { Contents = ReadReferences(section, place, variable.Type) });
            _types.Keep(map.Key);
            _types.Keep(map.Value);
        }

        RejectDuplicates(_maps, section);
    }

    /// <summary>The maps or programs that a map holds from the start: relocations after its definition.</summary>
    private ImmutableArray<MapEntry> ReadReferences(ElfSection section, BtfSectionVariable place, BtfType type)
    {
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        foreach (ElfRelocation relocation in Between(
            _file.RelocationsOf(section), r => r.Offset, place.Offset, (ulong)place.Offset + place.Size))
        {
            ulong? slot = relocation.Offset - place.Offset - MapDefinitionReader.ValuesOffset(type);
            if (slot is null or > int.MaxValue || slot % MapDefinition.PointerSize != 0 || relocation.Symbol.Name == "")
            {
                throw Error(section, relocation.Offset, "a map refers to something outside of its 'values'");
            }

            byte[] key = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(key, (uint)slot.Value / MapDefinition.PointerSize);
            entries.Add(new MapEntry { Key = [.. key], Reference = relocation.Symbol.Name });
        }

        return entries.ToImmutable();
    }

    private void ReadData()
    {
        foreach (ElfSection section in _file.Sections.Where(IsData))
        {
            if (section.Size > int.MaxValue)
            {
                throw Error(section, 0, $"{section.Size} bytes are more than a map can hold");
            }

            if (_file.RelocationsOf(section) is [var pointer, ..])
            {
                throw Error(section, pointer.Offset, $"a pointer to '{pointer.Symbol}' in data is not supported");
            }

            BtfDataSection? type = _types.LayOut(section, _symbolsBySection[section]);
            _types.Keep(type);
            MapSpec map = MapSpec.DataSection(section.Name, [.. section.Data.Span], type);
            _maps.Add(section.Type == ElfSectionType.NoBits
                ? map with { ValueSize = (uint)section.Size, Contents = [] }
                : map);
            ReadVariables(section, type);
        }

        RejectDuplicates(_maps, null);
    }

    /// <summary>The variables that BTF lists, and those that only have symbols.</summary>
    private void ReadVariables(ElfSection section, BtfDataSection? type)
    {
        foreach (BtfSectionVariable place in type?.Variables ?? [])
        {
            if (place.Variable is BtfVariable variable)
            {
                AddVariable(section, variable.Name, place.Offset, place.Size, variable.Type, variable.Linkage);
            }
        }

        foreach (ElfSymbol symbol in _symbolsBySection[section])
        {
            if (symbol.Type == ElfSymbolType.Object && !_variableNames.Contains(symbol.Name))
            {
                BtfLinkage linkage = IsStatic(symbol) ? BtfLinkage.Static : BtfLinkage.Global;
                AddVariable(section, symbol.Name, symbol.Value, symbol.Size, null, linkage);
            }
        }
    }

    private void AddVariable(
        ElfSection section, string name, ulong offset, ulong size, BtfType? type, BtfLinkage linkage)
    {
        if (name.Length == 0 || offset > section.Size || size > section.Size - offset)
        {
            throw Error(section, offset, $"variable '{name}' of {size} bytes does not lie in the section");
        }

        // Static variables of different functions may have one name; the first keeps it.
        if (_variableNames.Add(name))
        {
            _variables.Add(new VariableSpec
            {
                Name = name,
                Section = section.Name,
                Offset = (uint)offset,
                Size = (uint)size,
                Type = type,
                Linkage = linkage,
            });
        }
    }

    private static void RejectDuplicates<T>(IEnumerable<T> specs, ElfSection? section)
        where T : INamedSpec
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (T spec in specs)
        {
            if (!names.Add(spec.Name))
            {
                throw new ElfFormatException($"read object: '{spec.Name}' is defined twice in '{section?.Name}'", 0);
            }
        }
    }

    /// <summary>The records of a sorted array whose key is in a range.</summary>
    private static IEnumerable<T> Between<T>(ImmutableArray<T> sorted, Func<T, ulong> key, ulong start, ulong end)
    {
        (int low, int high) = (0, sorted.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = key(sorted[middle]) < start ? (middle + 1, high) : (low, middle);
        }

        for (int i = low; i < sorted.Length && key(sorted[i]) < end; i++)
        {
            yield return sorted[i];
        }
    }
}
