using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Registers.Spilling;

/// <summary>Decides which registers are in memory where: the one whose next use is farthest gives way.</summary>
/// <remarks>
/// Braun and Hack, "Register Spilling and Live-Range Splitting for SSA-Form Programs" (2009). The set W holds what is
/// in registers. It never exceeds 10, nor 4 across calls. Blocks start with what their predecessors hold; loops with
/// what is used inside. What can be computed again gives way first, at equal distance, because it costs no store.
/// </remarks>
internal sealed class SpillPlanner
{
    private const int Registers = RegisterAllocator.RegisterCount;
    private const int AcrossCalls = RegisterAllocator.RegisterCount - RegisterAllocator.LastLost - 1;

    private readonly MachineFunction _function;
    private readonly Liveness _liveness;
    private readonly NextUses _nextUses;
    private readonly MachineGraph _graph;
    private readonly SpillPlan _plan;
    private readonly bool[] _isRecomputed;
    private readonly Dictionary<int, int> _next = [];
    private readonly List<int> _held = [];
    private readonly List<int> _uses = [];

    private SpillPlanner(MachineFunction function, Liveness liveness)
    {
        _function = function;
        _liveness = liveness;
        _nextUses = new NextUses(function);
        _graph = new MachineGraph(function);
        _plan = new SpillPlan(function.Blocks.Count, function.RegisterCount);
        _isRecomputed = new bool[function.RegisterCount];
        foreach (MachineInstruction instruction in function.Instructions)
        {
            _isRecomputed[instruction.Def] = instruction.IsRematerializable;
        }
    }

    /// <summary>Makes the plan.</summary>
    public static SpillPlan Plan(MachineFunction function, Liveness liveness)
    {
        var planner = new SpillPlanner(function, liveness);
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            planner.PlanBlock(b);
        }

        planner.ConnectEdges();
        planner._plan.Reloads.Sort();
        return planner._plan;
    }

    private void PlanBlock(int index)
    {
        MachineBlock block = _function.Blocks[index];
        StartBlock(index, block);
        List<int[]> following = FollowingUses(index, block);
        for (int i = block.First; i < block.End; i++)
        {
            MachineInstruction instruction = _function.Instructions[i];
            MachineUses.Read(_function, block, instruction, _uses);
            if (instruction.Kind != MachineKind.Goto)
            {
                Fetch(i);
            }

            int[] next = following[i - block.First];
            for (int u = 0; u < _uses.Count; u++)
            {
                _next[_uses[u]] = next[u];
            }

            MakeRoom(instruction);
            if (instruction.Def != 0)
            {
                _next[instruction.Def] = next[^1];
                if (next[^1] != NextUses.Never)
                {
                    _held.Add(instruction.Def);
                }
            }
        }

        _plan.AtEnd[index] = [.. _held];
    }

    /// <summary>Brings the operands into registers; they do not give way for each other.</summary>
    private void Fetch(int instruction)
    {
        foreach (int register in _uses)
        {
            if (!_held.Contains(register))
            {
                _plan.Reloads.Add((instruction, register));
                _plan.Spilled[register] = true;
                _held.Add(register);
            }
        }

        Limit(Registers, _uses);
    }

    /// <summary>Drops what is not used any more, and makes room for the result and for what a call loses.</summary>
    private void MakeRoom(in MachineInstruction instruction)
    {
        _held.RemoveAll(register => _next[register] == NextUses.Never);
        if (instruction.Kind == MachineKind.Call)
        {
            Limit(AcrossCalls, []);
        }
        else if (instruction.Kind is MachineKind.CompareExchange)
        {
            Limit(Registers - 1, []);
        }
        else if (instruction.Def != 0)
        {
            // The result of a two-address operation does not get the register of a second operand that dies here.
            bool keepsSecond = instruction.Kind == MachineKind.Alu && instruction.B > 0 && !instruction.IsCommutative
                && instruction.A != instruction.B && !_held.Contains(instruction.B);
            Limit(Registers - (keepsSecond ? 2 : 1), []);
        }
    }

    private void Limit(int count, List<int> pinned)
    {
        while (_held.Count > count)
        {
            int victim = -1;
            long farthest = -1;
            for (int i = 0; i < _held.Count; i++)
            {
                int register = _held[i];
                long distance = _next[register];
                distance = (distance * 2) + (_isRecomputed[register] ? 1 : 0);
                if (distance > farthest && !pinned.Contains(register))
                {
                    (victim, farthest) = (i, distance);
                }
            }

            if (victim < 0)
            {
                return;
            }

            _plan.Spilled[_held[victim]] |= _next[_held[victim]] != NextUses.Never;
            _held.RemoveAt(victim);
        }
    }

    /// <summary>
    /// For each instruction the place of the next use of each of its operands and, last, of its result. Places are
    /// counted from the start of the block.
    /// </summary>
    private List<int[]> FollowingUses(int index, MachineBlock block)
    {
        var places = new Dictionary<int, int>();
        _nextUses.AtEnd(index, places);
        int length = block.End - block.First;
        foreach (int register in places.Keys.ToArray())
        {
            places[register] += length;
        }

        var result = new List<int[]>(length);
        for (int i = length - 1; i >= 0; i--)
        {
            MachineInstruction instruction = _function.Instructions[block.First + i];
            MachineUses.Read(_function, block, instruction, _uses);
            var next = new int[_uses.Count + 1];
            next[^1] = places.GetValueOrDefault(instruction.Def, NextUses.Never);
            for (int u = 0; u < _uses.Count; u++)
            {
                next[u] = places.GetValueOrDefault(_uses[u], NextUses.Never);
            }

            foreach (int register in _uses)
            {
                places[register] = i;
            }

            result.Add(next);
        }

        result.Reverse();
        return result;
    }

    private void StartBlock(int index, MachineBlock block)
    {
        _held.Clear();
        _next.Clear();
        if (index == 0)
        {
            foreach (int parameter in _function.Parameters)
            {
                Consider(index, parameter);
            }
        }

        foreach (int parameter in block.Parameters)
        {
            Consider(index, parameter);
        }

        foreach (int register in _liveness.In(index))
        {
            Consider(index, register);
        }

        if (_graph.IsLoopHeader(index))
        {
            ChooseForLoop(index);
        }
        else
        {
            ChooseFromPredecessors(index, block);
        }

        _plan.AtStart[index] = [.. _held];
    }

    private void Consider(int block, int register)
    {
        int distance = _nextUses.AtStart(block, register);
        if (distance != NextUses.Never)
        {
            _next[register] = distance;
            _held.Add(register);
        }
    }

    /// <summary>What all predecessors hold comes first, then what some hold.</summary>
    private void ChooseFromPredecessors(int index, MachineBlock block)
    {
        int[] predecessors = [.. _graph.Predecessors(index)];
        var some = new List<int>();
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            int register = _held[i];
            bool isParameter = block.Parameters.Contains(register) || predecessors.Length == 0;
            int holding = isParameter
                ? predecessors.Length
                : predecessors.Count(p => _plan.AtEnd[p].Contains(register));
            if (holding < predecessors.Length)
            {
                _held.RemoveAt(i);
                if (holding > 0)
                {
                    some.Add(register);
                }
                else
                {
                    _plan.Spilled[register] = true;
                }
            }
        }

        Limit(Registers, []);
        AddNearest(some, Registers);
    }

    /// <summary>
    /// What the loop uses comes first, as far as calls let it stay; what only lives through it gets what is left over.
    /// </summary>
    private void ChooseForLoop(int index)
    {
        List<int> members = _graph.LoopOf(index);
        int firstCall = _nextUses.AtStart(index, NextUses.Call);
        bool callsInside = false;
        int pressure = 0;
        foreach (int member in members)
        {
            pressure = Math.Max(pressure, Pressure(member));
            MachineBlock block = _function.Blocks[member];
            for (int i = block.First; i < block.End && !callsInside; i++)
            {
                callsInside = _function.Instructions[i].Kind == MachineKind.Call;
            }
        }

        var before = new List<int>();
        var after = new List<int>();
        var through = new List<int>();
        foreach (int register in _held)
        {
            bool isUsed = _next[register] < 100_000;
            (!isUsed ? through : callsInside && _next[register] > firstCall ? after : before).Add(register);
        }

        int live = _held.Count;
        _held.Clear();
        AddNearest(before, Registers);
        AddNearest(after, Math.Min(Registers, _held.Count + AcrossCalls));
        int spare = (callsInside ? AcrossCalls : Registers) - (pressure - (live - _held.Count));
        AddNearest(through, Math.Min(Registers, _held.Count + Math.Max(spare, 0)));
    }

    /// <summary>The most registers that live at once in a block.</summary>
    private int Pressure(int index)
    {
        MachineBlock block = _function.Blocks[index];
        var live = new HashSet<int>();
        live.UnionWith(block.Next >= 0 ? [.. _liveness.In(block.Next)] : []);
        live.UnionWith(block.Taken >= 0 ? [.. _liveness.In(block.Taken)] : []);
        int most = live.Count;
        var uses = new List<int>();
        for (int i = block.End - 1; i >= block.First; i--)
        {
            MachineInstruction instruction = _function.Instructions[i];
            live.Remove(instruction.Def);
            MachineUses.Read(_function, block, instruction, uses);
            live.UnionWith(uses);
            most = Math.Max(most, live.Count);
        }

        return most;
    }

    private void AddNearest(List<int> candidates, int limit)
    {
        candidates.Sort((a, b) => _next[a] != _next[b] ? _next[a].CompareTo(_next[b]) : a - b);
        foreach (int register in candidates)
        {
            if (_held.Count < limit)
            {
                _held.Add(register);
            }
            else
            {
                _plan.Spilled[register] = true;
            }
        }
    }

    /// <summary>
    /// What a block starts with and a predecessor does not hold is fetched at the predecessor's end.
    /// </summary>
    private void ConnectEdges()
    {
        for (int b = 0; b < _function.Blocks.Count; b++)
        {
            foreach (int predecessor in _graph.Predecessors(b))
            {
                foreach (int register in _plan.AtStart[b].Order())
                {
                    bool isParameter = _function.Blocks[b].Parameters.Contains(register);
                    if (!isParameter && !_plan.AtEnd[predecessor].Contains(register))
                    {
                        _plan.Reloads.Add((_function.Blocks[predecessor].End - 1, register));
                        _plan.Spilled[register] = true;
                        _plan.AtEnd[predecessor].Add(register);
                    }
                }
            }
        }
    }
}
