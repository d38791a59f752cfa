using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Puts a program and the functions it calls, directly or not, into one piece of code.</summary>
/// <remarks>
/// Linking needs no kernel: the maps are given by the numbers that stand for them, the kernel's symbols by a table.
/// </remarks>
internal sealed class ProgramLinker
{
    private readonly CollectionSpec _collection;
    private readonly ISymbolTable _symbols;

    /// <param name="collection">Where functions are found.</param>
    /// <param name="symbols">What maps and kernel symbols are.</param>
    public ProgramLinker(CollectionSpec collection, ISymbolTable symbols)
    {
        _collection = collection;
        _symbols = symbols;
    }

    /// <summary>Links a program.</summary>
    /// <exception cref="BpfException">
    /// A symbol is not known, or a relocation is at an instruction that cannot take it.
    /// </exception>
    public LinkedProgram Link(ProgramSpec program)
    {
        ImmutableArray<LinkedFunction> functions = LayOut(program);
        Dictionary<string, int> starts = functions.Skip(1).ToDictionary(
            static function => function.Name, static function => function.FirstSlot, StringComparer.Ordinal);
        var instructions =
            ImmutableArray.CreateBuilder<Instruction>(functions.Sum(static f => f.Code.Instructions.Length));
        foreach (LinkedFunction function in functions)
        {
            int start = instructions.Count;
            instructions.AddRange(_symbols.ApplyCoreRelocations(function.Code));
            foreach (Relocation relocation in function.Code.Relocations)
            {
                int slot = function.FirstSlot + function.Slots.SlotOf(relocation.Index);
                Instruction instruction = instructions[start + relocation.Index];
                instructions[start + relocation.Index] = Resolve(program, instruction, relocation, slot, starts);
            }
        }

        return new LinkedProgram(functions, instructions.DrainToImmutable());
    }

    private ImmutableArray<LinkedFunction> LayOut(ProgramSpec program)
    {
        var functions = ImmutableArray.CreateBuilder<LinkedFunction>();
        HashSet<string> known = new(StringComparer.Ordinal);
        functions.Add(
            new LinkedFunction(program.Name, program.Code, program.Function, 0, program.Code.CreateSlotMap()));
        for (int i = 0; i < functions.Count; i++)
        {
            foreach (Relocation relocation in functions[i].Code.Relocations)
            {
                if (relocation.Kind is RelocationKind.LocalCall or RelocationKind.FunctionAddress
                    && known.Add(relocation.Symbol))
                {
                    FunctionSpec function = Find(program, functions[i].Name, relocation.Symbol);
                    int start = functions[^1].FirstSlot + functions[^1].Slots.SlotCount;
                    functions.Add(new LinkedFunction(
                        function.Name, function.Code, function.Function, start, function.Code.CreateSlotMap()));
                }
            }
        }

        return functions.DrainToImmutable();
    }

    private FunctionSpec Find(ProgramSpec program, string caller, string symbol) =>
        _collection.Functions.TryGet(symbol, out FunctionSpec? function)
            ? function
            : throw new BpfException(
                Operation(program), $"\"{caller}\" calls \"{symbol}\", and the collection has no such function");

    private Instruction Resolve(
        ProgramSpec program, Instruction instruction, Relocation relocation, int slot, Dictionary<string, int> starts)
    {
        bool isWide = instruction.OpCode.IsWide;
        return (relocation.Kind, isWide, instruction.IsCall) switch
        {
            (RelocationKind.Map, true, _) => Instruction.LoadMapFd(instruction.Dst, MapNumber(program, relocation)),
            (RelocationKind.MapValue, true, _) => Instruction.LoadMapValue(
                instruction.Dst, MapNumber(program, relocation), checked((int)relocation.Addend)),

            // Both count from the slot after the (first) one of the instruction.
            (RelocationKind.LocalCall, _, true) => Instruction.CallLocal(starts[relocation.Symbol] - slot - 1),
            (RelocationKind.FunctionAddress, true, _) =>
                Instruction.LoadFunction(instruction.Dst, starts[relocation.Symbol] - slot - 1),
            (RelocationKind.Kfunc, _, true) => Instruction.CallKfunc(KernelFunction(program, relocation), 0),
            (RelocationKind.KernelVariable, true, _) => KernelVariable(program, relocation) is var id and not 0
                ? Instruction.LoadBtfId(instruction.Dst, id, 0)
                : Instruction.LoadImm64(instruction.Dst, 0),
            _ => throw new BpfException(
                Operation(program),
                $"slot {slot} cannot take a relocation of kind {relocation.Kind} to \"{relocation.Symbol}\""),
        };
    }

    private int MapNumber(ProgramSpec program, Relocation relocation) => _symbols.MapNumber(relocation.Symbol)
        ?? throw new BpfException(
            Operation(program), $"it uses map \"{relocation.Symbol}\", which the collection does not have");

    // The verifier takes id 0 for a function that does not exist; it refuses the program only if the call can be
    // reached.
    private int KernelFunction(ProgramSpec program, Relocation relocation) =>
        _symbols.KernelFunctionId(relocation.Symbol) ?? (IsWeak(relocation) ? 0 : throw new BpfException(
            Operation(program),
            $"kernel {KernelVersion.Running} has no function \"{relocation.Symbol}\" that programs may call",
            "it may be in a module that is not loaded, or have another name in this version"));

    private int KernelVariable(ProgramSpec program, Relocation relocation) =>
        _symbols.KernelVariableId(relocation.Symbol) ?? (IsWeak(relocation) ? 0 : throw new BpfException(
            Operation(program),
            $"kernel {KernelVersion.Running} has no variable or function \"{relocation.Symbol}\" in its BTF"));

    private bool IsWeak(Relocation relocation) =>
        _collection.Externs.TryGet(relocation.Symbol, out ExternSpec? symbol) && symbol.IsWeak;

    private static string Operation(ProgramSpec program) => $"link program \"{program.Name}\"";
}
