using System.Collections.Immutable;
using Bpf.Asm;

namespace Bpf.Vm;

/// <summary>A program ready to run: all functions in one piece of code, maps and symbols resolved.</summary>
/// <remarks>Immutable; any number of machines can run it.</remarks>
public sealed class VmProgram
{
    private static readonly ImmutableDictionary<int, VmMap> _noMaps = ImmutableDictionary<int, VmMap>.Empty;

    internal VmProgram(
        ImmutableArray<Instruction> instructions,
        ImmutableArray<VmFunction> functions,
        ImmutableArray<VmMap> maps,
        ImmutableArray<string> kfuncs)
    {
        Instructions = instructions;
        Functions = functions;
        Maps = maps;
        Kfuncs = kfuncs;
        Slots = new SlotMap(instructions);
        Ops = VmDecoder.Decode(this);
    }

    /// <summary>The instructions of all functions. Map references hold an index into <see cref="Maps"/>.</summary>
    public ImmutableArray<Instruction> Instructions { get; }

    /// <summary>The functions in the order of their code; the first one is the program's entry.</summary>
    public ImmutableArray<VmFunction> Functions { get; }

    /// <summary>The maps that the code refers to.</summary>
    public ImmutableArray<VmMap> Maps { get; }

    /// <summary>Names of kernel functions; the number in a kfunc call is an index here.</summary>
    internal ImmutableArray<string> Kfuncs { get; }

    internal SlotMap Slots { get; }

    internal ImmutableArray<VmOp> Ops { get; }

    /// <summary>Links a program with the functions that it calls, directly or not.</summary>
    /// <param name="entry">The program.</param>
    /// <param name="functions">Functions by name; those not called are left out.</param>
    /// <param name="maps">
    /// Maps by the names in relocations; data sections too (<c>.data</c>, <c>.rodata</c>, <c>.bss</c>).
    /// </param>
    /// <exception cref="VmException">A name is missing, or a function's code cannot run.</exception>
    public static VmProgram Link(
        CodeImage entry,
        IReadOnlyDictionary<string, CodeImage> functions,
        IReadOnlyDictionary<string, VmMap> maps)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentNullException.ThrowIfNull(maps);
        return new VmLinker(functions, maps).Link(entry);
    }

    /// <summary>A program from code in which maps are referred to by descriptor.</summary>
    /// <param name="maps">Maps by the descriptors used in the code.</param>
    /// <exception cref="VmException">A map is missing, or the code cannot run.</exception>
    public static VmProgram Create(
        ImmutableArray<Instruction> instructions, IReadOnlyDictionary<int, VmMap>? maps = null) =>
        VmLinker.Link(instructions, maps ?? _noMaps);

    /// <summary>A program from encoded code.</summary>
    /// <exception cref="InstructionFormatException">The bytes are no BPF code.</exception>
    /// <exception cref="VmException">A map is missing, or the code cannot run.</exception>
    public static VmProgram Decode(ReadOnlySpan<byte> bytes, IReadOnlyDictionary<int, VmMap>? maps = null) =>
        Create(InstructionEncoding.Decode(bytes), maps);

    /// <summary>The function that has an instruction.</summary>
    internal VmFunction FunctionAt(int index)
    {
        foreach (VmFunction function in Functions)
        {
            if (index >= function.Start && index < function.End)
            {
                return function;
            }
        }

        return Functions[0];
    }
}
