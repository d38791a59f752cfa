using System.Collections.Immutable;

namespace Bpf.Asm;

/// <summary>Gives jumps to labels their distances and makes those that are too long reach.</summary>
/// <remarks>
/// Invariant: a label stands before the piece at its position; adding pieces moves the labels behind them. Code only
/// grows, so a jump found too long stays too long and rounds come to an end.
/// </remarks>
internal sealed class CodeLayout
{
    // A relay is at most RelayReach slots away, which leaves room for what later rounds put between; relays are
    // gathered at
    // multiples of RelaySpacing so that many jumps share the jump around them.
    private const int RelayReach = 30_000;
    private const int RelaySpacing = 15_000;
    private const int MaxRounds = 100;

    private readonly IsaLevel _isa;
    private List<CodePiece> _pieces;
    private List<int> _labels;

    /// <param name="labels">Position of each label, -1 for none; a label's index is its id less 1.</param>
    public CodeLayout(List<CodePiece> pieces, List<int> labels, IsaLevel isa)
    {
        _pieces = pieces;
        _labels = labels;
        _isa = isa;
    }

    /// <summary>The final instructions.</summary>
    /// <exception cref="InvalidOperationException">
    /// A label in use has no place, or code is too large for its jumps.
    /// </exception>
    public ImmutableArray<Instruction> Resolve()
    {
        RequirePlacedLabels();
        for (int round = 0; round < MaxRounds; round++)
        {
            int[] slots = Slots();
            List<int> tooLong = JumpsOutOfRange(slots);
            if (tooLong.Count == 0)
            {
                return Finish(slots);
            }

            if (_isa >= IsaLevel.V4)
            {
                Lengthen(tooLong);
            }
            else
            {
                Relay(tooLong, slots);
            }
        }

        throw new InvalidOperationException(
            $"build code: {_pieces.Count} instructions are too many for 16-bit jumps: use ISA v4");
    }

    /// <summary>Where the instructions emitted by the builder are in the final code.</summary>
    public ImmutableArray<int> IndexOfOrigins(int count)
    {
        int[] index = new int[count];
        for (int i = 0; i < _pieces.Count; i++)
        {
            if (_pieces[i].Origin >= 0)
            {
                index[_pieces[i].Origin] = i;
            }
        }

        return [.. index];
    }

    private void RequirePlacedLabels()
    {
        foreach (CodePiece piece in _pieces)
        {
            if (piece.Target != default && PositionOf(piece.Target) < 0)
            {
                throw new InvalidOperationException($"build code: label {piece.Target.Id} is used but has no place");
            }
        }
    }

    private int PositionOf(Label label) => _labels[label.Id - 1];

    private int[] Slots()
    {
        int[] slots = new int[_pieces.Count + 1];
        for (int i = 0; i < _pieces.Count; i++)
        {
            slots[i + 1] = slots[i] + _pieces[i].Instruction.SlotCount;
        }

        return slots;
    }

    private int Distance(int index, int[] slots) => slots[PositionOf(_pieces[index].Target)] - slots[index] - 1;

    private List<int> JumpsOutOfRange(int[] slots)
    {
        var found = new List<int>();
        for (int i = 0; i < _pieces.Count; i++)
        {
            CodePiece piece = _pieces[i];
            if (piece.Target == default || !piece.Instruction.IsJump || piece.Instruction.IsLongJump)
            {
                continue;
            }

            int distance = Distance(i, slots);
            if (distance != (short)distance)
            {
                found.Add(i);
            }
        }

        return found;
    }

    // goto T            ->  gotol T
    // if a > b goto T   ->  if a <= b goto next; gotol T; next:
    // if a & b goto T   ->  if a & b goto taken; goto next; taken: gotol T; next:
    private void Lengthen(List<int> jumps)
    {
        var additions = new SortedDictionary<int, List<CodePiece>>();
        foreach (int index in jumps)
        {
            CodePiece piece = _pieces[index];
            var jump = new CodePiece(Instruction.JumpLong(0), piece.Target, -1);
            if (piece.Instruction.IsUnconditionalJump)
            {
                _pieces[index] = jump with { Origin = piece.Origin };
            }
            else if (Inverted(piece.Instruction) is { } inverted)
            {
                _pieces[index] = new CodePiece(inverted.WithJumpDistance(1), default, piece.Origin);
                additions[index + 1] = [jump];
            }
            else
            {
                _pieces[index] = new CodePiece(piece.Instruction.WithJumpDistance(1), default, piece.Origin);
                additions[index + 1] = [new CodePiece(Instruction.Jump(1), default, -1), jump];
            }
        }

        Insert(additions);
    }

    private static Instruction? Inverted(Instruction jump)
    {
        JumpOp? op = jump.OpCode.JumpOp switch
        {
            JumpOp.Jeq => JumpOp.Jne,
            JumpOp.Jne => JumpOp.Jeq,
            JumpOp.Jgt => JumpOp.Jle,
            JumpOp.Jle => JumpOp.Jgt,
            JumpOp.Jge => JumpOp.Jlt,
            JumpOp.Jlt => JumpOp.Jge,
            JumpOp.Jsgt => JumpOp.Jsle,
            JumpOp.Jsle => JumpOp.Jsgt,
            JumpOp.Jsge => JumpOp.Jslt,
            JumpOp.Jslt => JumpOp.Jsge,
            _ => null,
        };
        if (op is not { } inverse)
        {
            return null;
        }

        OpCode opCode = jump.OpCode.Class == InstructionClass.Jump
            ? OpCode.Jump(inverse, jump.OpCode.Source)
            : OpCode.Jump32(inverse, jump.OpCode.Source);
        return jump with { OpCode = opCode };
    }

    // Sends each jump to a relay on its way: "goto T" put between two instructions, with a jump around it for those who
    // come from above. The next round finds relays that are themselves too far from T.
    private void Relay(List<int> jumps, int[] slots)
    {
        var additions = new SortedDictionary<int, List<CodePiece>>();
        var relays = new Dictionary<(int Position, Label Target), Label>();
        var relayOffsets = new List<(Label Relay, int Position, int Offset)>();
        foreach (int index in jumps)
        {
            CodePiece piece = _pieces[index];
            int position = RelayPosition(slots[index], forward: Distance(index, slots) > 0, slots);
            if (!relays.TryGetValue((position, piece.Target), out Label relay))
            {
                _labels.Add(-1);
                relay = new Label(_labels.Count);
                relays.Add((position, piece.Target), relay);
                if (!additions.TryGetValue(position, out List<CodePiece>? group))
                {
                    group = [default];
                    additions.Add(position, group);
                }

                relayOffsets.Add((relay, position, group.Count));
                group.Add(new CodePiece(Instruction.Jump(0), piece.Target, -1));
            }

            _pieces[index] = piece with { Target = relay };
        }

        foreach ((int position, List<CodePiece> group) in additions)
        {
            _labels.Add(position);
            group[0] = new CodePiece(Instruction.Jump(0), new Label(_labels.Count), -1);
        }

        Dictionary<int, int> starts = Insert(additions);
        foreach ((Label relay, int position, int offset) in relayOffsets)
        {
            _labels[relay.Id - 1] = starts[position] + offset;
        }
    }

    private static int RelayPosition(int from, bool forward, int[] slots)
    {
        int wanted = forward
            ? (from + RelayReach) / RelaySpacing * RelaySpacing
            : (from - RelayReach + RelaySpacing - 1) / RelaySpacing * RelaySpacing;
        int position = Array.BinarySearch(slots, wanted);
        return position >= 0 ? position : ~position;
    }

    /// <summary>Puts pieces before the positions that are the keys; returns where each group starts.</summary>
    private Dictionary<int, int> Insert(SortedDictionary<int, List<CodePiece>> additions)
    {
        var starts = new Dictionary<int, int>(additions.Count);
        var pieces = new List<CodePiece>(_pieces.Count + additions.Count * 2);
        int[] moved = new int[_pieces.Count + 1];
        for (int i = 0; i <= _pieces.Count; i++)
        {
            if (additions.TryGetValue(i, out List<CodePiece>? group))
            {
                starts.Add(i, pieces.Count);
                pieces.AddRange(group);
            }

            moved[i] = pieces.Count;
            if (i < _pieces.Count)
            {
                pieces.Add(_pieces[i]);
            }
        }

        _labels = [.. _labels.Select(position => position < 0 ? position : moved[position])];
        _pieces = pieces;
        return starts;
    }

    private ImmutableArray<Instruction> Finish(int[] slots)
    {
        var instructions = ImmutableArray.CreateBuilder<Instruction>(_pieces.Count);
        for (int i = 0; i < _pieces.Count; i++)
        {
            Instruction instruction = _pieces[i].Instruction;
            instructions.Add(
                _pieces[i].Target == default ? instruction : WithDistance(instruction, Distance(i, slots)));
        }

        return instructions.MoveToImmutable();
    }

    private static Instruction WithDistance(Instruction instruction, int distance)
    {
        if (instruction.IsJump)
        {
            return instruction.WithJumpDistance(distance);
        }

        return instruction with { Imm = instruction.OpCode.IsWide ? (uint)distance : distance };
    }
}
