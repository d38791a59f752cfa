using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Btf;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Fills in what depends on the kernel's types: offsets, sizes, and whether something exists at all.</summary>
/// <remarks>
/// An instruction whose field the kernel lacks becomes one that the verifier refuses when it can be reached. Programs
/// ask for existence first, and the verifier never walks the other branch.
/// </remarks>
internal sealed class CoreRelocator
{
    /// <summary>The helper number that libbpf uses too: its log then reads the same.</summary>
    private const int NoSuchHelper = 0xbad2310;

    private readonly BtfSpec _local;
    private readonly CoreResolver _resolver;

    /// <param name="local">The types that relocations name by id.</param>
    /// <param name="kernel">The types of the kernel.</param>
    public CoreRelocator(BtfSpec local, BtfSpec kernel)
    {
        _local = local;
        _resolver = new CoreResolver(kernel);
    }

    /// <summary>The instructions of a function with all relocations applied. Their count stays the same.</summary>
    /// <exception cref="BpfException">A relocation is damaged, or its value does not fit the instruction.</exception>
    public ImmutableArray<Instruction> Apply(CodeImage code)
    {
        if (code.CoreRelocations.IsEmpty)
        {
            return code.Instructions;
        }

        Instruction[] instructions = [.. code.Instructions];
        foreach (CoreRelocation relocation in code.CoreRelocations)
        {
            ref Instruction instruction = ref instructions[relocation.Index];
            instruction = Patch(instruction, Resolve(relocation), relocation);
        }

        return [.. instructions];
    }

    private CoreResolution Resolve(CoreRelocation relocation)
    {
        if (relocation.TypeId <= 0 || relocation.TypeId >= _local.Count)
        {
            throw Error(relocation, $"type {relocation.TypeId} is not in the collection's BTF");
        }

        BtfType root = _local.TypeById(relocation.TypeId);
        try
        {
            return _resolver.Resolve(
                root, relocation.TypeId, relocation.AccessString, (CoreRelocationKind)relocation.Kind);
        }
        catch (BtfFormatException e)
        {
            throw Error(relocation, e.Message);
        }
    }

    private static Instruction Patch(Instruction instruction, CoreResolution resolution, CoreRelocation relocation)
    {
        if (!resolution.IsResolved)
        {
            return Poison(instruction);
        }

        OpCode code = instruction.OpCode;
        return (code.Class, code.IsWide, code.Source) switch
        {
            (InstructionClass.Load, true, _) => instruction with { Imm = (long)resolution.Value },
            (InstructionClass.Alu32 or InstructionClass.Alu64, _, Source.Immediate) =>
                resolution.Value <= int.MaxValue
                    ? instruction with { Imm = (long)resolution.Value }
                    : throw Error(relocation, $"{resolution.Value} does not fit an immediate"),
            (InstructionClass.LoadX or InstructionClass.Store or InstructionClass.StoreX, _, _) =>
                PatchAccess(instruction, resolution, relocation),
            _ => throw Error(relocation, $"instruction {instruction} cannot take it"),
        };
    }

    private static Instruction PatchAccess(
        Instruction instruction, CoreResolution resolution, CoreRelocation relocation)
    {
        if (resolution.AccessSize == CoreResolution.NoAccess)
        {
            return Poison(instruction);
        }

        if (resolution.Value > (ulong)short.MaxValue)
        {
            throw Error(relocation, $"offset {resolution.Value} does not fit a load or store");
        }

        OpCode code = instruction.OpCode;
        MemorySize size = resolution.AccessSize switch
        {
            1 => MemorySize.Byte,
            2 => MemorySize.Half,
            4 => MemorySize.Word,
            8 => MemorySize.Double,
            _ => code.Size,
        };
        OpCode sized = size == code.Size ? code
            : code.Class switch
            {
                InstructionClass.LoadX => OpCode.Load(size, code.Mode),
                InstructionClass.Store => OpCode.Store(size, Source.Immediate),
                _ => OpCode.Store(size, Source.Register),
            };
        return instruction with { OpCode = sized, Offset = (short)resolution.Value };
    }

    /// <summary>An instruction of the same length that the verifier refuses, if it gets there.</summary>
    private static Instruction Poison(Instruction instruction) => instruction.OpCode.IsWide
        ? Instruction.LoadImm64(Register.R10, NoSuchHelper) // the frame pointer cannot be written
        : Instruction.CallHelper((HelperFunction)NoSuchHelper);

    private static BpfException Error(CoreRelocation relocation, string reason) =>
        new($"apply CO-RE relocation of instruction {relocation.Index}", reason);
}
