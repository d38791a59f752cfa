using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Bpf.Asm;

/// <summary>The binary form of instructions, little-endian.</summary>
/// <remarks>RFC 9669, section 3; <c>struct bpf_insn</c> of <c>linux/bpf.h</c>.</remarks>
public static class InstructionEncoding
{
    /// <summary>Why an instruction cannot be encoded, or null if it can.</summary>
    public static string? Violation(Instruction instruction) => InstructionRules.Violation(instruction);

    /// <summary>Writes one instruction; returns the bytes written, 8 or 16.</summary>
    /// <exception cref="ArgumentException">The instruction does not exist, or the destination is too short.</exception>
    public static int Encode(Instruction instruction, Span<byte> destination)
    {
        if (InstructionRules.Violation(instruction) is { } violation)
        {
            throw new ArgumentException($"encode instruction: {violation}", nameof(instruction));
        }

        int length = instruction.SlotCount * Instruction.SlotSize;
        if (destination.Length < length)
        {
            throw new ArgumentException(
                $"encode instruction: needs {length} bytes, has {destination.Length}", nameof(destination));
        }

        destination[0] = instruction.OpCode.Value;
        destination[1] = (byte)((int)instruction.Dst | ((int)instruction.Src << 4));
        BinaryPrimitives.WriteInt16LittleEndian(destination[2..], instruction.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], (int)instruction.Imm);
        if (instruction.OpCode.IsWide)
        {
            // The second slot carries only the high half; its other fields must be zero.
            BinaryPrimitives.WriteInt32LittleEndian(destination[8..], 0);
            BinaryPrimitives.WriteInt32LittleEndian(destination[12..], (int)(instruction.Imm >> 32));
        }

        return length;
    }

    /// <summary>Writes instructions one after the other.</summary>
    /// <exception cref="ArgumentException">An instruction does not exist.</exception>
    public static void Encode(ReadOnlySpan<Instruction> instructions, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (Instruction instruction in instructions)
        {
            writer.Advance(Encode(instruction, writer.GetSpan(2 * Instruction.SlotSize)));
        }
    }

    /// <summary>The bytes of instructions.</summary>
    /// <exception cref="ArgumentException">An instruction does not exist.</exception>
    public static byte[] Encode(ReadOnlySpan<Instruction> instructions)
    {
        int slots = 0;
        foreach (Instruction instruction in instructions)
        {
            slots += instruction.SlotCount;
        }

        byte[] bytes = new byte[slots * Instruction.SlotSize];
        int position = 0;
        foreach (Instruction instruction in instructions)
        {
            position += Encode(instruction, bytes.AsSpan(position));
        }

        return bytes;
    }

    /// <summary>Reads instructions until the bytes end.</summary>
    /// <exception cref="InstructionFormatException">
    /// An opcode is unknown, a reserved field is not 0, a value does not exist, or the bytes end inside an instruction.
    /// </exception>
    public static ImmutableArray<Instruction> Decode(ReadOnlySpan<byte> bytes)
    {
        var instructions = ImmutableArray.CreateBuilder<Instruction>(bytes.Length / Instruction.SlotSize);
        for (int position = 0; position < bytes.Length;)
        {
            Instruction instruction = DecodeAt(bytes, position);
            instructions.Add(instruction);
            position += instruction.SlotCount * Instruction.SlotSize;
        }

        return instructions.DrainToImmutable();
    }

    /// <summary>Reads the instruction at an offset.</summary>
    /// <param name="position">Offset in bytes.</param>
    /// <exception cref="InstructionFormatException">As for <see cref="Decode"/>.</exception>
    public static Instruction DecodeAt(ReadOnlySpan<byte> bytes, int position)
    {
        ReadOnlySpan<byte> slot = bytes[position..];
        if (slot.Length < Instruction.SlotSize)
        {
            throw new InstructionFormatException(
                position, $"{slot.Length} bytes are left, a slot has {Instruction.SlotSize}");
        }

        var opCode = new OpCode(slot[0]);
        long imm = BinaryPrimitives.ReadInt32LittleEndian(slot[4..]);
        if (opCode.IsWide)
        {
            imm = (uint)imm | ((long)ReadSecondSlot(slot, position) << 32);
        }

        var instruction = new Instruction(
            opCode,
            (Register)(slot[1] & 0x0f),
            (Register)(slot[1] >> 4),
            BinaryPrimitives.ReadInt16LittleEndian(slot[2..]),
            imm);
        return InstructionRules.Violation(instruction) is { } violation
            ? throw new InstructionFormatException(position, violation)
            : instruction;
    }

    private static int ReadSecondSlot(ReadOnlySpan<byte> slot, int position)
    {
        if (slot.Length < 2 * Instruction.SlotSize)
        {
            throw new InstructionFormatException(position, "64-bit immediate load without its second slot");
        }

        return BinaryPrimitives.ReadInt32LittleEndian(slot[8..]) != 0
            ? throw new InstructionFormatException(
                position, "64-bit immediate load with a reserved field of its second slot not 0")
            : BinaryPrimitives.ReadInt32LittleEndian(slot[12..]);
    }
}
