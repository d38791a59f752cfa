using System.Runtime.InteropServices;
using Bpf.Asm;
using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers;

/// <summary>Groups of registers that want to be one: connected by moves, two-address operations and block parameters.</summary>
/// <remarks>Two groups become one when they never live at the same point; the most frequent moves are dealt with first.</remarks>
internal sealed class Bundles
{
    private readonly MachineFunction _function;
    private readonly LiveRanges _ranges;
    private readonly int[] _parents;
    private readonly int[] _heads;
    private readonly float[] _hints;
    private readonly float[] _weights;
    private readonly int[] _memberCounts;
    private readonly bool[] _apart;
    private readonly Dictionary<(int A, int B), float> _affinities = [];

    /// <summary>Groups the registers of <paramref name="function"/>.</summary>
    /// <param name="apart">Registers that stay alone.</param>
    public Bundles(MachineFunction function, LiveRanges ranges, bool[] apart)
    {
        _apart = apart;
        _function = function;
        _ranges = ranges;
        int count = function.RegisterCount;
        _parents = new int[count];
        _heads = new int[count];
        _weights = new float[count];
        _memberCounts = new int[count];
        Array.Fill(_memberCounts, 1);
        _hints = new float[count * RegisterAllocator.RegisterCount];
        for (int i = 0; i < count; i++)
        {
            _parents[i] = i;
            _heads[i] = ranges.Head(i);
        }

        Collect();
        MergeAll();
    }

    /// <summary>The member that stands for the group of <paramref name="register"/>.</summary>
    public int Find(int register)
    {
        while (_parents[register] != register)
        {
            _parents[register] = _parents[_parents[register]];
            register = _parents[register];
        }

        return register;
    }

    /// <summary>The first segment of a group named by its representative.</summary>
    public int Head(int bundle) => _heads[bundle];

    /// <summary>Members of a group named by its representative.</summary>
    public int MemberCount(int bundle) => _memberCounts[bundle];

    /// <summary>How often the members are read and written, by loop depth.</summary>
    public float Weight(int bundle) => _weights[bundle];

    /// <summary>How many moves, by loop depth, go away when the group gets each of R0 to R9.</summary>
    public ReadOnlySpan<float> Hints(int bundle) =>
        _hints.AsSpan(bundle * RegisterAllocator.RegisterCount, RegisterAllocator.RegisterCount);

    /// <summary>How often a block at that depth of loops is assumed to run.</summary>
    public static float Frequency(int loopDepth) => loopDepth switch
    {
        0 => 1,
        1 => 8,
        2 => 64,
        _ => 512,
    };

    private void Collect()
    {
        for (int i = 0; i < _function.Parameters.Count; i++)
        {
            Hint(_function.Parameters[i], (Register)(i + 1), 1);
        }

        foreach (MachineBlock block in _function.Blocks)
        {
            float frequency = Frequency(block.LoopDepth);
            for (int i = block.First; i < block.End; i++)
            {
                Collect(_function.Instructions[i], block, frequency);
            }
        }
    }

    private void Collect(in MachineInstruction instruction, MachineBlock block, float frequency)
    {
        CountUse(instruction.Def, frequency);
        CountUse(instruction.A, frequency);
        CountUse(instruction.B, frequency);
        switch (instruction.Kind)
        {
            case MachineKind.Move:
                Attract(instruction.Def, instruction.A, frequency);
                break;
            case MachineKind.Alu:
                Attract(instruction.Def, instruction.A, frequency);
                if (instruction.IsCommutative)
                {
                    Attract(instruction.Def, instruction.B, frequency);
                }

                break;
            case MachineKind.AtomicFetch:
                Attract(instruction.Def, instruction.B, frequency);
                break;
            case MachineKind.CompareExchange:
                Hint(instruction.C, Register.R0, frequency);
                Hint(instruction.Def, Register.R0, frequency);
                break;
            case MachineKind.Call:
                Hint(instruction.Def, Register.R0, frequency);
                int[] arguments = _function.Calls[instruction.Extra].Arguments;
                for (int i = 0; i < arguments.Length; i++)
                {
                    Hint(arguments[i], (Register)(i + 1), frequency);
                    CountUse(arguments[i], frequency);
                }

                break;
            case MachineKind.Exit:
                Hint(instruction.A, Register.R0, frequency);
                break;
            case MachineKind.Goto:
                for (int i = 0; i < block.Arguments.Length; i++)
                {
                    Attract(_function.Blocks[block.Next].Parameters[i], block.Arguments[i], frequency);
                }

                break;
        }
    }

    /// <summary>The heaviest first; of equal ones the smallest numbers first, so that the order is fixed.</summary>
    private void MergeAll()
    {
        var order = new (float Weight, int A, int B)[_affinities.Count];
        int i = 0;
        foreach (((int a, int b), float weight) in _affinities)
        {
            order[i++] = (weight, a, b);
        }

        Array.Sort(order, static (x, y) =>
            x.Weight != y.Weight ? y.Weight.CompareTo(x.Weight) : x.A != y.A ? x.A - y.A : x.B - y.B);
        foreach ((_, int a, int b) in order)
        {
            TryMerge(a, b);
        }
    }

    private void CountUse(int register, float frequency)
    {
        if (register is > 0 and not MachineFunction.FramePointer)
        {
            _weights[register] += frequency;
        }
    }

    private void Hint(int register, Register wanted, float weight)
    {
        if (register > 0)
        {
            _hints[(register * RegisterAllocator.RegisterCount) + (int)wanted] += weight;
        }
    }

    private void Attract(int a, int b, float weight)
    {
        if (a > 0 && b > 0 && !_apart[a] && !_apart[b])
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_affinities, (Math.Min(a, b), Math.Max(a, b)), out _) += weight;
        }
    }

    private void TryMerge(int a, int b)
    {
        a = Find(a);
        b = Find(b);
        if (a == b || _heads[a] == 0 || _heads[b] == 0 || _ranges.Overlap(_heads[a], _heads[b]))
        {
            return;
        }

        _heads[a] = _ranges.Merge(_heads[a], _heads[b]);
        _parents[b] = a;
        _weights[a] += _weights[b];
        _memberCounts[a] += _memberCounts[b];
        for (int r = 0; r < RegisterAllocator.RegisterCount; r++)
        {
            _hints[(a * RegisterAllocator.RegisterCount) + r] += _hints[(b * RegisterAllocator.RegisterCount) + r];
        }
    }
}
