using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers;

/// <summary>The registers that live at the start of each block.</summary>
/// <remarks>
/// <para>In SSA form a register lives on all ways back from its uses to its definition, and these are walked register
/// by register: the work is in proportion to the result (Boissinot et al. 2011, "exploration of paths by use").</para>
/// <para>A block parameter is defined by its block: it does not live at the start. An argument is used at the end of
/// its block.</para>
/// </remarks>
internal sealed class Liveness
{
    private readonly MachineFunction _function;
    private readonly MachineGraph _graph;
    private readonly int[] _starts;
    private readonly int[] _live;
    private readonly List<(int Register, int Block)> _found = [];
    private readonly int[] _lastFound;
    private readonly Stack<int> _work = new();

    /// <summary>Computes what lives where.</summary>
    public Liveness(MachineFunction function)
    {
        _function = function;
        _graph = new MachineGraph(function);
        _lastFound = new int[function.Blocks.Count];
        int[] definitions = FindDefinitions();
        List<(int Register, int Block)> uses = FindUses(definitions);
        uses.Sort(static (x, y) => x.Register - y.Register);
        foreach ((int register, int block) in uses)
        {
            WalkBack(register, block, definitions[register]);
        }

        // Sorted by block; the registers of one block stay in ascending order.
        _starts = new int[function.Blocks.Count + 1];
        foreach ((_, int block) in _found)
        {
            _starts[block + 1]++;
        }

        for (int b = 1; b < _starts.Length; b++)
        {
            _starts[b] += _starts[b - 1];
        }

        _live = new int[_found.Count];
        int[] filled = _starts[..^1];
        foreach ((int register, int block) in _found)
        {
            _live[filled[block]++] = register;
        }
    }

    /// <summary>The registers that live at the start of a block, in ascending order.</summary>
    public ReadOnlySpan<int> In(int block) => _live.AsSpan(_starts[block].._starts[block + 1]);

    /// <summary>Whether the register lives at the start of a block.</summary>
    public bool LivesIn(int block, int register) => In(block).BinarySearch(register) >= 0;

    private int[] FindDefinitions()
    {
        var definitions = new int[_function.RegisterCount];
        for (int b = 0; b < _function.Blocks.Count; b++)
        {
            MachineBlock block = _function.Blocks[b];
            foreach (int parameter in block.Parameters)
            {
                definitions[Math.Max(parameter, 0)] = b;
            }

            for (int i = block.First; i < block.End; i++)
            {
                definitions[_function.Instructions[i].Def] = b;
            }
        }

        return definitions;
    }

    /// <summary>Uses outside the block of the definition, each block once in a row.</summary>
    private List<(int Register, int Block)> FindUses(int[] definitions)
    {
        var found = new List<(int Register, int Block)>();
        var lastBlock = new int[_function.RegisterCount];
        var registers = new List<int>();
        for (int b = 0; b < _function.Blocks.Count; b++)
        {
            MachineBlock block = _function.Blocks[b];
            for (int i = block.First; i < block.End; i++)
            {
                MachineUses.Read(_function, block, _function.Instructions[i], registers);
                foreach (int register in registers)
                {
                    if (definitions[register] != b && lastBlock[register] != b + 1)
                    {
                        lastBlock[register] = b + 1;
                        found.Add((register, b));
                    }
                }
            }
        }

        return found;
    }

    private void WalkBack(int register, int block, int definition)
    {
        Find(register, block);
        while (_work.TryPop(out int live))
        {
            foreach (int predecessor in _graph.Predecessors(live))
            {
                if (predecessor != definition)
                {
                    Find(register, predecessor);
                }
            }
        }
    }

    private void Find(int register, int block)
    {
        if (_lastFound[block] != register)
        {
            _lastFound[block] = register;
            _found.Add((register, block));
            _work.Push(block);
        }
    }
}
