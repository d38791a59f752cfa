using System.Collections.Immutable;
using System.Globalization;
using Bpf.Asm;

namespace Bpf.Vm;

/// <summary>Puts functions behind each other and resolves what their relocations name.</summary>
internal sealed class VmLinker(
    IReadOnlyDictionary<string, CodeImage> functions, IReadOnlyDictionary<string, VmMap> maps)
{
    private const string EntryName = "main";

    private readonly List<(string Name, CodeImage Image)> _images = [];
    private readonly Dictionary<string, int> _indexOfFunction = new(StringComparer.Ordinal);
    private readonly List<VmMap> _maps = [];
    private readonly List<string> _kfuncs = [];

    public VmProgram Link(CodeImage entry)
    {
        Collect(entry);
        var functionTable = ImmutableArray.CreateBuilder<VmFunction>(_images.Count);
        var code = ImmutableArray.CreateBuilder<Instruction>();
        foreach ((string name, CodeImage image) in _images)
        {
            RequireRelocations(name, image);
            functionTable.Add(new VmFunction(name, code.Count, code.Count + image.Instructions.Length));
            code.AddRange(image.Instructions);
        }

        var slots = new SlotMap(code.ToImmutable());
        for (int i = 0; i < _images.Count; i++)
        {
            foreach (Relocation relocation in _images[i].Image.Relocations)
            {
                int index = functionTable[i].Start + relocation.Index;
                code[index] = Resolve(code[index], relocation, index, functionTable, slots);
            }
        }

        ImmutableArray<Instruction> linked = code.ToImmutable();
        Dictionary<int, string> names = functionTable.ToDictionary(function =>
            function.Start, function => function.Name);
        return new VmProgram(linked, FindFunctions(linked, names), [.. _maps], [.. _kfuncs]);
    }

    /// <summary>Links one piece of code that has no relocations.</summary>
    public static VmProgram Link(ImmutableArray<Instruction> instructions, IReadOnlyDictionary<int, VmMap> maps)
    {
        var used = new List<VmMap>();
        var code = ImmutableArray.CreateBuilder<Instruction>(instructions.Length);
        foreach (Instruction instruction in instructions)
        {
            if (!NamesMap(instruction))
            {
                code.Add(instruction);
                continue;
            }

            int fd = (int)instruction.Imm;
            VmMap map = maps.TryGetValue(fd, out VmMap? found)
                ? found
                : throw new VmException(
                    VmError.UnresolvedSymbol, $"link program: there is no map with descriptor {fd}");
            code.Add(instruction with { Imm = (instruction.Imm & ~0xffff_ffffL) | (uint)IndexOf(used, map) });
        }

        var names = new Dictionary<int, string> { [0] = EntryName };
        return new VmProgram(code.ToImmutable(), FindFunctions(instructions, names), [.. used], []);
    }

    // An image may hold several functions: what is called or taken the address of starts one.
    private static ImmutableArray<VmFunction> FindFunctions(
        ImmutableArray<Instruction> code, Dictionary<int, string> names)
    {
        var slots = new SlotMap(code);
        var starts = new SortedSet<int>(names.Keys);
        for (int i = 0; i < code.Length; i++)
        {
            int? start = code[i] switch
            {
                { IsCall: true, CallKind: CallKind.Local } call => slots.Target(i, (int)call.Imm),
                { OpCode.IsWide: true, WideLoadKind: WideLoadKind.Function } load => FunctionTarget(slots, i, load),
                _ => null,
            };
            if (start is { } index && index >= 0 && index < code.Length)
            {
                starts.Add(index);
            }
        }

        int[] ordered = [.. starts];
        return
        [
            .. ordered.Select((start, i) => new VmFunction(
                names.TryGetValue(start, out string? name)
                    ? name
                    : string.Create(CultureInfo.InvariantCulture, $"sub_{slots.SlotOf(start)}"),
                start,
                i + 1 < ordered.Length ? ordered[i + 1] : code.Length)),
        ];
    }

    /// <summary>Index of the function whose address a wide load at an index loads, or -1.</summary>
    public static int FunctionTarget(SlotMap slots, int index, Instruction load) =>
        slots.IndexOf(slots.SlotOf(index) + 1 + (int)load.Imm);

    private void Collect(CodeImage entry)
    {
        _images.Add((EntryName, entry));
        for (int i = 0; i < _images.Count; i++)
        {
            foreach (Relocation relocation in _images[i].Image.Relocations)
            {
                bool isFunction = relocation.Kind is RelocationKind.LocalCall or RelocationKind.FunctionAddress;
                if (!isFunction || _indexOfFunction.ContainsKey(relocation.Symbol))
                {
                    continue;
                }

                CodeImage image = functions.TryGetValue(relocation.Symbol, out CodeImage? found)
                    ? found
                    : throw Missing("function", relocation.Symbol);
                _indexOfFunction.Add(relocation.Symbol, _images.Count);
                _images.Add((relocation.Symbol, image));
            }
        }
    }

    // A number in place of a name means something to the loader that put it there, not here.
    private static void RequireRelocations(string function, CodeImage image)
    {
        HashSet<int> relocated = [.. image.Relocations.Select(relocation => relocation.Index)];
        for (int i = 0; i < image.Instructions.Length; i++)
        {
            Instruction instruction = image.Instructions[i];
            bool isKfunc = instruction is { IsCall: true, CallKind: CallKind.Kfunc };
            if ((isKfunc || NamesMap(instruction)) && !relocated.Contains(i))
            {
                string what = isKfunc ? "a kernel function" : "a map";
                throw new VmException(
                    VmError.UnresolvedSymbol,
                    $"link program: {function}, instruction {i}: {what} without a relocation that names it");
            }
        }
    }

    private static bool NamesMap(Instruction instruction) =>
        instruction.OpCode.IsWide && instruction.WideLoadKind is WideLoadKind.MapFd or WideLoadKind.MapValue;

    private Instruction Resolve(
        Instruction instruction,
        Relocation relocation,
        int index,
        ImmutableArray<VmFunction>.Builder functionTable,
        SlotMap slots)
    {
        switch (relocation.Kind)
        {
            case RelocationKind.Map:
                return Instruction.LoadMapFd(instruction.Dst, IndexOfMap(relocation.Symbol));
            case RelocationKind.MapValue:
                int map = IndexOfMap(relocation.Symbol);
                return Instruction.LoadMapValue(instruction.Dst, map, (int)relocation.Addend);
            case RelocationKind.LocalCall:
                return Instruction.CallLocal(slots.Distance(index, StartOf(relocation, functionTable)));
            case RelocationKind.FunctionAddress:
                int distance = slots.SlotOf(StartOf(relocation, functionTable)) - slots.SlotOf(index) - 1;
                return Instruction.LoadFunction(instruction.Dst, distance);
            case RelocationKind.Kfunc:
                return Instruction.CallKfunc(IndexOf(_kfuncs, relocation.Symbol), 0);
            default:
                throw Missing(relocation.Kind.ToString(), relocation.Symbol);
        }
    }

    private int StartOf(Relocation relocation, ImmutableArray<VmFunction>.Builder functionTable) =>
        functionTable[_indexOfFunction[relocation.Symbol]].Start;

    private int IndexOfMap(string name) =>
        IndexOf(_maps, maps.TryGetValue(name, out VmMap? map) ? map : throw Missing("map", name));

    private static int IndexOf<T>(List<T> list, T item)
    {
        int index = list.IndexOf(item);
        if (index < 0)
        {
            list.Add(item);
            index = list.Count - 1;
        }

        return index;
    }

    private static VmException Missing(string what, string name) =>
        new(VmError.UnresolvedSymbol, $"link program: {what} \"{name}\" was not given");
}
