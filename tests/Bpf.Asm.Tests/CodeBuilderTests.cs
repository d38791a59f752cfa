using System.Collections.Immutable;

namespace Bpf.Asm.Tests;

public class CodeBuilderTests
{
    [Fact]
    public void A_jump_over_a_wide_load_counts_two_slots()
    {
        var builder = new CodeBuilder();
        Label end = builder.CreateLabel();
        builder.JumpIf(JumpOp.Jeq, Register.R1, 0, end);
        builder.Emit(Instruction.LoadImm64(Register.R0, 1));
        builder.Place(end);
        builder.Emit(Instruction.Exit());

        CodeImage image = builder.Build();

        Assert.Equal(2, image.Instructions[0].Offset);
        Assert.Equal(4, image.SlotCount);
    }

    [Fact]
    public void Jumps_go_backward_and_forward()
    {
        var builder = new CodeBuilder();
        Label top = builder.CreateLabel();
        Label end = builder.CreateLabel();
        builder.Place(top);
        builder.JumpIf(JumpOp.Jgt, Register.R1, Register.R2, end);
        builder.JumpIf32(JumpOp.Jslt, Register.R1, -1, end);
        builder.JumpIf32(JumpOp.Jne, Register.R1, Register.R3, top);
        builder.MayGoto(end);
        builder.Jump(top);
        builder.Place(end);
        builder.Emit(Instruction.Exit());

        Assert.Equal(
            [4, 3, -3, 1, -5, 0],
            builder.Build().Instructions.Select(instruction => (int)instruction.Offset));
    }

    [Fact]
    public void Local_calls_and_function_addresses_to_labels_are_resolved()
    {
        var builder = new CodeBuilder();
        Label callee = builder.CreateLabel();
        builder.Emit(Instruction.LoadFunction(Register.R1, 0), callee);
        builder.Emit(Instruction.CallLocal(0), callee);
        builder.Emit(Instruction.Exit());
        builder.Place(callee);
        builder.Emit(Instruction.Exit());

        ImmutableArray<Instruction> code = builder.Build().Instructions;

        // The kernel counts the distance of a function address from the second slot of the load.
        Assert.Equal(Instruction.LoadFunction(Register.R1, 3), code[0]);
        Assert.Equal(Instruction.CallLocal(1), code[1]);
    }

    [Theory]
    [InlineData(32767, false)]
    [InlineData(32768, true)]
    public void On_v4_only_jumps_out_of_16_bits_become_long(int between, bool isLong)
    {
        var builder = new CodeBuilder(IsaLevel.V4);
        Label end = builder.CreateLabel();
        builder.Jump(end);
        Fill(builder, between);
        builder.Place(end);
        builder.Emit(Instruction.Exit());

        Instruction jump = builder.Build().Instructions[0];

        Assert.Equal(isLong, jump.IsLongJump);
        Assert.Equal(between, jump.JumpDistance);
    }

    [Fact]
    public void On_v4_a_long_conditional_jump_is_inverted_over_a_long_one()
    {
        var builder = new CodeBuilder(IsaLevel.V4);
        Label end = builder.CreateLabel();
        builder.JumpIf(JumpOp.Jsgt, Register.R1, 7, end);
        builder.JumpIf32(JumpOp.Jset, Register.R1, 8, end);
        Fill(builder, 40_000);
        builder.Place(end);
        builder.Emit(Instruction.Exit());

        ImmutableArray<Instruction> code = builder.Build().Instructions;

        Assert.Equal(Instruction.JumpIf(JumpOp.Jsle, Register.R1, 7, 1), code[0]);
        Assert.Equal(Instruction.JumpLong(40_003), code[1]);
        Assert.Equal(Instruction.JumpIf32(JumpOp.Jset, Register.R1, 8, 1), code[2]);
        Assert.Equal(Instruction.Jump(1), code[3]);
        Assert.Equal(Instruction.JumpLong(40_000), code[4]);
    }

    [Theory]
    [InlineData(IsaLevel.V1)]
    [InlineData(IsaLevel.V3)]
    [InlineData(IsaLevel.V4)]
    public void Far_jumps_of_all_kinds_reach_their_targets(IsaLevel isa)
    {
        var random = new Random(7);
        var builder = new CodeBuilder(isa);
        Label[] labels = [.. Enumerable.Range(0, 40).Select(_ => builder.CreateLabel())];
        var expected = new Dictionary<int, int>();
        for (int i = 0; i < labels.Length; i++)
        {
            builder.Place(labels[i]);
            builder.Emit(Instruction.StoreImm(MemorySize.Word, Register.R10, -4, i));
            for (int k = 0; k < 20; k++)
            {
                int target = random.Next(labels.Length);
                int marker = 1000 + expected.Count;
                expected.Add(marker, target);
                builder.Emit(Instruction.Mov(Register.R9, marker));
                builder.Emit(RandomJump(random), labels[target]);
            }

            Fill(builder, 3000);
        }

        ImmutableArray<Instruction> code = builder.Build().Instructions;
        var slots = new SlotMap(code);
        int found = 0;
        for (int i = 0; i < code.Length; i++)
        {
            if (code[i].OpCode == OpCode.Alu64(AluOp.Mov, Source.Immediate) && code[i].Dst == Register.R9)
            {
                found++;
                Assert.Equal(expected[(int)code[i].Imm], Destination(code, slots, i + 1));
            }
        }

        Assert.Equal(expected.Count, found);
    }

    [Fact]
    public void Tables_name_the_instructions_after_layout()
    {
        var builder = new CodeBuilder(IsaLevel.V4);
        Label end = builder.CreateLabel();
        builder.MarkLine("a.ks", 1, 1, "if (x > 7) {");
        builder.JumpIf(JumpOp.Jgt, Register.R1, 7, end);
        builder.MarkLine("a.ks", 2, 5, "count += 1");
        builder.LoadMap(Register.R1, "counters");
        builder.LoadMapValue(Register.R2, ".data", 16);
        builder.CallLocal("helper");
        builder.CallKfunc("bpf_rcu_read_lock");
        builder.LoadFunction(Register.R3, "callback");
        builder.MarkCoreRelocation(12, "0:1", 0);
        builder.Emit(Instruction.Load(MemorySize.Word, Register.R1, Register.R1, 0));
        Fill(builder, 40_000);
        builder.Place(end);
        builder.Emit(Instruction.Exit());

        CodeImage image = builder.Build();

        Assert.Equal(
            [
                new Relocation(2, RelocationKind.Map, "counters", 0),
                new Relocation(3, RelocationKind.MapValue, ".data", 16),
                new Relocation(4, RelocationKind.LocalCall, "helper", 0),
                new Relocation(5, RelocationKind.Kfunc, "bpf_rcu_read_lock", 0),
                new Relocation(6, RelocationKind.FunctionAddress, "callback", 0),
            ],
            image.Relocations);
        Assert.Equal([0, 2], image.Lines.Select(line => line.Index));
        Assert.Equal([new CoreRelocation(7, 12, "0:1", 0)], image.CoreRelocations);
    }

    [Fact]
    public void The_last_mark_at_an_instruction_counts()
    {
        var builder = new CodeBuilder();
        builder.MarkLine("a.ks", 1, 1, "fn f() {");
        builder.MarkLine("a.ks", 2, 1, "return 0");
        builder.Emit(Instruction.Exit());
        builder.MarkLine("a.ks", 3, 1, "}");

        Assert.Equal([2], builder.Build().Lines.Select(line => line.Line));
    }

    [Fact]
    public void A_label_without_a_place_is_refused()
    {
        var builder = new CodeBuilder();
        builder.Jump(builder.CreateLabel());
        Assert.Throws<InvalidOperationException>(() => builder.Build());
    }

    [Fact]
    public void Wrong_use_is_refused_at_once()
    {
        var builder = new CodeBuilder();
        Label label = builder.CreateLabel();
        builder.Place(label);
        Assert.Throws<InvalidOperationException>(() => builder.Place(label));
        Assert.Throws<ArgumentException>(() => builder.Jump(default));
        Assert.Throws<ArgumentException>(() => builder.Jump(new Label(2)));
        Assert.Throws<ArgumentException>(() => builder.Emit(Instruction.Exit(), label));
        Assert.Throws<ArgumentException>(() => builder.LoadMap(Register.R1, ""));
    }

    private static Instruction RandomJump(Random random)
    {
        JumpOp[] ops = [JumpOp.Jeq, JumpOp.Jgt, JumpOp.Jset, JumpOp.Jsle, JumpOp.Jlt];
        JumpOp op = ops[random.Next(ops.Length)];
        return random.Next(4) switch
        {
            0 => Instruction.Jump(0),
            1 => Instruction.MayGoto(0),
            2 => Instruction.JumpIf(op, Register.R1, Register.R2, 0),
            _ => Instruction.JumpIf32(op, Register.R1, 3, 0),
        };
    }

    /// <summary>The number of the label that is reached when the branch at an index is taken.</summary>
    private static long Destination(ImmutableArray<Instruction> code, SlotMap slots, int index)
    {
        // An inverted branch is taken by falling through to the long jump behind it.
        bool inverted = !code[index].IsUnconditionalJump && code[index].JumpDistance == 1 && code[index + 1].IsLongJump;
        int at = inverted ? index + 1 : slots.Target(index, code[index].JumpDistance);
        for (int hops = 0; code[at].IsUnconditionalJump && hops < 1000; hops++)
        {
            at = slots.Target(at, code[at].JumpDistance);
        }

        Assert.Equal(OpCode.Store(MemorySize.Word, Source.Immediate), code[at].OpCode);
        return code[at].Imm;
    }

    private static void Fill(CodeBuilder builder, int count)
    {
        for (int i = 0; i < count; i++)
        {
            builder.Emit(Instruction.Mov(Register.R0, 0));
        }
    }
}
