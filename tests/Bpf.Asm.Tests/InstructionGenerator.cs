using FsCheck;
using FsCheck.Fluent;

namespace Bpf.Asm.Tests;

/// <summary>Random instructions: every valid one can come, forms with odd fields come often.</summary>
internal static class InstructionGenerator
{
    private static readonly int[] _interestingImms =
    [
        0, 1, -1, 2, 7, 8, 16, 32, 64, 255, 65536, int.MaxValue, int.MinValue,
        0x01, 0x40, 0x41, 0x50, 0x51, 0xa0, 0xa1, 0xe1, 0xf1, 0x100, 0x110,
    ];

    private static readonly short[] _interestingOffsets = [0, 1, 8, 16, 32, -1, -8, short.MaxValue, short.MinValue];

    public static IReadOnlyList<OpCode> OpCodes { get; } = FindOpCodes();

    public static Gen<Instruction> Valid { get; } = Any.Where(instruction =>
        InstructionEncoding.Violation(instruction) is null);

    public static Arbitrary<Instruction> ValidArbitrary => Arb.From(Valid);

    public static Arbitrary<Instruction[]> ValidSequences => Arb.From(Valid.ArrayOf());

    private static Gen<Instruction> Any =>
        from opCode in Gen.Elements(OpCodes.ToArray())
        from dst in Gen.OneOf(Gen.Choose(0, 10), Gen.Constant(0))
        from src in Gen.OneOf(Gen.Choose(0, 10), Gen.Constant(0))
        from offset in Gen.OneOf(
            Gen.Choose(short.MinValue, short.MaxValue).Select(value => (short)value),
            Gen.Elements(_interestingOffsets),
            Gen.Constant((short)0))
        from low in Imm
        from high in Imm
        select new Instruction(
            opCode,
            (Register)dst,
            (Register)src,
            offset,
            opCode.IsWide ? ((long)high << 32) | (uint)low : low);

    private static Gen<int> Imm => Gen.OneOf(
        Gen.Choose(int.MinValue, int.MaxValue), Gen.Elements(_interestingImms), Gen.Constant(0));

    private static List<OpCode> FindOpCodes()
    {
        var found = new List<OpCode>();
        for (int value = 0; value <= byte.MaxValue; value++)
        {
            var opCode = new OpCode((byte)value);
            if (_interestingImms.Any(imm =>
                InstructionEncoding.Violation(new Instruction(opCode, Register.R0, Register.R0, 0, imm)) is null))
            {
                found.Add(opCode);
            }
        }

        return found;
    }
}
