using Bpf.Asm;
using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Frames;

/// <summary>Which frame objects each instruction may read or write, directly or through a pointer.</summary>
/// <remarks>
/// A pointer is followed through moves, additions and block parameters. An object whose address goes where it cannot be
/// followed (into memory, to a function that may return it, into one register with another object's) is used
/// everywhere.
/// </remarks>
internal sealed class FrameAccesses
{
    /// <summary>Not a pointer to a frame object.</summary>
    public const int None = -1;

    /// <summary>Helpers from this one on (dynptrs) may return pointers that depend on memory given to them.</summary>
    private const int FirstDynptrHelper = 190;

    private readonly MachineFunction _function;
    private readonly int[] _objects;
    private readonly bool[] _escaped;

    /// <summary>Follows the addresses of all frame objects.</summary>
    public FrameAccesses(MachineFunction function)
    {
        _function = function;
        _objects = new int[function.RegisterCount];
        Array.Fill(_objects, None);
        _escaped = new bool[function.FrameObjects.Count];
        while (Follow())
        {
        }
    }

    /// <summary>Whether the object has to be kept for the whole function.</summary>
    public bool IsEscaped(int frameObject) => _escaped[frameObject];

    /// <summary>The object that the register points into, or <see cref="None"/>.</summary>
    public int ObjectOf(int register) =>
        register is > 0 and not MachineFunction.FramePointer ? _objects[register] : None;

    /// <summary>
    /// The object that the instruction accesses by R10 or names by its address, or <see cref="None"/>.
    /// </summary>
    public static int DirectObject(in MachineInstruction instruction) =>
        instruction.A == MachineFunction.FramePointer || instruction.Kind == MachineKind.FrameAddress
            ? instruction.Extra
            : None;

    private bool Follow()
    {
        bool changed = false;
        foreach (MachineBlock block in _function.Blocks)
        {
            for (int i = block.First; i < block.End; i++)
            {
                changed |= Follow(_function.Instructions[i], block);
            }
        }

        return changed;
    }

    private bool Follow(in MachineInstruction instruction, MachineBlock block)
    {
        switch (instruction.Kind)
        {
            case MachineKind.FrameAddress:
                return Derive(instruction.Def, instruction.Extra);
            case MachineKind.Move:
                return Derive(instruction.Def, ObjectOf(instruction.A));
            case MachineKind.Alu when instruction.OpCode.AluOp is AluOp.Add:
                return Derive(instruction.Def, ObjectOf(instruction.A))
                    | Derive(instruction.Def, ObjectOf(instruction.B));
            case MachineKind.Alu or MachineKind.Convert or MachineKind.Spill:
                return Escape(ObjectOf(instruction.A)) | Escape(ObjectOf(instruction.B));
            case MachineKind.Store or MachineKind.AtomicFetch or MachineKind.CompareExchange:
                return Escape(ObjectOf(instruction.B)) | Escape(ObjectOf(instruction.C));
            case MachineKind.Exit:
                return Escape(ObjectOf(instruction.A));
            case MachineKind.Call:
                return FollowCall(instruction);
            case MachineKind.Goto:
                return FollowArguments(block);
            default:
                return false;
        }
    }

    private bool FollowCall(in MachineInstruction instruction)
    {
        MachineCall call = _function.Calls[instruction.Extra];
        if (instruction.Def == 0 || (call.Callee == CallKind.Helper && call.Helper < FirstDynptrHelper))
        {
            return false;
        }

        bool changed = false;
        foreach (int argument in call.Arguments)
        {
            changed |= Escape(ObjectOf(argument));
        }

        return changed;
    }

    private bool FollowArguments(MachineBlock block)
    {
        bool changed = false;
        for (int i = 0; i < block.Arguments.Length; i++)
        {
            int parameter = _function.Blocks[block.Next].Parameters[i];
            int argument = block.Arguments[i];
            if (MachineBlock.IsRecipe(argument, out int recipe))
            {
                MachineInstruction instruction = _function.Recipes[recipe];
                int named = instruction.Kind == MachineKind.FrameAddress ? instruction.Extra : None;
                changed |= parameter > 0 ? Derive(parameter, named) : Escape(named);
            }
            else
            {
                changed |= parameter > 0 ? Derive(parameter, ObjectOf(argument)) : Escape(ObjectOf(argument));
            }
        }

        return changed;
    }

    private bool Derive(int register, int frameObject)
    {
        if (frameObject == None || register == 0 || _objects[register] == frameObject)
        {
            return false;
        }

        if (_objects[register] != None)
        {
            return Escape(frameObject) | Escape(_objects[register]);
        }

        _objects[register] = frameObject;
        return true;
    }

    private bool Escape(int frameObject)
    {
        bool changed = frameObject != None && !_escaped[frameObject];
        if (changed)
        {
            _escaped[frameObject] = true;
        }

        return changed;
    }
}
