using System.Runtime.InteropServices;
using Bpf.Asm;
using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers;

/// <summary>
/// What each register would like: machine registers, and to share one with others; and how often it is used.
/// </summary>
/// <remarks>Weights count moves saved, or uses, by how often their block is assumed to run.</remarks>
internal sealed class Preferences
{
    /// <summary>A block that could be empty costs a jump more than its moves.</summary>
    private const float EmptyBlock = 1.5f;

    private readonly MachineFunction _function;
    private readonly float[] _weights;
    private readonly float[] _hints;
    private readonly Dictionary<(int A, int B), float> _affinities = [];
    private List<(int Partner, float Weight)>?[]? _partners;

    /// <summary>Collects the preferences of all registers of <paramref name="function"/>.</summary>
    public Preferences(MachineFunction function)
    {
        _function = function;
        _weights = new float[function.RegisterCount];
        _hints = new float[function.RegisterCount * RegisterAllocator.RegisterCount];
        Collect();
    }

    /// <summary>Pairs that moves, two-address operations and block parameters connect.</summary>
    public IReadOnlyDictionary<(int A, int B), float> Affinities => _affinities;

    /// <summary>How often the register is read and written.</summary>
    public float Weight(int register) => _weights[register];

    /// <summary>Moves that go away when the register gets each of R0 to R9.</summary>
    public Span<float> Hints(int register) =>
        _hints.AsSpan(register * RegisterAllocator.RegisterCount, RegisterAllocator.RegisterCount);

    /// <summary>The registers that want to share a machine register with this one.</summary>
    public IReadOnlyList<(int Partner, float Weight)> Partners(int register)
    {
        if (_partners == null)
        {
            _partners = new List<(int, float)>?[_weights.Length];
            foreach (((int a, int b), float weight) in _affinities)
            {
                (_partners[a] ??= []).Add((b, weight));
                (_partners[b] ??= []).Add((a, weight));
            }
        }

        return _partners[register] ?? [];
    }

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
                frequency *= block.WantsNoMoves ? EmptyBlock : 1;
                for (int i = 0; i < block.Arguments.Length; i++)
                {
                    Attract(_function.Blocks[block.Next].Parameters[i], block.Arguments[i], frequency);
                }

                break;
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
        if (a > 0 && b > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_affinities, (Math.Min(a, b), Math.Max(a, b)), out _) += weight;
        }
    }
}
