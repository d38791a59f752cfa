namespace Bpf.Asm.Tests;

public class InstructionTests
{
    [Fact]
    public void The_default_instruction_is_invalid() => Assert.NotNull(InstructionEncoding.Violation(default));

    [Fact]
    public void An_instruction_is_16_bytes() =>
        Assert.Equal(16, System.Runtime.CompilerServices.Unsafe.SizeOf<Instruction>());

    [Fact]
    public void Factories_refuse_forms_that_do_not_exist()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Instruction.MovSx(Register.R0, Register.R1, 24));
        Assert.Throws<ArgumentOutOfRangeException>(() => Instruction.MovSx32(Register.R0, Register.R1, 32));
        Assert.Throws<ArgumentOutOfRangeException>(() => Instruction.ByteSwap(Register.R0, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            Instruction.LoadSx(MemorySize.Double, Register.R0, Register.R1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Instruction.Atomic(AtomicOp.Add, MemorySize.Byte, Register.R0, 0, Register.R1));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Instruction.Atomic(AtomicOp.LoadAcquire, MemorySize.Word, Register.R0, 0, Register.R1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Instruction.LoadPacketAbsolute(MemorySize.Double, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Instruction.JumpIf(JumpOp.Ja, Register.R0, 0, 0));
    }

    [Theory]
    [InlineData("goto +3", true, true, 3)]
    [InlineData("gotol +70000", true, true, 70000)]
    [InlineData("if r1 > 2 goto -4", true, false, -4)]
    [InlineData("may_goto +1", true, false, 1)]
    [InlineData("call pc+1", false, false, 0)]
    [InlineData("exit", false, false, 0)]
    [InlineData("r1 = 2", false, false, 0)]
    public void Jumps_are_told_apart(string text, bool isJump, bool isUnconditional, int distance)
    {
        Instruction instruction = InstructionParser.Parse(text);
        Assert.Equal(isJump, instruction.IsJump);
        Assert.Equal(isUnconditional, instruction.IsUnconditionalJump);
        if (isJump)
        {
            Assert.Equal(distance, instruction.JumpDistance);
            Assert.Equal(instruction, instruction.WithJumpDistance(0).WithJumpDistance(distance));
        }
    }

    [Fact]
    public void A_distance_that_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Instruction.Jump(0).WithJumpDistance(40_000));
        Assert.Throws<InvalidOperationException>(() => Instruction.Exit().WithJumpDistance(0));
    }

    [Theory]
    [InlineData("w1 += 2", IsaLevel.V1)]
    [InlineData("r1 = r2", IsaLevel.V1)]
    [InlineData("r1 = be16 r1", IsaLevel.V1)]
    [InlineData("lock *(u64 *)(r1 + 0) += r2", IsaLevel.V1)]
    [InlineData("if r1 > 2 goto +0", IsaLevel.V1)]
    [InlineData("r0 = *(u8 *)skb[3]", IsaLevel.V1)]
    [InlineData("if r1 < 2 goto +0", IsaLevel.V2)]
    [InlineData("if r1 s<= r2 goto +0", IsaLevel.V2)]
    [InlineData("if w1 == 2 goto +0", IsaLevel.V3)]
    [InlineData("r2 = atomic_fetch_add((u64 *)(r1 + 0), r2)", IsaLevel.V3)]
    [InlineData("lock *(u64 *)(r1 + 0) |= r2", IsaLevel.V3)]
    [InlineData("r1 = bswap32 r1", IsaLevel.V4)]
    [InlineData("r1 = (s8)r2", IsaLevel.V4)]
    [InlineData("w1 s/= 3", IsaLevel.V4)]
    [InlineData("r1 = *(s8 *)(r2 + 0)", IsaLevel.V4)]
    [InlineData("gotol +0", IsaLevel.V4)]
    [InlineData("may_goto +0", IsaLevel.V4)]
    [InlineData("r1 = load_acquire((u64 *)(r2 + 0))", IsaLevel.V4)]
    [InlineData("r1 = addr_space_cast(r2, 0, 1)", IsaLevel.V4)]
    public void Each_instruction_knows_its_isa(string text, IsaLevel isa) =>
        Assert.Equal(isa, InstructionParser.Parse(text).RequiredIsa());

    [Fact]
    public void Slots_and_indices_convert()
    {
        var map = new SlotMap(
            [Instruction.Mov(Register.R0, 0), Instruction.LoadImm64(Register.R1, 1), Instruction.Exit()]);
        Assert.Equal([0, 1, 3, 4], map.Slots);
        Assert.Equal(4, map.SlotCount);
        Assert.Equal(2, map.IndexOf(3));
        Assert.Equal(-1, map.IndexOf(2));
        Assert.Equal(3, map.IndexOf(4));
        Assert.Equal(-1, map.IndexOf(5));
        Assert.Equal(2, map.Target(0, 2));
        Assert.Equal(2, map.Distance(0, 2));
    }
}
