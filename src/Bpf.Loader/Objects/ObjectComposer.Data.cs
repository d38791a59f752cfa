using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Btf;
using Bpf.Elf;

namespace Bpf.Loader;

internal sealed partial class ObjectComposer
{
    private const int DataAlignment = 8;

    /// <summary>Adds the data sections with their variables.</summary>
    private void AddData()
    {
        foreach (MapSpec map in collection.Maps.Where(map => map.IsDataSection && map.ValueSize > 0))
        {
            ElfSection section = MakeDataSection(map);
            _sections.Add(section);
            AddSectionSymbol(section);
            foreach (VariableSpec variable in VariablesOf(map))
            {
                AddSymbol(new ElfSymbol
                {
                    Name = variable.Name,
                    Section = section,
                    Value = variable.Offset,
                    Size = variable.Size,
                    Type = ElfSymbolType.Object,
                    Binding = BindingOf(variable.Linkage),
                });
            }

            if (TypeOf(map) is { } type)
            {
                _btf.Add(type);
            }
        }
    }

    private IEnumerable<VariableSpec> VariablesOf(MapSpec map) =>
        collection.Variables.Where(variable => variable.Section == map.Name);

    private static ElfSection MakeDataSection(MapSpec map)
    {
        ImmutableArray<byte> contents = map.Contents is [var entry] ? entry.Value : [];
        bool isZero = !contents.AsSpan().ContainsAnyExcept((byte)0);
        if (isZero && map.Name.StartsWith(".bss", StringComparison.Ordinal))
        {
            return ElfSection.Zeros(map.Name, map.ValueSize, DataAlignment);
        }

        byte[] bytes = new byte[map.ValueSize];
        contents.AsSpan(0, Math.Min(contents.Length, bytes.Length)).CopyTo(bytes);
        bool isConstant = map.Name.StartsWith(".rodata", StringComparison.Ordinal);
        ElfSectionFlags flags = isConstant ? ElfSectionFlags.Allocate : DataFlags;
        return new ElfSection(map.Name, ElfSectionType.ProgramBits, flags, bytes, DataAlignment);
    }

    /// <summary>The variables of a section as types: those of the map, or else those of the collection.</summary>
    private BtfDataSection? TypeOf(MapSpec map)
    {
        if (map.Value is BtfDataSection given && given.Name == map.Name && given.Size == map.ValueSize)
        {
            return given;
        }

        ImmutableArray<BtfSectionVariable> variables = [.. VariablesOf(map)
            .Where(variable => variable.Type is not null)
            .OrderBy(variable => variable.Offset)
            .Select(variable => new BtfSectionVariable(
                new BtfVariable(variable.Name, variable.Type!, variable.Linkage), variable.Offset, variable.Size))];
        return variables.IsEmpty ? null : new BtfDataSection(map.Name, map.ValueSize, variables);
    }

    /// <summary>Declares the kernel functions and variables that code refers to.</summary>
    private void AddExterns(IReadOnlyList<CodeSection> code)
    {
        var places = ImmutableArray.CreateBuilder<BtfSectionVariable>();
        foreach (Relocation relocation in code.SelectMany(section => section.Functions)
            .SelectMany(function => function.Code.Relocations.AsEnumerable()))
        {
            bool isExtern = relocation.Kind is RelocationKind.Kfunc or RelocationKind.KernelVariable;
            if (!isExtern || _symbolByName.ContainsKey(relocation.Symbol))
            {
                continue;
            }

            bool isWeak = collection.Externs.TryGet(relocation.Symbol, out ExternSpec? known) && known.IsWeak;
            places.Add(new BtfSectionVariable(known?.Type ?? FindExtern(relocation), 0, 0));
            AddSymbol(new ElfSymbol
            {
                Name = relocation.Symbol,
                Binding = isWeak ? ElfSymbolBinding.Weak : ElfSymbolBinding.Global,
            });
        }

        if (places.Count > 0)
        {
            _btf.Add(new BtfDataSection(".ksyms", 0, places.ToImmutable()));
        }
    }

    private BtfType FindExtern(Relocation relocation)
    {
        foreach (int id in collection.Btf?.IdsByName(relocation.Symbol) ?? [])
        {
            if (collection.Btf!.TypeById(id) is BtfFunction { Linkage: BtfLinkage.Extern }
                or BtfVariable { Linkage: BtfLinkage.Extern })
            {
                return collection.Btf.TypeById(id);
            }
        }

        return relocation.Kind == RelocationKind.KernelVariable
            ? new BtfVariable(
                relocation.Symbol, new BtfQualifier(BtfKind.Const, BtfVoid.Instance), BtfLinkage.Extern)
            : throw new InvalidOperationException(
                $"write object: the type of kernel function '{relocation.Symbol}' is not known: "
                + "add it to Externs of the collection");
    }
}
