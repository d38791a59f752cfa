using FsCheck;
using FsCheck.Fluent;

namespace Bpf.Asm.Tests;

public class InstructionTextTests
{
    [Fact]
    public void Llvm_style_is_what_llvm_objdump_prints()
    {
        foreach ((byte[] bytes, string text) in TextTable.Read(TextTable.Llvm))
        {
            Assert.Equal(text, InstructionPrinter.Print(InstructionEncoding.DecodeAt(bytes, 0), TextStyle.Llvm));
        }
    }

    [Fact]
    public void Kernel_style_is_what_the_verifier_prints()
    {
        foreach ((byte[] bytes, string text) in TextTable.Read(TextTable.Kernel))
        {
            Assert.Equal(text, InstructionPrinter.Print(InstructionEncoding.DecodeAt(bytes, 0), TextStyle.Kernel));
        }
    }

    [Fact]
    public void The_verifiers_text_parses_to_the_same_bytes()
    {
        foreach ((byte[] bytes, string text) in TextTable.Read(TextTable.Kernel))
        {
            Assert.Equal(InstructionEncoding.DecodeAt(bytes, 0), InstructionParser.Parse(text));
        }
    }

    [Fact]
    public void Objdumps_text_parses_to_the_same_bytes()
    {
        foreach ((byte[] bytes, string text) in TextTable.Read(TextTable.Llvm))
        {
            Instruction instruction = InstructionEncoding.DecodeAt(bytes, 0);
            if (IsCarriedByLlvmStyle(instruction))
            {
                Assert.Equal(instruction, InstructionParser.Parse(text));
            }
        }
    }

    [Fact]
    public void Parsing_kernel_style_gives_back_what_was_printed() =>
        Prop.ForAll(
            InstructionGenerator.ValidArbitrary,
            instruction => !IsCarriedByKernelStyle(instruction)
                || InstructionParser.Parse(InstructionPrinter.Print(instruction, TextStyle.Kernel)) == instruction)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void Parsing_llvm_style_gives_back_what_was_printed() =>
        Prop.ForAll(
            InstructionGenerator.ValidArbitrary,
            instruction => !IsCarriedByLlvmStyle(instruction)
                || InstructionParser.Parse(InstructionPrinter.Print(instruction, TextStyle.Llvm)) == instruction)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Theory]
    [InlineData("r1=5", "b701000005000000")]
    [InlineData("  12: (b7) r1 = 5   ; R1_w=5", "b701000005000000")]
    [InlineData("       3:\tb7 01 00 00 05 00 00 00\tr1 = 0x5", "b701000005000000")]
    [InlineData("r1 = 0x123456789", "18010000896745230000000001000000")]
    [InlineData("r1 = 5 ll", "18010000050000000000000000000000")]
    [InlineData("(18) r1 = 0x5", "18010000050000000000000000000000")]
    [InlineData("if w3 s< 0xfffffffb goto pc+6", "c6030600fbffffff")]
    [InlineData("if w3 s< -5 goto +6 <LBB0_1>", "c6030600fbffffff")]
    [InlineData("*(u32*)(r10-4)=w1", "631afcff00000000")]
    [InlineData("r0 = *(u8 *)skb[r5]", "5050000000000000")]
    [InlineData("r0 = *(u16 *)skb[r5 + -2]", "48500000feffffff")]
    [InlineData("call bpf_map_lookup_elem", "8500000001000000")]
    [InlineData("call bpf_map_lookup_elem#1", "8500000001000000")]
    [InlineData("call 12", "850000000c000000")]
    [InlineData("call unknown#5000", "8500000088130000")]
    [InlineData("call bpf_some_kfunc#77", "852000004d000000")]
    [InlineData("call pc-3", "85100000fdffffff")]
    [InlineData("r1 = map[id:7][0]+8", "18210000070000000000000008000000")]
    [InlineData("w1 &= 0xffffffff", "54010000ffffffff")]
    public void Hand_written_forms_are_understood(string text, string hex) =>
        Assert.Equal(hex, Convert.ToHexStringLower(InstructionEncoding.Encode([InstructionParser.Parse(text)])));

    [Theory]
    [InlineData("", "instruction expected")]
    [InlineData("nop", "instruction expected")]
    [InlineData("r11 = 1", "instruction expected")]
    [InlineData("r1", "operator expected")]
    [InlineData("r1 += w2", "same width")]
    [InlineData("r1 = -r2", "operand is the destination")]
    [InlineData("r1 &= 0xffffffff", "not in")]
    [InlineData("r1 = 1 2", "end of line expected")]
    [InlineData("(b7) r1 = r2", "opcode 0xbf, not 0xb7")]
    [InlineData("*(s8 *)(r1 + 0) = r2", "only loads have signed types")]
    [InlineData("*(u32 *)(w1 + 0) = r2", "64-bit register")]
    [InlineData("*(u32 *)(r1 + 40000) = r2", "not in")]
    [InlineData("*(u128 *)(r1 + 0) = r2", "type u8..u64")]
    [InlineData("lock *(u8 *)(r1 + 0) += r2", "4 or 8 bytes")]
    [InlineData("lock *(u32 *)(r1 + 0) -= r2", "'^=' expected")]
    [InlineData("r1 = atomic_fetch_add((u32 *)(r2 +0), r3)", "operand's register")]
    [InlineData("r1 = atomic_cmpxchg((u32 *)(r2 +0), r0, r3)", "compares with r0")]
    [InlineData("r1 = atomic_fetch_sub((u32 *)(r2 +0), r1)", "is no operation")]
    [InlineData("r1 = *(u32 *)skb[0]", "into r0")]
    [InlineData("goto +40000", "not in")]
    [InlineData("goto", "name expected")]
    [InlineData("goto somewhere", "'somewhere' is known only in a whole text")]
    [InlineData("call somewhere", "'somewhere' is known only in a whole text")]
    [InlineData("if r1 = 2 goto +1", "comparison expected")]
    [InlineData("r1 = (s24)r2", "move with offset 24")]
    [InlineData("r1 = map[counters]", "'counters' is known only in a whole text")]
    public void Other_text_is_refused_with_its_place(string text, string reason)
    {
        var error = Assert.Throws<AssemblyFormatException>(() => InstructionParser.Parse(text));
        Assert.Equal(1, error.Line);
        Assert.InRange(error.Column, 1, text.Length + 1);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_text_parses_or_gives_the_format_exception()
    {
        var random = new Random(20250102);
        const string Alphabet = "rw0123456789+-=*()<>[]#x s,u:;map";
        foreach ((_, string text) in TextTable.Read(TextTable.Kernel).Concat(TextTable.Read(TextTable.Llvm)))
        {
            for (int i = 0; i < 20; i++)
            {
                char[] damaged = text.ToCharArray();
                damaged[random.Next(damaged.Length)] = Alphabet[random.Next(Alphabet.Length)];
                string line = new(damaged, 0, random.Next(4) == 0 ? random.Next(damaged.Length) : damaged.Length);
                Instruction? parsed = TryParse(line);
                Assert.True(parsed is not { } valid || InstructionEncoding.Violation(valid) is null, line);
            }
        }
    }

    [Fact]
    public void An_instruction_that_does_not_exist_is_not_printed() =>
        Assert.Throws<ArgumentException>(() => InstructionPrinter.Print(default, TextStyle.Kernel));

    private static Instruction? TryParse(string line)
    {
        try
        {
            return InstructionParser.Parse(line);
        }
        catch (AssemblyFormatException)
        {
            return null;
        }
    }

    private static bool IsCarriedByKernelStyle(Instruction instruction) => instruction switch
    {
        { IsCall: true, CallKind: CallKind.Kfunc } => instruction.Offset == 0,
        { OpCode.IsWide: true, WideLoadKind: WideLoadKind.Function } => instruction.Imm >>> 32 == 0,
        _ => true,
    };

    private static bool IsCarriedByLlvmStyle(Instruction instruction) => instruction switch
    {
        { IsCall: true } => instruction.CallKind == CallKind.Helper,
        { OpCode.IsWide: true } => instruction.WideLoadKind == WideLoadKind.Value || instruction.Imm >>> 32 == 0,
        { OpCode: { Class: InstructionClass.Load, Mode: MemoryMode.Ind } } => instruction.Imm == 0,
        _ => true,
    };
}
