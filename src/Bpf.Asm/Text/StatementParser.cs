namespace Bpf.Asm;

/// <summary>Parses a line in either style.</summary>
internal static partial class StatementParser
{
    /// <summary>
    /// Parses an instruction with what dumps put before it: slot number, encoded bytes, opcode in parentheses.
    /// </summary>
    /// <exception cref="AssemblyFormatException">The line is no instruction.</exception>
    public static Statement Parse(ref TextScanner scanner)
    {
        SkipAddress(ref scanner);
        SkipBytes(ref scanner);
        int start = scanner.Position;
        OpCode? opCode = TakeOpCode(ref scanner);
        Statement statement = ParseBody(ref scanner, opCode);
        if (!scanner.AtEnd)
        {
            scanner.Fail("end of line expected");
        }

        if (opCode is { } expected && expected != statement.Instruction.OpCode)
        {
            scanner.Position = start;
            scanner.Fail($"the text is opcode {statement.Instruction.OpCode}, not {expected}");
        }

        if (InstructionRules.Violation(statement.Instruction) is { } violation)
        {
            scanner.Position = start;
            scanner.Fail(violation);
        }

        return statement;
    }

    private static void SkipAddress(ref TextScanner scanner)
    {
        int start = scanner.Position;
        if (!scanner.TryTakeNumber(out _) || !scanner.TryTake(":"))
        {
            scanner.Position = start;
        }
    }

    private static void SkipBytes(ref TextScanner scanner)
    {
        while (IsByte(scanner.Rest))
        {
            scanner.Position += 2;
        }
    }

    private static bool IsByte(ReadOnlySpan<char> text) =>
        text.Length > 2 && char.IsAsciiHexDigit(text[0]) && char.IsAsciiHexDigit(text[1]) && char.IsWhiteSpace(text[2]);

    private static OpCode? TakeOpCode(ref TextScanner scanner)
    {
        ReadOnlySpan<char> rest = scanner.Rest;
        bool isOpCode = rest.Length > 3 && rest[0] == '(' && rest[3] == ')'
            && char.IsAsciiHexDigit(rest[1]) && char.IsAsciiHexDigit(rest[2]);
        if (!isOpCode)
        {
            return null;
        }

        scanner.Position += 4;
        return new OpCode(Convert.FromHexString(rest[1..3])[0]);
    }

    private static Statement ParseBody(ref TextScanner scanner, OpCode? opCode)
    {
        if (scanner.TryTakeWord("exit"))
        {
            return Instruction.Exit();
        }

        if (scanner.TryTakeWord("call"))
        {
            return ParseCall(ref scanner);
        }

        if (scanner.TryTakeWord("callx"))
        {
            return Instruction.CallRegister(scanner.TakeAddressRegister());
        }

        if (scanner.TryTakeWord("if"))
        {
            return ParseJumpIf(ref scanner);
        }

        if (scanner.TryTakeWord("goto"))
        {
            return ParseTarget(ref scanner, Instruction.Jump(0));
        }

        if (scanner.TryTakeWord("gotol"))
        {
            return ParseTarget(ref scanner, Instruction.JumpLong(0));
        }

        if (scanner.TryTakeWord("may_goto"))
        {
            return ParseTarget(ref scanner, Instruction.MayGoto(0));
        }

        if (scanner.TryTakeWord("lock"))
        {
            return ParseLock(ref scanner);
        }

        if (scanner.TryTakeWord("store_release"))
        {
            return ParseStoreRelease(ref scanner);
        }

        if (scanner.TryTakeWord("ld_pseudo"))
        {
            return ParsePseudo(ref scanner);
        }

        return scanner.TryTake("*") ? ParseStore(ref scanner) : ParseAssignment(ref scanner, opCode);
    }

    private static Statement ParseCall(ref TextScanner scanner)
    {
        if (scanner.TryTake("pc"))
        {
            return Instruction.CallLocal((int)scanner.TakeNumber(int.MinValue, int.MaxValue));
        }

        if (scanner.TryTakeNumber(out long number))
        {
            return Instruction.CallHelper((HelperFunction)number);
        }

        string name = scanner.TakeName();
        if (!scanner.TryTake("#"))
        {
            bool isPrefixed = name.StartsWith("bpf_", StringComparison.Ordinal);
            return isPrefixed && HelperNames.TryParse(name, out HelperFunction known)
                ? Instruction.CallHelper(known)
                : new Statement(Instruction.CallLocal(-1), name, new Relocation(0, RelocationKind.LocalCall, name, 0));
        }

        if (scanner.TryTakeWord("kfunc"))
        {
            return new Statement(Instruction.CallKfunc(0, 0), null, new Relocation(0, RelocationKind.Kfunc, name, 0));
        }

        int id = (int)scanner.TakeNumber(int.MinValue, int.MaxValue);
        bool isHelper = name is "unknown" or "bpf_unspec" || HelperNames.TryParse(name, out _);
        return isHelper ? Instruction.CallHelper((HelperFunction)id) : Instruction.CallKfunc(id, 0);
    }

    private static Statement ParseJumpIf(ref TextScanner scanner)
    {
        Register dst = scanner.TakeRegister(out bool is32);
        JumpOp op = TakeComparison(ref scanner);
        Instruction jump;
        if (scanner.TryTakeRegister(out Register src, out bool srcIs32))
        {
            RequireWidth(ref scanner, is32, srcIs32);
            jump = is32 ? Instruction.JumpIf32(op, dst, src, 0) : Instruction.JumpIf(op, dst, src, 0);
        }
        else
        {
            // The kernel prints the immediate as unsigned 32 bits although it is sign-extended.
            int imm = (int)scanner.TakeNumber(int.MinValue, uint.MaxValue);
            jump = is32 ? Instruction.JumpIf32(op, dst, imm, 0) : Instruction.JumpIf(op, dst, imm, 0);
        }

        scanner.Take("goto");
        return ParseTarget(ref scanner, jump);
    }

    private static JumpOp TakeComparison(ref TextScanner scanner)
    {
        // Longer operators first: ">" begins ">=".
        ReadOnlySpan<JumpOp> operators =
        [
            JumpOp.Jsge, JumpOp.Jsle, JumpOp.Jsgt, JumpOp.Jslt, JumpOp.Jeq, JumpOp.Jne, JumpOp.Jge, JumpOp.Jle,
            JumpOp.Jgt, JumpOp.Jlt, JumpOp.Jset,
        ];
        foreach (JumpOp op in operators)
        {
            if (scanner.TryTake(OperatorText.Comparison(op)))
            {
                return op;
            }
        }

        scanner.Fail("comparison expected");
        return default;
    }

    private static Statement ParseTarget(ref TextScanner scanner, Instruction jump)
    {
        if (scanner.Sees("pc+") || scanner.Sees("pc-"))
        {
            scanner.Take("pc");
        }

        long max = jump.IsLongJump ? int.MaxValue : short.MaxValue;
        ReadOnlySpan<char> rest = scanner.Rest;
        bool isNumber = rest.Length > 0 && (rest[0] is '+' or '-' || char.IsAsciiDigit(rest[0]));
        return isNumber
            ? jump.WithJumpDistance((int)scanner.TakeNumber(-max - 1, max))
            : new Statement(jump, scanner.TakeName(), null);
    }

    private static void RequireWidth(ref TextScanner scanner, bool expected32, bool is32)
    {
        if (expected32 != is32)
        {
            scanner.Fail("both registers have the same width");
        }
    }
}
