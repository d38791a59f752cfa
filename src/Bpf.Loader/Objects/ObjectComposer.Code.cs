using Bpf.Asm;
using Bpf.Btf;
using Bpf.Elf;

namespace Bpf.Loader;

internal sealed partial class ObjectComposer
{
    private const string FunctionSection = ".text";

    private readonly Dictionary<string, ElfSection> _codeSections = new(StringComparer.Ordinal);
    private CodeSection? _text;

    /// <summary>Puts functions in <c>.text</c> and programs in their sections, in order of appearance.</summary>
    private List<CodeSection> ArrangeCode()
    {
        var sections = new List<CodeSection>();
        if (collection.Functions.Count > 0)
        {
            _text = new CodeSection(FunctionSection);
            sections.Add(_text);
        }

        foreach (FunctionSpec function in collection.Functions)
        {
            ElfSymbolBinding binding = function.IsWeak ? ElfSymbolBinding.Weak : BindingOf(function.Linkage);
            _text!.Add(new CodeFunction(function.Name, function.Code, TypeOf(function), binding));
        }

        foreach (ProgramSpec program in collection.Programs)
        {
            string name = ProgramSection.NameOf(program);
            CodeSection? section = sections.Find(known => known.Name == name);
            if (section is null)
            {
                section = new CodeSection(name);
                sections.Add(section);
            }

            section.Add(new CodeFunction(program.Name, program.Code, program.Function, ElfSymbolBinding.Global));
        }

        return sections;
    }

    /// <summary>The type of a function; the kernel verifies it alone if the linkage there is global.</summary>
    private static BtfFunction? TypeOf(FunctionSpec function) => function.Function is not { } type ? null
        : type.Linkage == function.Linkage ? type
        : new BtfFunction(type.Name, type.Prototype, function.Linkage);

    private void AddCode(CodeSection code)
    {
        byte[] bytes = new byte[code.Functions.Sum(function => (long)function.Size)];
        foreach (CodeFunction function in code.Functions)
        {
            WriteCode(function, bytes.AsSpan((int)code.OffsetOf(function.Name)));
        }

        ElfSection section = AddSection(code.Name, CodeFlags, bytes, Instruction.SlotSize);
        _codeSections.Add(code.Name, section);
        AddSectionSymbol(section);
        foreach (CodeFunction function in code.Functions)
        {
            AddSymbol(new ElfSymbol
            {
                Name = function.Name,
                Section = section,
                Value = code.OffsetOf(function.Name),
                Size = function.Size,
                Type = ElfSymbolType.Function,
                Binding = function.Binding,
            });
        }
    }

    private void WriteCode(CodeFunction function, Span<byte> destination)
    {
        Instruction[] instructions = [.. function.Code.Instructions];
        foreach (Relocation relocation in function.Code.Relocations)
        {
            ref Instruction instruction = ref instructions[relocation.Index];
            instruction = UnlinkedForm(instruction, relocation);
        }

        foreach (Instruction instruction in instructions)
        {
            destination = destination[InstructionEncoding.Encode(instruction, destination)..];
        }
    }

    /// <summary>
    /// The instruction as an object has it: what a loader fills in is empty, and the addend in place.
    /// </summary>
    private Instruction UnlinkedForm(Instruction instruction, Relocation relocation) => relocation.Kind switch
    {
        RelocationKind.LocalCall or RelocationKind.Kfunc => Instruction.CallLocal(-1),
        RelocationKind.Map or RelocationKind.KernelVariable => Instruction.LoadImm64(instruction.Dst, 0),
        RelocationKind.FunctionAddress => Instruction.LoadImm64(instruction.Dst, TextOffset(relocation.Symbol)),
        RelocationKind.MapValue => Instruction.LoadImm64(
            instruction.Dst, (uint)(relocation.Addend - (VariableAt(relocation)?.Offset ?? 0))),
        _ => throw new System.Diagnostics.UnreachableException($"No object form for {relocation.Kind}."),
    };

    private void RelocateCode(CodeSection code)
    {
        var relocations = new List<ElfRelocation>();
        foreach (CodeFunction function in code.Functions)
        {
            foreach (Relocation relocation in function.Code.Relocations)
            {
                ulong at = code.OffsetOf(function.Name) + (ulong)SlotOffset(function, relocation.Index);
                bool isCall = relocation.Kind is RelocationKind.LocalCall or RelocationKind.Kfunc;
                BpfRelocationType type = isCall ? BpfRelocationType.Call : BpfRelocationType.WideLoad;
                relocations.Add(new ElfRelocation(at, type, SymbolOf(relocation, function)));
            }
        }

        if (relocations.Count > 0)
        {
            _relocations.Add(_codeSections[code.Name], [.. relocations]);
        }
    }

    private ElfSymbol SymbolOf(Relocation relocation, CodeFunction function)
    {
        // libbpf takes the address of a function only by the symbol of its section.
        ElfSymbol? symbol = relocation.Kind switch
        {
            RelocationKind.FunctionAddress => _sectionSymbolByName.GetValueOrDefault(FunctionSection),
            RelocationKind.MapValue when VariableAt(relocation) is null =>
                _sectionSymbolByName.GetValueOrDefault(relocation.Symbol),
            RelocationKind.MapValue => _symbolByName.GetValueOrDefault(VariableAt(relocation)!.Name),
            _ => _symbolByName.GetValueOrDefault(relocation.Symbol),
        };
        return symbol ?? throw new InvalidOperationException(
            $"write object: '{function.Name}' refers to {relocation.Kind} '{relocation.Symbol}', "
            + "which is not in the collection");
    }

    /// <summary>The variable that an address lies in, if there is one: relocations that name it read better.</summary>
    private VariableSpec? VariableAt(Relocation relocation) => collection.Variables.FirstOrDefault(variable =>
        variable.Section == relocation.Symbol && relocation.Addend >= variable.Offset
        && relocation.Addend < (long)variable.Offset + variable.Size);

    private uint TextOffset(string function) => _text is not null && _text.Contains(function)
        ? _text.OffsetOf(function)
        : throw new InvalidOperationException(
            $"write object: code takes the address of '{function}', which is not a function of the collection");
}
