using Bpf.Asm;
using FsCheck;
using FsCheck.Fluent;
using KernelScript.Backend.Emission;
using KernelScript.Backend.Frames;
using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Tests.Emission;

public sealed class ParallelCopyTests
{
    [Fact]
    public void Copies_in_order_do_what_they_would_do_at_once() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), RunsLikeAtOnce).QuickCheckThrowOnFailure();

    [Fact]
    public void A_chain_of_copies_takes_one_instruction_each()
    {
        ImmutableArray<Instruction> code = Emit([(1, 2), (2, 3), (3, 4)], free: 0, out _);
        Assert.Equal(3, code.Length);
    }

    [Fact]
    public void A_cycle_goes_through_a_free_register()
    {
        ImmutableArray<Instruction> code = Emit([(1, 2), (2, 1)], free: 1 << 7, out int frame);
        Assert.Equal(
            [
                Instruction.Mov(Register.R7, Register.R1),
                Instruction.Mov(Register.R1, Register.R2),
                Instruction.Mov(Register.R2, Register.R7),
            ],
            code);
        Assert.Equal(0, frame);
    }

    [Fact]
    public void Without_a_free_register_a_cycle_goes_through_the_frame()
    {
        ImmutableArray<Instruction> code = Emit([(1, 2), (2, 1)], free: 0, out int frame);
        Assert.Equal(3, code.Length);
        Assert.Equal(8, frame);
    }

    /// <summary>Random copies between 10 registers and 4 slots, run on an array.</summary>
    private static bool RunsLikeAtOnce(int seed)
    {
        var random = new Random(seed);
        int[] places = [.. Enumerable.Range(0, 10), -8, -16, -24, -32];
        int[] targets = [.. places.OrderBy(_ => random.Next()).Take(random.Next(1, 12))];
        (int To, int From)[] copies = [.. targets.Select(to => (to, places[random.Next(places.Length)]))];
        var used = copies.SelectMany(c => new[] { c.To, c.From }).ToHashSet();
        int free = 0;
        for (int r = 0; r < 10; r++)
        {
            free |= !used.Contains(r) && random.Next(3) == 0 ? 1 << r : 0;
        }

        Dictionary<int, int> before = places.ToDictionary(p => p, p => 1000 + p);
        Dictionary<int, int> after = new(before);
        foreach (Instruction instruction in Emit(copies, free, out _))
        {
            int to = instruction.OpCode.IsAlu || instruction.OpCode.Class == InstructionClass.LoadX
                ? (int)instruction.Dst
                : instruction.Offset;
            int from = instruction.OpCode.Class == InstructionClass.LoadX ? instruction.Offset : (int)instruction.Src;
            after[to] = after[from];
        }

        bool copied = copies.All(c => after[c.To] == before[c.From]);
        return copied && places.All(p => targets.Contains(p) || (free >> p & 1) != 0 || after[p] == before[p]);
    }

    private static ImmutableArray<Instruction> Emit((int To, int From)[] copies, int free, out int frameSize)
    {
        var code = new CodeBuilder();
        var function = new MachineFunction("f");
        function.FrameObjects.Add(new FrameObject(32, default));
        var frame = new FrameLayout(function);
        int size = frame.Size;
        var parallel = new ParallelCopy(code, frame);
        foreach ((int to, int from) in copies)
        {
            parallel.Add(to, from);
        }

        parallel.Emit(free);
        frameSize = frame.Size - size;
        return code.Build().Instructions;
    }
}
