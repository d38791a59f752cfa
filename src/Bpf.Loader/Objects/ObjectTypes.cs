using System.Collections.Immutable;
using Bpf.Btf;
using Bpf.Elf;

namespace Bpf.Loader;

/// <summary>
/// Takes from an object's types those that its programs and maps use, in a form that the kernel accepts.
/// </summary>
/// <remarks>
/// Left out are map definitions and declarations of kernel symbols. Filled in is what the compiler leaves to the
/// linker: sizes of data sections and places of variables, sorted, and that hidden functions are static.
/// </remarks>
/// <param name="source">The types of the object; <see langword="null"/> if it has none.</param>
internal sealed class ObjectTypes(BtfSpec? source)
{
    private readonly BtfBuilder _kept = new();
    private readonly Dictionary<BtfFunction, BtfFunction> _static = [];

    /// <summary>The section with a name, as the object has it.</summary>
    public BtfDataSection? FindSection(string name) =>
        source is not null && source.TryFind(name, out BtfDataSection? type) ? type : null;

    /// <summary>Keeps a type.</summary>
    public void Keep(BtfType? type)
    {
        if (type is not null)
        {
            _kept.Add(type);
        }
    }

    /// <summary>Keeps a type by its id in the object.</summary>
    /// <returns>Its id among those kept.</returns>
    public int Keep(int id) => _kept.Add(source!.TypeById(id));

    /// <summary>Keeps a function by its id in the object.</summary>
    public BtfFunction KeepFunction(int id, bool isStatic)
    {
        var function = (BtfFunction)source!.TypeById(id);
        if (isStatic && function.Linkage != BtfLinkage.Static)
        {
            if (!_static.TryGetValue(function, out BtfFunction? hidden))
            {
                hidden = new BtfFunction(function.Name, function.Prototype, BtfLinkage.Static);
                _static.Add(function, hidden);
            }

            function = hidden;
        }

        _kept.Add(function);
        return function;
    }

    /// <summary>The type of a data section, with its variables in their places.</summary>
    /// <returns>The type; <see langword="null"/> if the object has none.</returns>
    public BtfDataSection? LayOut(ElfSection section, IEnumerable<ElfSymbol> symbols)
    {
        if (FindSection(section.Name) is not { } type)
        {
            return null;
        }

        var offsets = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (ElfSymbol symbol in symbols.Where(symbol => symbol.Type == ElfSymbolType.Object))
        {
            offsets.TryAdd(symbol.Name, symbol.Value);
        }

        ImmutableArray<BtfSectionVariable> places = [.. type.Variables
            .Select(place => new BtfSectionVariable(place.Variable, OffsetOf(section, place, offsets), place.Size))
            .OrderBy(place => place.Offset)];
        return new BtfDataSection(type.Name, (uint)section.Size, places);
    }

    /// <summary>The types kept, and the tags on them.</summary>
    /// <returns>The types; <see langword="null"/> if the object has none.</returns>
    public BtfSpec? Build()
    {
        if (source is null)
        {
            return null;
        }

        foreach (BtfDeclarationTag tag in source.Types.OfType<BtfDeclarationTag>())
        {
            if (_kept.TryGetId(tag.Target, out _))
            {
                _kept.Add(tag);
            }
            else if (tag.Target is BtfFunction function && _static.TryGetValue(function, out BtfFunction? hidden))
            {
                _kept.Add(new BtfDeclarationTag(tag.Name, hidden, tag.ComponentIndex, tag.IsAttribute));
            }
        }

        return _kept.Build();
    }

    /// <summary>Offsets of static variables are in the record already; those of others are values of symbols.</summary>
    private uint OffsetOf(ElfSection section, BtfSectionVariable place, Dictionary<string, ulong> offsets)
    {
        bool isLinked = FindSection(section.Name) is { Size: > 0 };
        if (isLinked || place.Variable is BtfVariable { Linkage: BtfLinkage.Static })
        {
            return place.Offset;
        }

        return offsets.TryGetValue(place.Variable.Name, out ulong offset) && offset <= section.Size
            ? (uint)offset
            : throw new ElfFormatException(
                $"read object: variable '{place.Variable.Name}' of section '{section.Name}' has no symbol", 0);
    }
}
