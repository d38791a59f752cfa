using System.Globalization;

namespace Bpf.Asm;

internal static partial class StatementParser
{
    private static Statement ParseAssignment(ref TextScanner scanner, OpCode? opCode)
    {
        if (!scanner.TryTakeRegister(out Register dst, out bool is32))
        {
            scanner.Fail("instruction expected");
        }

        (AluOp op, bool isSigned) = TakeOperator(ref scanner);
        if (op == AluOp.Mov && ParseMoved(ref scanner, dst, is32, opCode) is { } moved)
        {
            return moved;
        }

        Instruction instruction;
        if (scanner.TryTakeRegister(out Register src, out bool srcIs32))
        {
            RequireWidth(ref scanner, is32, srcIs32);
            instruction = is32 ? Instruction.Alu32(op, dst, src) : Instruction.Alu(op, dst, src);
        }
        else
        {
            int imm = (int)scanner.TakeNumber(int.MinValue, is32 ? uint.MaxValue : int.MaxValue);
            instruction = is32 ? Instruction.Alu32(op, dst, imm) : Instruction.Alu(op, dst, imm);
        }

        return isSigned ? instruction with { Offset = 1 } : instruction;
    }

    private static (AluOp Op, bool IsSigned) TakeOperator(ref TextScanner scanner)
    {
        // Longer operators first: "s>>=" before ">>="; "=" last.
        ReadOnlySpan<(AluOp, bool)> operators =
        [
            (AluOp.Arsh, false), (AluOp.Div, true), (AluOp.Mod, true), (AluOp.Lsh, false), (AluOp.Rsh, false),
            (AluOp.Add, false), (AluOp.Sub, false), (AluOp.Mul, false), (AluOp.Div, false), (AluOp.Mod, false),
            (AluOp.Or, false), (AluOp.And, false), (AluOp.Xor, false), (AluOp.Mov, false),
        ];
        foreach ((AluOp op, bool isSigned) in operators)
        {
            if (scanner.TryTake(OperatorText.Alu(op, isSigned)))
            {
                return (op, isSigned);
            }
        }

        scanner.Fail("operator expected");
        return default;
    }

    // "r1 =" is taken. Null for a plain register or 32-bit immediate.
    private static Statement? ParseMoved(ref TextScanner scanner, Register dst, bool is32, OpCode? opCode)
    {
        if (scanner.TryTake("*"))
        {
            return ParseLoad(ref scanner, dst);
        }

        if (scanner.TryTakeWord("load_acquire"))
        {
            return ParseLoadAcquire(ref scanner, dst);
        }

        if (scanner.TryTakeWord("addr_space_cast"))
        {
            return ParseAddrSpaceCast(ref scanner, dst);
        }

        if (scanner.Sees("-r") || scanner.Sees("-w"))
        {
            scanner.Take("-");
            RequireSame(ref scanner, dst, is32);
            return is32 ? Instruction.Neg32(dst) : Instruction.Neg(dst);
        }

        if (scanner.TryTake("(s"))
        {
            return ParseSignExtension(ref scanner, dst, is32);
        }

        if (scanner.Sees("atomic") || scanner.Sees("xchg") || scanner.Sees("cmpxchg"))
        {
            return ParseFetch(ref scanner, dst);
        }

        return ParseEnd(ref scanner, dst, is32) ?? ParseWide(ref scanner, dst, is32, opCode);
    }

    // "r1 = addr_space_cast" is taken: (r2, 0, 1)
    private static Instruction ParseAddrSpaceCast(ref TextScanner scanner, Register dst)
    {
        scanner.Take("(");
        Register src = scanner.TakeAddressRegister();
        scanner.Take(",");
        ushort dstSpace = (ushort)scanner.TakeNumber(0, ushort.MaxValue);
        scanner.Take(",");
        ushort srcSpace = (ushort)scanner.TakeNumber(0, ushort.MaxValue);
        scanner.Take(")");
        return Instruction.AddrSpaceCast(dst, src, dstSpace, srcSpace);
    }

    // "r1 = (s" is taken: 8)r2
    private static Instruction ParseSignExtension(ref TextScanner scanner, Register dst, bool is32)
    {
        int bits = (int)scanner.TakeNumber(8, is32 ? 16 : 32);
        scanner.Take(")");
        Register src = scanner.TakeRegister(out bool srcIs32);
        RequireWidth(ref scanner, is32, srcIs32);
        Instruction move = is32 ? Instruction.Mov32(dst, src) : Instruction.Mov(dst, src);
        return move with { Offset = (short)bits };
    }

    // r1 = be16 r1
    private static Instruction? ParseEnd(ref TextScanner scanner, Register dst, bool is32)
    {
        foreach (int bits in (ReadOnlySpan<int>)[16, 32, 64])
        {
            string suffix = bits.ToString(CultureInfo.InvariantCulture);
            Instruction? swap =
                scanner.TryTakeWord("le" + suffix) ? Instruction.ToLittleEndian(dst, bits) :
                scanner.TryTakeWord("be" + suffix) ? Instruction.ToBigEndian(dst, bits) :
                scanner.TryTakeWord("bswap" + suffix) ? Instruction.ByteSwap(dst, bits) : null;
            if (swap is not null)
            {
                RequireSame(ref scanner, dst, is32);
                return swap;
            }
        }

        return null;
    }

    private static void RequireSame(ref TextScanner scanner, Register dst, bool is32)
    {
        if (scanner.TakeRegister(out bool operandIs32) != dst || is32 != operandIs32)
        {
            scanner.Fail("the operand is the destination register");
        }
    }
}
