using System.Globalization;
using Bpf.Asm;
using Bpf.Btf;
using Bpf.Elf;

namespace Bpf.Loader;

internal sealed partial class ObjectDecomposer
{
    private const string FunctionSection = ".text";

    private readonly List<ProgramSpec> _programs = [];
    private readonly List<FunctionSpec> _functions = [];

    /// <summary>The functions of each code section by their place; calls find their targets here.</summary>
    private readonly Dictionary<ElfSection, SortedDictionary<ulong, FunctionPlace>> _places = [];

    private static bool IsCode(ElfSection section) =>
        section is { IsCode: true, Type: ElfSectionType.ProgramBits, Size: > 0 };

    /// <summary>Finds all functions and gives each a name of its own: static ones may share theirs.</summary>
    private void NameFunctions()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ElfSection section in _file.Sections.Where(IsCode))
        {
            var places = new SortedDictionary<ulong, FunctionPlace>();
            foreach (ElfSymbol symbol in _symbolsBySection[section]
                .Where(symbol => symbol.Type == ElfSymbolType.Function && symbol.Name.Length > 0)
                .OrderBy(symbol => symbol.Binding == ElfSymbolBinding.Local ? 1 : 0))
            {
                if (symbol.Value % Instruction.SlotSize != 0 || symbol.Value >= section.Size)
                {
                    throw Error(section, symbol.Value, $"function '{symbol.Name}' does not lie in the section");
                }

                if (!places.ContainsKey(symbol.Value))
                {
                    places.Add(symbol.Value, new FunctionPlace(UniqueName(names, symbol.Name), symbol));
                }
            }

            _places.Add(section, places);
        }
    }

    private static string UniqueName(HashSet<string> names, string name)
    {
        string unique = name;
        for (int number = 1; !names.Add(unique); number++)
        {
            unique = string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");
        }

        return unique;
    }

    private void ReadCode(ElfSection section, string license)
    {
        ulong end = 0;
        FunctionPlace[] places = [.. _places[section].Values];
        for (int i = 0; i < places.Length; i++)
        {
            ulong start = places[i].Symbol.Value;
            ulong size = places[i].Symbol.Size > 0 ? places[i].Symbol.Size
                : (i + 1 < places.Length ? places[i + 1].Symbol.Value : section.Size) - start;
            if (start != end || size > section.Size - start)
            {
                throw Error(section, start, $"function '{places[i].Name}' overlaps another, or code is in none");
            }

            end = start + size;
            AddFunction(section, places[i], new CodeReader(this, section, start, (int)size).Read(), license);
        }

        if (end != section.Size)
        {
            throw Error(section, end, "code is in no function");
        }
    }

    private void AddFunction(ElfSection section, FunctionPlace place, CodeImage code, string license)
    {
        BtfFunction? type = FunctionType(section, place);
        if (section.Name == FunctionSection || place.Symbol.Binding == ElfSymbolBinding.Local)
        {
            _functions.Add(new FunctionSpec
            {
                Name = place.Name,
                Code = code,
                Function = type,
                Linkage = IsStatic(place.Symbol) ? BtfLinkage.Static : BtfLinkage.Global,
                IsWeak = place.Symbol.Binding == ElfSymbolBinding.Weak,
            });
            return;
        }

        if (!ProgramSection.TryParse(section.Name, out ProgramSection? program))
        {
            throw Error(section, place.Symbol.Value, "the name of the section is that of no kind of program");
        }

        _programs.Add(new ProgramSpec
        {
            Name = place.Name,
            Type = program.Type,
            AttachType = program.AttachType,
            AttachTo = program.AttachTo,
            SectionName = section.Name,
            License = license,
            Flags = program.Flags,
            KernelVersion = ReadKernelVersion(),
            Code = code,
            Function = type,
            IsAutoLoaded = program.IsAutoLoaded,
        });
    }

    private BtfFunction? FunctionType(ElfSection section, FunctionPlace place)
    {
        if (!_ext.TryGetValue(section.Name, out BtfExtSection? records))
        {
            return null;
        }

        ulong start = place.Symbol.Value;
        BtfFunctionInfo info =
            Between(records.Functions, record => record.ByteOffset, start, start + 1).FirstOrDefault();
        return info.TypeId == 0 ? null : _types.KeepFunction(info.TypeId, IsStatic(place.Symbol));
    }

    /// <summary>The function that begins at a place, as calls name it.</summary>
    private string? FunctionAt(ElfSection section, long offset) =>
        _places.TryGetValue(section, out SortedDictionary<ulong, FunctionPlace>? places) && offset >= 0
        && places.TryGetValue((ulong)offset, out FunctionPlace? place) ? place.Name : null;

    private sealed record FunctionPlace(string Name, ElfSymbol Symbol);
}
