using System.Buffers;
using FsCheck;
using FsCheck.Fluent;

namespace Bpf.Asm.Tests;

public class InstructionEncodingTests
{
    [Theory]
    [InlineData(TextTable.Llvm)]
    [InlineData(TextTable.Kernel)]
    public void Every_row_of_a_tool_decodes_and_encodes_to_the_same_bytes(string table)
    {
        foreach ((byte[] bytes, string text) in TextTable.Read(table))
        {
            Instruction instruction = Assert.Single(InstructionEncoding.Decode(bytes));
            Assert.True(bytes.AsSpan().SequenceEqual(InstructionEncoding.Encode([instruction])), text);
        }
    }

    [Fact]
    public void The_tables_use_every_opcode()
    {
        IEnumerable<byte> seen = TextTable.Read(TextTable.Llvm)
            .Concat(TextTable.Read(TextTable.Kernel))
            .Select(row => row.Bytes[0]);
        Assert.Empty(InstructionGenerator.OpCodes.Select(opCode => opCode.Value).Except(seen));
    }

    [Fact]
    public void Decoding_gives_back_what_was_encoded() =>
        Prop.ForAll(
            InstructionGenerator.ValidSequences,
            instructions =>
                InstructionEncoding.Decode(InstructionEncoding.Encode(instructions)).SequenceEqual(instructions))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Writing_to_a_buffer_gives_the_same_bytes() =>
        Prop.ForAll(
            InstructionGenerator.ValidSequences,
            instructions =>
            {
                var writer = new ArrayBufferWriter<byte>();
                InstructionEncoding.Encode(instructions, writer);
                return writer.WrittenSpan.SequenceEqual(InstructionEncoding.Encode(instructions));
            })
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("0000000000000000", 0, "unknown opcode 0x00")]
    [InlineData("b700000001000000ff00000000000000", 8, "unknown opcode 0xff")]
    [InlineData("9500010000000000", 0, "reserved field offset")]
    [InlineData("9500000001000000", 0, "reserved field imm")]
    [InlineData("9501000000000000", 0, "reserved field dst")]
    [InlineData("b710000001000000", 0, "reserved field src")]
    [InlineData("0f21000001000000", 0, "reserved field imm")]
    [InlineData("070b000001000000", 0, "register 11 does not exist")]
    [InlineData("0fb1000000000000", 0, "register 11 does not exist")]
    [InlineData("d701000011000000", 0, "byte swap of 17 bits")]
    [InlineData("3701020005000000", 0, "division with offset 2")]
    [InlineData("bf21070000000000", 0, "move with offset 7")]
    [InlineData("bc21200000000000", 0, "move with offset 32")]
    [InlineData("bc21010001000000", 0, "reserved field imm")]
    [InlineData("bf21080001000000", 0, "reserved field imm")]
    [InlineData("8530000001000000", 0, "call of unknown kind 3")]
    [InlineData("8510010001000000", 0, "reserved field offset")]
    [InlineData("db21000002000000", 0, "unknown atomic operation 0x2")]
    [InlineData("cb21000000000000", 0, "atomic Add of 2 bytes")]
    [InlineData("18710000010000000000000000000000", 0, "unknown kind 7")]
    [InlineData("18110000010000000000000001000000", 0, "second immediate not 0")]
    [InlineData("18010000010000000100000000000000", 0, "reserved field of its second slot")]
    [InlineData("b7000000000000001801000001000000", 8, "without its second slot")]
    [InlineData("b70000000000000095000000", 8, "4 bytes are left")]
    [InlineData("9921000000000000", 0, "unknown opcode 0x99")]
    [InlineData("0f", 0, "1 bytes are left")]
    public void Malformed_bytes_are_refused_with_their_offset(string hex, int offset, string reason)
    {
        var error = Assert.Throws<InstructionFormatException>(
            () => InstructionEncoding.Decode(Convert.FromHexString(hex)));
        Assert.Equal(offset, error.ByteOffset);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_decode_or_give_the_format_exception() =>
        Prop.ForAll(
            Arb.From(Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()),
            bytes =>
            {
                try
                {
                    return InstructionEncoding.Encode(InstructionEncoding.Decode(bytes).AsSpan()).SequenceEqual(bytes);
                }
                catch (InstructionFormatException error)
                {
                    return error.ByteOffset >= 0 && error.ByteOffset < bytes.Length;
                }
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_slot_with_one_field_changed_decodes_only_to_itself()
    {
        var random = new Random(20250101);
        foreach ((byte[] bytes, _) in TextTable.Read(TextTable.Llvm))
        {
            for (int i = 0; i < 50; i++)
            {
                byte[] changed = [.. bytes];
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
                try
                {
                    Assert.Equal(changed, InstructionEncoding.Encode(InstructionEncoding.Decode(changed).AsSpan()));
                }
                catch (InstructionFormatException error)
                {
                    Assert.InRange(error.ByteOffset, 0, changed.Length);
                }
            }
        }
    }

    [Fact]
    public void An_instruction_that_does_not_exist_is_not_encoded()
    {
        Instruction wrong = Instruction.Exit() with { Imm = 1 };
        Assert.Throws<ArgumentException>(() => InstructionEncoding.Encode([wrong]));
        Assert.Throws<ArgumentException>(() => InstructionEncoding.Encode([default]));
        Assert.Throws<ArgumentException>(() =>
            InstructionEncoding.Encode(Instruction.LoadImm64(Register.R1, 1), new byte[8]));
    }
}
