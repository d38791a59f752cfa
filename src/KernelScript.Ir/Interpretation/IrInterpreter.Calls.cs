using System.Diagnostics;

namespace KernelScript.Ir.Interpretation;

public sealed partial class IrInterpreter
{
    private ulong AccessMap(IrInstruction instruction, Frame frame)
    {
        switch (instruction.Op)
        {
            case IrOp.RingSubmit or IrOp.RingDiscard:
                SimulatedRingBuffer.Release(frame[instruction.Operands[0]], Machine, instruction.Op == IrOp.RingSubmit);
                return 0;
            case IrOp.RingReserve:
                return Map(instruction) is SimulatedRingBuffer ring
                    ? ring.Reserve(instruction.Size)?.Address ?? 0
                    : throw new IrTrapException(IrTrapKind.BadArgument, $"@{instruction.Symbol} is no ring buffer");
        }

        SimulatedMap map = Map(instruction);
        ReadOnlySpan<byte> key = Machine.Memory.Read(frame[instruction.Operands[0]], map.Map.Key.Size);
        return instruction.Op switch
        {
            IrOp.MapLookup => map.Lookup(key)?.Address ?? 0,
            IrOp.MapUpdate => (ulong)map.Update(
                key, Machine.Memory.Read(frame[instruction.Operands[1]], map.Map.Value.Size), instruction.Imm),
            IrOp.MapDelete => (ulong)map.Delete(key),
            _ => throw new UnreachableException($"No map rule for {instruction.Op}."),
        };
    }

    private SimulatedMap Map(IrInstruction instruction) =>
        Machine.Maps.TryGetValue(instruction.Symbol!, out SimulatedMap? map) && map is not SimulatedUnknown
            ? map
            : throw new IrTrapException(IrTrapKind.Unsupported, $"there is no model for the map @{instruction.Symbol}");

    private ulong CallOut(IrInstruction instruction, Frame frame)
    {
        Span<ulong> arguments = stackalloc ulong[instruction.Operands.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = frame[instruction.Operands[i]];
        }

        return instruction.Op switch
        {
            IrOp.Call => Call(Function(instruction.Symbol!), arguments),
            IrOp.Helper => Machine.Helpers.TryGetValue((int)instruction.Imm, out IrHelper? helper)
                ? helper(new IrHelperCall(this, arguments))
                : throw new IrTrapException(IrTrapKind.Unsupported, $"the machine has no helper {instruction.Imm}"),
            IrOp.Kfunc => Machine.Kfuncs.TryGetValue(instruction.Symbol!, out IrHelper? kfunc)
                ? kfunc(new IrHelperCall(this, arguments))
                : throw new IrTrapException(IrTrapKind.Unsupported, $"the machine has no kfunc {instruction.Symbol}"),
            _ => TailCall(instruction, arguments, frame),
        };
    }

    /// <summary>
    /// The other program's result becomes this function's; nothing happens when there is no such program.
    /// </summary>
    private ulong TailCall(IrInstruction instruction, ReadOnlySpan<ulong> arguments, Frame frame)
    {
        if (Map(instruction) is SimulatedProgramArray programs
            && programs.Programs.TryGetValue((int)arguments[1], out string? name)
            && _tailCalls < MostTailCalls)
        {
            _tailCalls++;
            frame.Result = Call(Function(name), arguments[..1]);
            frame.IsFinished = true;
        }

        return 0;
    }
}
