using Bpf.Asm;
using KernelScript.Backend.Frames;

namespace KernelScript.Backend.Emission;

/// <summary>Copies that happen at once, put into an order: arguments of calls and of blocks.</summary>
/// <remarks>
/// A place is a register (0 to 9) or a spill slot, named by its negative offset from R10. A copy can go as soon as
/// nobody reads its destination any more; what remains are cycles, each broken by saving one destination. Pointers
/// cannot be swapped by exclusive or: the verifier refuses it.
/// </remarks>
internal sealed class ParallelCopy(CodeBuilder code, FrameLayout frame)
{
    private readonly List<(int To, int From)> _copies = [];
    private int _free;
    private int _savedSlot;
    private int _borrowedSlot;

    /// <summary>Adds a copy; one from a place to itself is dropped.</summary>
    public void Add(int to, int from)
    {
        if (to != from)
        {
            _copies.Add((to, from));
        }
    }

    /// <summary>Emits the copies and starts anew.</summary>
    /// <param name="free">Bit set of the registers that hold nothing of value, before and after.</param>
    public void Emit(int free)
    {
        _free = free;
        foreach ((int to, int from) in _copies)
        {
            _free &= ~(to >= 0 ? 1 << to : 0) & ~(from >= 0 ? 1 << from : 0);
        }

        while (_copies.Count > 0)
        {
            if (!EmitReady())
            {
                BreakCycle();
            }
        }
    }

    /// <summary>A register to compute with: one of those that are free, else R0, saved.</summary>
    public Register Borrow(int free)
    {
        if (free == 0)
        {
            _borrowedSlot = _borrowedSlot == 0 ? frame.AddSlot() : _borrowedSlot;
            code.Emit(Spill(_borrowedSlot, Register.R0));
        }

        return free == 0 ? Register.R0 : (Register)int.TrailingZeroCount(free);
    }

    /// <summary>Ends what <see cref="Borrow"/> began.</summary>
    public void GiveBack(int free)
    {
        if (free == 0)
        {
            code.Emit(Fill(Register.R0, _borrowedSlot));
        }
    }

    private bool EmitReady()
    {
        for (int i = 0; i < _copies.Count; i++)
        {
            (int to, int from) = _copies[i];
            if (!IsRead(to, except: i))
            {
                _copies.RemoveAt(i);
                EmitCopy(to, from);
                return true;
            }
        }

        return false;
    }

    private bool IsRead(int place, int except)
    {
        for (int i = 0; i < _copies.Count; i++)
        {
            if (i != except && _copies[i].From == place)
            {
                return true;
            }
        }

        return false;
    }

    private void BreakCycle()
    {
        int endangered = _copies[0].To;
        int saved;
        if (_free != 0)
        {
            saved = int.TrailingZeroCount(_free);
            _free &= ~(1 << saved);
        }
        else
        {
            _savedSlot = _savedSlot == 0 ? frame.AddSlot() : _savedSlot;
            saved = _savedSlot;
        }

        EmitCopy(saved, endangered);
        for (int i = 0; i < _copies.Count; i++)
        {
            if (_copies[i].From == endangered)
            {
                _copies[i] = (_copies[i].To, saved);
            }
        }
    }

    private void EmitCopy(int to, int from)
    {
        if (to >= 0)
        {
            code.Emit(from >= 0 ? Instruction.Mov((Register)to, (Register)from) : Fill((Register)to, from));
        }
        else if (from >= 0)
        {
            code.Emit(Spill(to, (Register)from));
        }
        else
        {
            EmitThroughRegister(to, from);
        }
    }

    private void EmitThroughRegister(int to, int from)
    {
        Register scratch = Borrow(_free);
        code.Emit(Fill(scratch, from));
        code.Emit(Spill(to, scratch));
        GiveBack(_free);
    }

    private static Instruction Fill(Register to, int from) =>
        Instruction.Load(MemorySize.Double, to, Register.R10, (short)from);

    private static Instruction Spill(int to, Register from) =>
        Instruction.Store(MemorySize.Double, Register.R10, (short)to, from);
}
