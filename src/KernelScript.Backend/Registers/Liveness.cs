using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers;

/// <summary>The registers that live at the start and at the end of each block.</summary>
/// <remarks>A block parameter is defined by its block: it does not live at the start. An argument lives at no block's
/// end.</remarks>
internal sealed class Liveness
{
    private readonly int _words;
    private readonly ulong[] _in;
    private readonly ulong[] _out;

    /// <summary>Computes liveness backwards to a fixed point.</summary>
    public Liveness(MachineFunction function)
    {
        int blocks = function.Blocks.Count;
        _words = (function.RegisterCount + 63) >> 6;
        _in = new ulong[blocks * _words];
        _out = new ulong[blocks * _words];
        var defined = new ulong[blocks * _words];
        for (int b = 0; b < blocks; b++)
        {
            Summarize(function, function.Blocks[b], In(b), defined.AsSpan(b * _words, _words));
        }

        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int b = blocks - 1; b >= 0; b--)
            {
                changed |= Flow(function.Blocks[b], b, defined);
            }
        }
    }

    /// <summary>Bit set of the registers that live at the start of block <paramref name="block"/>.</summary>
    public Span<ulong> In(int block) => _in.AsSpan(block * _words, _words);

    /// <summary>Bit set of the registers that live at the end of block <paramref name="block"/>.</summary>
    public Span<ulong> Out(int block) => _out.AsSpan(block * _words, _words);

    /// <summary>Whether a bit is set.</summary>
    public static bool Contains(ReadOnlySpan<ulong> set, int register) => (set[register >> 6] >> register & 1) != 0;

    /// <summary>Sets a bit.</summary>
    public static void Add(Span<ulong> set, int register) => set[register >> 6] |= 1UL << register;

    /// <summary>Clears a bit.</summary>
    public static void Remove(Span<ulong> set, int register) => set[register >> 6] &= ~(1UL << register);

    private bool Flow(MachineBlock block, int index, ulong[] defined)
    {
        Span<ulong> after = Out(index);
        Span<ulong> before = In(index);
        bool changed = false;
        for (int w = 0; w < after.Length; w++)
        {
            ulong bits = (block.Taken >= 0 ? _in[(block.Taken * _words) + w] : 0)
                | (block.Next >= 0 ? _in[(block.Next * _words) + w] : 0);
            after[w] = bits;
            ulong added = bits & ~defined[(index * _words) + w] & ~before[w];
            before[w] |= added;
            changed |= added != 0;
        }

        return changed;
    }

    /// <summary>What a block reads before it defines it, and what it defines.</summary>
    private static void Summarize(MachineFunction function, MachineBlock block, Span<ulong> read, Span<ulong> defined)
    {
        Span<int> registers = stackalloc int[OperandReader.MaxOperands];
        Span<int> points = stackalloc int[OperandReader.MaxOperands];
        ReadAll(block.Arguments, read);
        for (int i = block.End - 1; i >= block.First; i--)
        {
            MachineInstruction instruction = function.Instructions[i];
            if (instruction.Def > 0)
            {
                Remove(read, instruction.Def);
                Add(defined, instruction.Def);
            }

            if (instruction.Kind == MachineKind.Call)
            {
                ReadAll(function.Calls[instruction.Extra].Arguments, read);
                continue;
            }

            int count = OperandReader.Read(instruction, registers, points);
            ReadAll(registers[..count], read);
        }

        Define(block.Parameters, read, defined);
        if (block == function.Blocks[0])
        {
            foreach (int parameter in function.Parameters)
            {
                Remove(read, parameter);
                Add(defined, parameter);
            }
        }
    }

    private static void Define(ReadOnlySpan<int> parameters, Span<ulong> read, Span<ulong> defined)
    {
        foreach (int parameter in parameters)
        {
            if (parameter > 0)
            {
                Remove(read, parameter);
                Add(defined, parameter);
            }
        }
    }

    private static void ReadAll(ReadOnlySpan<int> registers, Span<ulong> read)
    {
        foreach (int register in registers)
        {
            if (register > 0)
            {
                Add(read, register);
            }
        }
    }
}
