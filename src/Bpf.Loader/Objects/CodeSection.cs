using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Btf;
using Bpf.Elf;

namespace Bpf.Loader;

/// <summary>A function as it is placed in a code section of an object.</summary>
/// <param name="Name">The symbol.</param>
/// <param name="Code">Its code.</param>
/// <param name="Type">Its type, if known.</param>
/// <param name="Binding">Who sees the symbol.</param>
internal sealed record CodeFunction(string Name, CodeImage Code, BtfFunction? Type, ElfSymbolBinding Binding)
{
    /// <summary>Slots and instructions of the code.</summary>
    public SlotMap Slots { get; } = Code.CreateSlotMap();

    /// <summary>Bytes of the code.</summary>
    public uint Size => (uint)Slots.SlotCount * Instruction.SlotSize;
}

/// <summary>The functions of one code section, one after the other.</summary>
internal sealed class CodeSection(string name)
{
    private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal);
    private readonly List<CodeFunction> _functions = [];
    private uint _size;

    public string Name => name;

    public IReadOnlyList<CodeFunction> Functions => _functions;

    public void Add(CodeFunction function)
    {
        _functions.Add(function);
        _offsets.Add(function.Name, _size);
        _size += function.Size;
    }

    /// <summary>Bytes from the start of the section to a function.</summary>
    public uint OffsetOf(string function) => _offsets[function];

    /// <summary>Whether the section has a function.</summary>
    public bool Contains(string function) => _offsets.ContainsKey(function);

    /// <summary>What <c>.BTF.ext</c> says about the section.</summary>
    /// <param name="idOf">Gives the ids of types in the object's BTF.</param>
    /// <param name="typeById">The types that CO-RE relocations name by id.</param>
    /// <param name="withLines">Whether function and line records are wanted: all functions have types.</param>
    public BtfExtSection Describe(Func<BtfType, int> idOf, Func<int, BtfType> typeById, bool withLines)
    {
        var functions = ImmutableArray.CreateBuilder<BtfFunctionInfo>();
        var lines = ImmutableArray.CreateBuilder<BtfLineInfo>();
        var relocations = ImmutableArray.CreateBuilder<BtfCoreRelocation>();
        foreach (CodeFunction function in _functions)
        {
            uint start = OffsetOf(function.Name);
            if (withLines)
            {
                functions.Add(new BtfFunctionInfo(start, idOf(function.Type!)));
                lines.AddRange(LinesOf(function, start));
            }

            foreach (CoreRelocation relocation in function.Code.CoreRelocations)
            {
                uint at = start + ((uint)function.Slots.SlotOf(relocation.Index) * Instruction.SlotSize);
                int root = idOf(typeById(relocation.TypeId));
                relocations.Add(new BtfCoreRelocation(
                    at, root, relocation.AccessString, (CoreRelocationKind)relocation.Kind));
            }
        }

        return new BtfExtSection
        {
            Name = name,
            Functions = functions.ToImmutable(),
            Lines = lines.ToImmutable(),
            CoreRelocations = relocations.ToImmutable(),
        };
    }

    /// <summary>Line records: each at another instruction, and the first at the start, as the kernel demands.</summary>
    private static IEnumerable<BtfLineInfo> LinesOf(CodeFunction function, uint start)
    {
        ImmutableArray<SourceLine> lines = function.Code.Lines;
        bool isFirst = true;
        for (int i = 0; i < lines.Length; i++)
        {
            if (i + 1 < lines.Length && lines[i + 1].Index == lines[i].Index)
            {
                continue;
            }

            int index = isFirst ? 0 : lines[i].Index;
            isFirst = false;
            uint at = start + ((uint)function.Slots.SlotOf(index) * Instruction.SlotSize);
            yield return new BtfLineInfo(at, lines[i].File, lines[i].Text, lines[i].Line, lines[i].Column);
        }
    }
}
