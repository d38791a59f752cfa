using System.Diagnostics;
using KernelScript.Ir.Text;

namespace KernelScript.Ir.Interpretation;

/// <summary>
/// Runs IR as it is defined, slowly and with every access checked: what compiled code is compared with.
/// </summary>
/// <remarks>
/// Values are 64-bit numbers with zeros above the width of their type. A pointer is an address of
/// <see cref="IrMemory"/>.
/// </remarks>
public sealed partial class IrInterpreter
{
    /// <summary>Deeper than the kernel's 8 frames: how deep calls nest is the back end's problem.</summary>
    private const int DeepestCall = 64;

    /// <summary><c>MAX_TAIL_CALL_CNT</c>.</summary>
    private const int MostTailCalls = 33;

    /// <summary><c>BPF_MAX_LOOPS</c>: iterations that <c>may_goto</c> grants a frame.</summary>
    private const int MostIterations = 8 * 1024 * 1024;

    private readonly Dictionary<string, IrFunction> _functions = [];
    private long _steps;
    private int _depth;
    private int _tailCalls;

    /// <summary>Makes ready to run functions of the machine's module.</summary>
    public IrInterpreter(IrMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Machine = machine;
        foreach (IrFunction function in machine.Module.Functions)
        {
            _functions.Add(function.Name, function);
        }
    }

    /// <summary>What the functions run on. Keeps its state from run to run.</summary>
    public IrMachine Machine { get; }

    /// <summary>Instructions that the last run took.</summary>
    public long Steps => _steps;

    /// <summary>Runs the program with the machine's context: its return value, with zeros above its width.</summary>
    /// <exception cref="IrTrapException">The program did what no program may do.</exception>
    public ulong RunProgram(string name) =>
        Function(name).Entry.Parameters.Count == 0 ? Run(name) : Run(name, Machine.ContextAddress);

    /// <summary>Runs a function: its return value with zeros above its width; 0 when it returns nothing.</summary>
    /// <exception cref="IrTrapException">The function did what no function may do.</exception>
    public ulong Run(string name, params ReadOnlySpan<ulong> arguments)
    {
        _steps = 0;
        _depth = 0;
        _tailCalls = 0;
        ulong result = Call(Function(name), arguments);
        foreach (SimulatedMap map in Machine.Maps.Values)
        {
            if (map is SimulatedRingBuffer { ReservedCount: > 0 })
            {
                throw new IrTrapException(
                    IrTrapKind.LostRecord, $"a record of @{map.Map.Name} was never submitted or discarded", $"${name}");
            }
        }

        return result;
    }

    internal ulong Call(IrFunction function, ReadOnlySpan<ulong> arguments)
    {
        if (_depth == DeepestCall)
        {
            throw new IrTrapException(IrTrapKind.CallDepth, $"calls nest more than {DeepestCall} deep");
        }

        var frame = new Frame(function);
        List<Value> parameters = function.Entry.Parameters;
        for (int i = 0; i < parameters.Count; i++)
        {
            frame[parameters[i]] = Truncate(i < arguments.Length ? arguments[i] : 0, function.TypeOf(parameters[i]));
        }

        _depth++;
        ulong result = Execute(frame);
        _depth--;
        frame.Locals.ForEach(local => local.Kill());
        return result;
    }

    private IrFunction Function(string name) => _functions.GetValueOrDefault(name)
        ?? throw new IrTrapException(IrTrapKind.Unsupported, $"the module has no function ${name}");

    private ulong Execute(Frame frame)
    {
        try
        {
            while (!frame.IsFinished)
            {
                foreach (IrInstruction instruction in frame.Block.Instructions)
                {
                    frame.Instruction = instruction;
                    CountStep();
                    ulong result = Step(instruction, frame);
                    if (instruction.Result.IsValid)
                    {
                        frame[instruction.Result] = Truncate(result, frame.TypeOf(instruction.Result));
                    }

                    if (frame.IsFinished)
                    {
                        break;
                    }
                }
            }

            return frame.Result;
        }
        catch (IrTrapException trap) when (trap.Place.Length == 0)
        {
            throw new IrTrapException(trap.Kind, trap.Reason, frame.Place);
        }
    }

    private void CountStep()
    {
        if (++_steps > Machine.StepBudget)
        {
            throw new IrTrapException(IrTrapKind.StepBudget, $"more than {Machine.StepBudget} instructions");
        }
    }

    private ulong Step(IrInstruction instruction, Frame frame) => instruction.Op switch
    {
        IrOp.Const => (ulong)instruction.Imm,
        IrOp.Copy => frame[instruction.Operands[0]],
        >= IrOp.Add and <= IrOp.BSwap => Compute(instruction, frame),
        >= IrOp.PtrAdd and <= IrOp.NonNull => ComputePointer(instruction, frame),
        >= IrOp.Alloca and <= IrOp.FuncAddr => AccessMemory(instruction, frame),
        >= IrOp.MapLookup and <= IrOp.RingDiscard => AccessMap(instruction, frame),
        >= IrOp.AtomicAdd and <= IrOp.AtomicCompareExchange => AccessAtomically(instruction, frame),
        IrOp.Helper or IrOp.Kfunc or IrOp.Call or IrOp.TailCall => CallOut(instruction, frame),
        >= IrOp.Branch and <= IrOp.Unreachable => Transfer(instruction, frame),
        _ => throw new UnreachableException($"No execution rule for {instruction.Op}."),
    };

    private static ulong Transfer(IrInstruction instruction, Frame frame)
    {
        switch (instruction.Op)
        {
            case IrOp.Branch:
                frame.GoTo(instruction.Targets[0]);
                break;
            case IrOp.CondBranch:
                frame.GoTo(instruction.Targets[frame[instruction.Operands[0]] != 0 ? 0 : 1]);
                break;
            case IrOp.Switch:
                IrType type = frame.TypeOf(instruction.Operands[0]);
                int found = -1;
                for (int i = 0; i < instruction.Cases.Length && found < 0; i++)
                {
                    found = Truncate((ulong)instruction.Cases[i], type) == frame[instruction.Operands[0]] ? i : -1;
                }

                frame.GoTo(instruction.Targets[found + 1]);
                break;
            case IrOp.MayGoto:
                frame.GoTo(instruction.Targets[frame.Iterations++ < MostIterations ? 0 : 1]);
                break;
            case IrOp.Return:
                frame.Result = instruction.Operands is [var value] ? frame[value] : 0;
                frame.IsFinished = true;
                break;
            default:
                throw new IrTrapException(IrTrapKind.Unreachable, "the program got where it cannot get");
        }

        return 0;
    }

    /// <summary>The low bits of <paramref name="value"/> that <paramref name="type"/> has.</summary>
    private static ulong Truncate(ulong value, IrType type) =>
        type.Bits >= 64 ? value : value & ((1UL << type.Bits) - 1);

    /// <summary>One activation of a function.</summary>
    private sealed class Frame(IrFunction function)
    {
        private readonly ulong[] _values = new ulong[function.ValueCount];

        public IrBlock Block { get; private set; } = function.Entry;

        public IrInstruction? Instruction { get; set; }

        public List<MemoryRegion> Locals { get; } = [];

        public int Iterations { get; set; }

        public bool IsFinished { get; set; }

        public ulong Result { get; set; }

        public string Place => $"${function.Name} {Block.Id}: "
            + (Instruction is null ? "start" : IrPrinter.Print(Instruction, function));

        public ref ulong this[Value value] => ref _values[value.Index];

        public IrType TypeOf(Value value) => function.TypeOf(value);

        public void GoTo(BlockTarget target)
        {
            Block = function.GetBlock(target.Block);

            // All arguments are read before a parameter changes: one may be the other's argument.
            ulong[] arguments = Array.ConvertAll(target.Arguments, a => _values[a.Index]);
            for (int i = 0; i < arguments.Length; i++)
            {
                _values[Block.Parameters[i].Index] = arguments[i];
            }
        }
    }
}
