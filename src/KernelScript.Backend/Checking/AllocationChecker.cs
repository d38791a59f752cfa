using System.Diagnostics;
using Bpf.Asm;
using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Checking;

/// <summary>
/// Proves that emitted code computes what its source function says: each instruction reads the right values.
/// </summary>
/// <remarks>
/// <para>The code is walked along its own jumps, and the source beside it. For each place (register or slot) the walk
/// knows which values of the source it holds; where paths meet, what all of them agree on. Allocation, spilling, moves,
/// block layout and jump threading are checked together; nothing of them is used here.</para>
/// <para>Source instructions without code are moves between registers that became one, gotos, branches that
/// lead to one place either way, and definitions that are computed again where they are used.</para>
/// </remarks>
internal sealed class AllocationChecker
{
    private readonly SourceFunction _source;
    private readonly CodeTrace _trace;
    private readonly int[] _slots;
    private readonly Dictionary<int, int> _indexOfSlot = [];
    private readonly Dictionary<int, int> _blockAt = [];
    private readonly Dictionary<int, PlaceContents> _entries = [];
    private readonly Stack<int> _work = new();

    private AllocationChecker(SourceFunction source, CodeTrace trace)
    {
        _source = source;
        _trace = trace;
        _slots = new int[trace.Code.Length + 1];
        for (int i = 0; i < trace.Code.Length; i++)
        {
            _indexOfSlot.Add(_slots[i], i);
            _slots[i + 1] = _slots[i] + trace.Code[i].SlotCount;
        }

        foreach ((int block, int start) in trace.Blocks)
        {
            _blockAt[start] = block;
        }
    }

    /// <summary>Checks the code.</summary>
    /// <exception cref="UnreachableException">An instruction reads something else than its source: a fault of the back
    /// end.</exception>
    public static void Check(SourceFunction source, CodeTrace trace)
    {
        if (trace.Origins.Count != trace.Code.Length)
        {
            return; // Jumps were too far and became several instructions.
        }

        var checker = new AllocationChecker(source, trace);
        var entry = new PlaceContents();
        for (int i = 0; i < source.Parameters.Length; i++)
        {
            entry.Define(i + 1, source.Parameters[i]);
        }

        checker.Reach(0, entry);
        while (checker._work.TryPop(out int index))
        {
            checker.WalkBlock(index, checker._entries[index].Clone());
        }
    }

    private void Reach(int index, PlaceContents contents)
    {
        if (!_entries.TryGetValue(index, out PlaceContents? known))
        {
            _entries.Add(index, contents.Clone());
            _work.Push(index);
        }
        else if (known.Intersect(contents))
        {
            _work.Push(index);
        }
    }

    /// <summary>Walks from the start of a block to the end of its code.</summary>
    private void WalkBlock(int index, PlaceContents contents)
    {
        int source = _source.Blocks[_blockAt[index]].First;
        for (bool first = true; ; first = false)
        {
            if (!first && _blockAt.TryGetValue(index, out int block))
            {
                Follow(source, block, contents, index);
                Reach(index, contents);
                return;
            }

            Instruction code = _trace.Code[index];
            int origin = _trace.Origins[index];
            if (origin <= 0)
            {
                WalkMove(code, origin, contents, index);
            }
            else if (_source.Instructions[origin - 1].IsRematerializable)
            {
                Recompute(code, _source.Instructions[origin - 1].Def, contents);
            }
            else
            {
                source = Advance(source, origin - 1, contents, index);
                if (WalkInstruction(code, origin - 1, contents, index))
                {
                    return;
                }

                source = origin;
            }

            if (code.IsUnconditionalJump)
            {
                int target = Target(index);
                Follow(source, _blockAt[target], contents, index);
                Reach(target, contents);
                return;
            }

            index++;
        }
    }

    private int Target(int index) => _indexOfSlot[_slots[index + 1] + _trace.Code[index].JumpDistance];

    private static void WalkMove(Instruction code, int origin, PlaceContents contents, int index)
    {
        if (code.IsUnconditionalJump)
        {
            return;
        }

        bool isMove = code.OpCode == OpCode.Alu64(AluOp.Mov, Source.Register);
        bool isFill = code.OpCode.Class == InstructionClass.LoadX && code.Src == Register.R10;
        bool isSpill = code.OpCode.Class == InstructionClass.StoreX && code.Dst == Register.R10 && !code.IsAtomic;
        if (origin < 0)
        {
            Recompute(code, origin, contents);
        }
        else if (isMove)
        {
            contents.Copy((int)code.Dst, (int)code.Src);
        }
        else if (isFill)
        {
            contents.Copy((int)code.Dst, code.Offset);
        }
        else if (isSpill)
        {
            contents.ClearFrame(code.Offset, 8);
            contents.Copy(code.Offset, (int)code.Src);
        }
        else
        {
            throw new UnreachableException($"Instruction {index} is no move and has no source.");
        }
    }

    private static void Recompute(Instruction code, int value, PlaceContents contents)
    {
        bool toSlot = code.OpCode.Class == InstructionClass.Store;
        if (toSlot)
        {
            contents.ClearFrame(code.Offset, 8);
        }

        contents.Repeat(toSlot ? code.Offset : (int)code.Dst, value);
    }

    /// <summary>Goes on in the source to an instruction, over those that have no code.</summary>
    private int Advance(int source, int wanted, PlaceContents contents, int index)
    {
        int steps = 0;
        while (source != wanted)
        {
            MachineInstruction instruction = _source.Instructions[source];
            switch (instruction.Kind)
            {
                case MachineKind.Move:
                    contents.Rename([instruction.Def], [instruction.A]);
                    source++;
                    break;
                case MachineKind.Goto:
                    source = EnterNext(source, contents);
                    break;
                case MachineKind.Branch:
                    // Both ways lead to the same place without any code between.
                    MachineBlock block = _source.Blocks[_source.BlockOf(source)];
                    PlaceContents other = contents.Clone();
                    Advance(_source.Blocks[block.Taken].First, wanted, other, index);
                    contents.Intersect(other);
                    source = _source.Blocks[block.Next].First;
                    break;
                default:
                    Require(
                        instruction.IsRematerializable, index, $"source {source} ({instruction.Kind}) is left out");
                    source++;
                    break;
            }

            Require(++steps <= _source.Instructions.Length, index, $"source instruction {wanted} is not reached");
        }

        return source;
    }

    /// <summary>Goes on in the source to the start of a block.</summary>
    private void Follow(int source, int block, PlaceContents contents, int index)
    {
        // A block without instructions before its start would otherwise be taken for the end of the one before.
        int first = _source.Blocks[block].First;
        if (source != first || _source.BlockOf(source) != block)
        {
            Advance(source, first, contents, index);
        }
    }

    private int EnterNext(int terminator, PlaceContents contents)
    {
        MachineBlock block = _source.Blocks[_source.BlockOf(terminator)];
        MachineBlock next = _source.Blocks[block.Next];
        int[] arguments = [.. block.Arguments.Select(a => MachineBlock.IsRecipe(a, out int recipe) ? ~recipe : a)];
        contents.Rename(next.Parameters, arguments);
        return next.First;
    }

    /// <summary>
    /// Checks what one instruction reads, and notes what it writes. True if the block's code ends with it.
    /// </summary>
    private bool WalkInstruction(Instruction code, int source, PlaceContents contents, int index)
    {
        MachineInstruction instruction = _source.Instructions[source];
        switch (instruction.Kind)
        {
            case MachineKind.Call:
                WalkCall(instruction, contents, index);
                break;
            case MachineKind.Branch or MachineKind.MayGoto:
                WalkBranch(instruction, code, _source.Blocks[_source.BlockOf(source)], contents, index);
                return true;
            case MachineKind.Exit:
                Require(instruction.A == 0 || contents.Holds(0, instruction.A), index, $"R0 is not {instruction.A}");
                return true;
            case MachineKind.Alu:
                bool plain = Reads(contents, code.Dst, instruction.A) && Reads(contents, code.Src, instruction.B);
                bool swapped = instruction.IsCommutative
                    && Reads(contents, code.Dst, instruction.B) && Reads(contents, code.Src, instruction.A);
                Require(plain || swapped, index, $"{code.Dst}, {code.Src} are not {instruction.A}, {instruction.B}");
                contents.Define((int)code.Dst, instruction.Def);
                break;
            case MachineKind.Move or MachineKind.Convert or MachineKind.Load:
                ReadPlace(contents, code.Src, instruction.A, index);
                contents.Define((int)code.Dst, instruction.Def);
                break;
            default:
                WalkStore(instruction, code, contents, index);
                break;
        }

        return false;
    }

    private static void WalkStore(MachineInstruction instruction, Instruction code, PlaceContents contents, int index)
    {
        ReadPlace(contents, code.Dst, instruction.A, index);
        ReadPlace(contents, code.Src, instruction.B, index);
        if (instruction.A == MachineFunction.FramePointer)
        {
            contents.ClearFrame(code.Offset, code.OpCode.Size.Bytes());
        }

        if (instruction.Kind == MachineKind.AtomicFetch)
        {
            contents.Define((int)code.Src, instruction.Def);
        }
        else if (instruction.Kind == MachineKind.CompareExchange)
        {
            Require(contents.Holds(0, instruction.C), index, $"R0 is not {instruction.C}");
            contents.Define(0, instruction.Def);
        }
    }

    private void WalkCall(MachineInstruction instruction, PlaceContents contents, int index)
    {
        int[] arguments = _source.CallArguments[instruction.Extra];
        for (int i = 0; i < arguments.Length; i++)
        {
            Require(contents.Holds(i + 1, arguments[i]), index, $"R{i + 1} is not {arguments[i]}");
        }

        for (int register = 0; register <= 5; register++)
        {
            contents.Clear(register);
        }

        if (instruction.Def != 0)
        {
            contents.Define(0, instruction.Def);
        }
    }

    private void WalkBranch(
        MachineInstruction branch, Instruction code, MachineBlock block, PlaceContents contents, int index)
    {
        ReadPlace(contents, code.Dst, branch.A, index);
        ReadPlace(contents, code.Src, branch.B, index);
        bool asWritten = code.OpCode == branch.OpCode;
        int whenJumping = asWritten ? block.Taken : block.Next;
        int whenNot = asWritten ? block.Next : block.Taken;
        PlaceContents jumping = contents.Clone();
        int target = Target(index);
        Follow(_source.Blocks[whenJumping].First, _blockAt[target], jumping, index);
        Reach(target, jumping);

        int following = index + 1;
        if (!_blockAt.ContainsKey(following))
        {
            Require(
                _trace.Code[following].IsUnconditionalJump, following, "a branch is followed by no block and no jump");
            following = Target(following);
        }

        Follow(_source.Blocks[whenNot].First, _blockAt[following], contents, index);
        Reach(following, contents);
    }

    private static bool Reads(PlaceContents contents, Register register, int value) =>
        value is 0 or MachineFunction.FramePointer || contents.Holds((int)register, value);

    private static void ReadPlace(PlaceContents contents, Register register, int value, int index) =>
        Require(
            value == MachineFunction.FramePointer ? register == Register.R10 : Reads(contents, register, value),
            index,
            $"{register} is not {value}");

    private static void Require(bool condition, int index, string fault)
    {
        if (!condition)
        {
            throw new UnreachableException($"Register allocation is wrong at instruction {index}: {fault}.");
        }
    }
}
