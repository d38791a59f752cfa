using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Bpf.Asm;
using Bpf.Btf;
using Bpf.Elf;

namespace Bpf.Loader;

/// <summary>Makes the sections, symbols, relocations and types of an object.</summary>
internal sealed partial class ObjectComposer(CollectionSpec collection)
{
    private const ElfSectionFlags CodeFlags = ElfSectionFlags.Allocate | ElfSectionFlags.Execute;
    private const ElfSectionFlags DataFlags = ElfSectionFlags.Allocate | ElfSectionFlags.Write;

    private readonly BtfBuilder _btf = new();
    private readonly List<ElfSection> _sections = [];
    private readonly List<ElfSymbol> _sectionSymbols = [];
    private readonly List<ElfSymbol> _symbols = [];
    private readonly Dictionary<string, ElfSymbol> _symbolByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ElfSymbol> _sectionSymbolByName = new(StringComparer.Ordinal);
    private readonly Dictionary<ElfSection, ImmutableArray<ElfRelocation>> _relocations = [];

    public ElfFile Compose()
    {
        IReadOnlyList<CodeSection> code = ArrangeCode();
        foreach (CodeSection section in code)
        {
            AddCode(section);
        }

        AddData();
        AddMaps();
        AddLicense();
        AddKernelVersion();
        AddExterns(code);
        foreach (CodeSection section in code)
        {
            RelocateCode(section);
        }

        AddBtf(code);
        return new ElfFile
        {
            Sections = [.. _sections],
            Symbols = [.. _sectionSymbols, .. _symbols],
            Relocations = _relocations.ToImmutableDictionary(),
        };
    }

    private void AddLicense()
    {
        string[] licenses = [.. collection.Programs.Select(program => program.License)
            .Prepend(collection.License).Where(license => license.Length > 0).Distinct(StringComparer.Ordinal)];
        if (licenses.Length > 1)
        {
            throw new InvalidOperationException(
                $"write object: the licences '{licenses[0]}' and '{licenses[1]}' differ: an object has one");
        }

        if (licenses is [var license])
        {
            AddSection("license", DataFlags, Encoding.UTF8.GetBytes(license + "\0"), 1);
        }
    }

    private void AddKernelVersion()
    {
        if (collection.Programs.FirstOrDefault(program => program.KernelVersion is not null) is { } program)
        {
            byte[] code = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(code, program.KernelVersion!.Value.Code);
            AddSection("version", DataFlags, code, sizeof(uint));
        }
    }

    /// <summary>Adds <c>.BTF</c> and <c>.BTF.ext</c>, if the collection has any types.</summary>
    private void AddBtf(IReadOnlyList<CodeSection> code)
    {
        // The kernel wants function records for all functions of a program or for none.
        bool withLines = code.All(section => section.Functions.All(function => function.Type is not null));
        var ext = new BtfExtInfo
        {
            Sections = [.. code.Select(section => section.Describe(_btf.Add, TypeOfRelocation, withLines))],
        };
        AddDeclarationTags();
        if (_btf.Count == 1)
        {
            return;
        }

        byte[] extBytes = ext.Encode(_btf);
        AddSection(".BTF", ElfSectionFlags.None, _btf.Encode(), 4);
        if (ext.Sections.Any(section => !section.Functions.IsEmpty || !section.CoreRelocations.IsEmpty))
        {
            AddSection(".BTF.ext", ElfSectionFlags.None, extBytes, 4);
        }
    }

    private BtfType TypeOfRelocation(int id) => collection.Btf is { } btf && id > 0 && id < btf.Count
        ? btf.TypeById(id)
        : throw new InvalidOperationException($"write object: a CO-RE relocation names type {id}, which is not there");

    /// <summary>Tags are not reached from what they are on; those of types in use go along.</summary>
    private void AddDeclarationTags()
    {
        foreach (BtfDeclarationTag tag in collection.Btf?.Types.OfType<BtfDeclarationTag>() ?? [])
        {
            if (_btf.TryGetId(tag.Target, out _))
            {
                _btf.Add(tag);
            }
        }
    }

    private ElfSection AddSection(string name, ElfSectionFlags flags, ReadOnlyMemory<byte> data, int alignment)
    {
        var section = new ElfSection(name, ElfSectionType.ProgramBits, flags, data, alignment);
        _sections.Add(section);
        return section;
    }

    private void AddSectionSymbol(ElfSection section)
    {
        var symbol = new ElfSymbol { Name = string.Empty, Section = section, Type = ElfSymbolType.Section };
        _sectionSymbols.Add(symbol);
        _sectionSymbolByName.Add(section.Name, symbol);
    }

    private void AddSymbol(ElfSymbol symbol)
    {
        if (!_symbolByName.TryAdd(symbol.Name, symbol))
        {
            throw new InvalidOperationException(
                $"write object: two of the maps, programs, functions and variables are named '{symbol.Name}'");
        }

        _symbols.Add(symbol);
    }

    private static ElfSymbolBinding BindingOf(BtfLinkage linkage) =>
        linkage == BtfLinkage.Static ? ElfSymbolBinding.Local : ElfSymbolBinding.Global;

    private static int SlotOffset(CodeFunction function, int index) =>
        function.Slots.SlotOf(index) * Instruction.SlotSize;
}
