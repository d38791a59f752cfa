using System.Runtime.CompilerServices;
using KernelScript.Ir.Analyses;
using KernelScript.Ir.Text;

namespace KernelScript.Ir.Verification;

/// <summary>Says what is wrong with IR. Runs after each pass in tests and Debug builds.</summary>
/// <remarks>
/// Checked: SSA form, types of each operation, terminators and block arguments, symbols, and which address spaces may
/// be read and written. Not checked: whether a packet access is guarded; that is the kernel's business.
/// </remarks>
public sealed partial class IrVerifier
{
    private readonly IrModule _module;
    private readonly List<string> _messages;
    private readonly IrFunction _function;
    private readonly IrBlock?[] _definedIn;
    private readonly int[] _definedAt;
    private readonly bool[] _inLayout;
    private IrBlock _block;
    private IrInstruction? _instruction;

    private IrVerifier(IrFunction function, IrModule module, List<string> messages)
    {
        _function = function;
        _module = module;
        _messages = messages;
        _definedIn = new IrBlock?[function.ValueCount];
        _definedAt = new int[function.ValueCount];
        _inLayout = new bool[function.BlockCount];
        _block = function.Entry;
    }

    /// <summary>Everything wrong with <paramref name="module"/>; empty when it is well-formed.</summary>
    public static IReadOnlyList<string> Check(IrModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var messages = new List<string>();
        CheckNames(module, messages);
        foreach (IrGlobal global in module.Globals)
        {
            if (global.Contents.Length > 0 && global.Contents.Length != global.Type.Size)
            {
                messages.Add($"@{global.Name}: {global.Contents.Length} bytes for a type of {global.Type.Size}");
            }
        }

        foreach (IrFunction function in module.Functions)
        {
            messages.AddRange(Check(function, module));
        }

        return messages;
    }

    /// <summary>Everything wrong with one function of <paramref name="module"/>.</summary>
    public static IReadOnlyList<string> Check(IrFunction function, IrModule module)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(module);
        var messages = new List<string>();
        if (function.Blocks.Count == 0)
        {
            return [$"${function.Name}: it has no block"];
        }

        var verifier = new IrVerifier(function, module, messages);
        if (verifier.CheckShape() && verifier.CollectDefinitions())
        {
            verifier.CheckBlocks();
        }

        return messages;
    }

    private static void CheckNames(IrModule module, List<string> messages)
    {
        var data = new HashSet<string>();
        var functions = new HashSet<string>();
        foreach (string name in module.Maps.Select(m => m.Name).Concat(module.Globals.Select(g => g.Name)))
        {
            if (!data.Add(name))
            {
                messages.Add($"@{name}: two maps or globals have this name");
            }
        }

        foreach (IrFunction function in module.Functions)
        {
            if (!functions.Add(function.Name))
            {
                messages.Add($"${function.Name}: two functions have this name");
            }
        }
    }

    /// <summary>Blocks, terminators and targets: what the other checks take for granted.</summary>
    private bool CheckShape()
    {
        foreach (IrBlock block in _function.Blocks)
        {
            if (_inLayout[block.Id.Index] || _function.GetBlock(block.Id) != block)
            {
                Report(block, "another block has the same id");
            }

            _inLayout[block.Id.Index] = true;
        }

        foreach (IrBlock block in _function.Blocks)
        {
            CheckTerminators(block);
        }

        return _messages.Count == 0;
    }

    private void CheckTerminators(IrBlock block)
    {
        if (block.Instructions.Count == 0 || !IrOpInfo.Of(block.Terminator.Op).IsTerminator)
        {
            Report(block, "the block has no terminator");
            return;
        }

        _block = block;
        for (int i = 0; i < block.Instructions.Count; i++)
        {
            _instruction = block.Instructions[i];
            IrOpInfo info = IrOpInfo.Of(_instruction.Op);
            Expect(info.Op != IrOp.None, "there is no such operation");
            Expect(!info.IsTerminator || i == block.Instructions.Count - 1, "a terminator stands inside the block");
            Expect(info.OperandCount < 0 || _instruction.Operands.Length == info.OperandCount,
                $"it has {_instruction.Operands.Length} operands and needs {info.OperandCount}");
            Expect(info.TargetCount < 0 || _instruction.Targets.Length == info.TargetCount,
                $"it has {_instruction.Targets.Length} targets and needs {info.TargetCount}");
            foreach (BlockTarget target in _instruction.Targets)
            {
                int index = target.Block.Index;
                Expect(index > 0 && index < _inLayout.Length && _inLayout[index],
                    $"{target.Block} is no block of the function");
                Expect(target.Block != _function.Entry.Id, "nothing may go to the entry block");
            }
        }

        _instruction = null;
    }

    private bool CollectDefinitions()
    {
        foreach (IrBlock block in _function.Blocks)
        {
            _block = block;
            _instruction = null;
            foreach (Value parameter in block.Parameters)
            {
                Define(parameter, block, -1);
            }

            for (int i = 0; i < block.Instructions.Count; i++)
            {
                _instruction = block.Instructions[i];
                if (_instruction.Result != default)
                {
                    Define(_instruction.Result, block, i);
                }
            }
        }

        return _messages.Count == 0;
    }

    private void Define(Value value, IrBlock block, int at)
    {
        if (value.Index <= 0 || value.Index >= _definedIn.Length)
        {
            Report($"{value} is no value of the function");
            return;
        }

        Expect(_definedIn[value.Index] is null, $"{value} is defined twice");
        Expect(_function.TypeOf(value) != IrType.Void, $"{value} has the type void");
        Expect(_function.TypeOf(value).IsPointer == (_function.TypeOf(value).Space != AddressSpace.None),
            $"{value} has an address space without being a pointer, or the other way round");
        _definedIn[value.Index] = block;
        _definedAt[value.Index] = at;
    }

    private void CheckBlocks()
    {
        var flow = new ControlFlow(_function);
        var dominators = new DominatorTree(flow);
        CheckParameters();
        foreach (IrBlock block in _function.Blocks)
        {
            _block = block;
            for (int i = 0; i < block.Instructions.Count; i++)
            {
                _instruction = block.Instructions[i];
                int before = _messages.Count;
                foreach (Value operand in _instruction.Operands)
                {
                    CheckUse(operand, i, flow, dominators);
                }

                foreach (BlockTarget target in _instruction.Targets)
                {
                    foreach (Value argument in target.Arguments)
                    {
                        CheckUse(argument, i, flow, dominators);
                    }
                }

                // Types of values that do not exist would only repeat the complaint, or fail.
                if (_messages.Count == before)
                {
                    CheckPosition(_instruction.Position);
                    CheckOperation(_instruction);
                    CheckTargets(_instruction);
                }
            }
        }
    }

    private void CheckParameters()
    {
        _block = _function.Entry;
        _instruction = null;
        List<Value> parameters = _function.Entry.Parameters;
        if (_function.Program is null)
        {
            Expect(parameters.Count <= 5, $"it has {parameters.Count} parameters; the kernel passes at most 5");
            return;
        }

        Expect(parameters.Count <= 1, "a program has one parameter, the context");
        Expect(parameters.TrueForAll(p => TypeOf(p) == IrType.Pointer(AddressSpace.Context)),
            "the parameter of a program is a pointer to the context");
    }

    private void CheckUse(Value value, int at, ControlFlow flow, DominatorTree dominators)
    {
        if (value.Index <= 0 || value.Index >= _definedIn.Length || _definedIn[value.Index] is not { } definition)
        {
            Report($"{value} is defined nowhere");
            return;
        }

        // Nothing runs in an unreachable block, so its uses cannot go wrong.
        if (!flow.IsReachable(_block.Id))
        {
            return;
        }

        bool isBefore = definition == _block
            ? _definedAt[value.Index] < at
            : dominators.Dominates(definition.Id, _block.Id);
        Expect(isBefore, $"{value} is not defined on every path to this use");
    }

    private void CheckTargets(IrInstruction instruction)
    {
        foreach (BlockTarget target in instruction.Targets)
        {
            List<Value> parameters = _function.GetBlock(target.Block).Parameters;
            if (target.Arguments.Length != parameters.Count)
            {
                Report($"{target.Block} takes {parameters.Count} arguments, here are {target.Arguments.Length}");
                continue;
            }

            for (int i = 0; i < parameters.Count; i++)
            {
                IrType wanted = TypeOf(parameters[i]);
                ExpectAssignable(TypeOf(target.Arguments[i]), wanted, "argument", i + 1);
            }
        }
    }

    private void CheckPosition(SourcePosition position) =>
        Expect(!position.IsKnown || (uint)position.File < (uint)Math.Max(_module.Files.Count, 1),
            $"its position names file {position.File} of {_module.Files.Count}");

    private IrType TypeOf(Value value) => _function.TypeOf(value);

    private void Expect(bool condition, string complaint)
    {
        if (!condition)
        {
            Report(complaint);
        }
    }

    private void Expect(
        bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] Complaint complaint)
    {
        if (!condition)
        {
            Report(complaint.ToString());
        }
    }

    private void Report(IrBlock block, string complaint)
    {
        _block = block;
        _instruction = null;
        Report(complaint);
    }

    private void Report(string complaint)
    {
        string place = _instruction is { } at ? $": {IrPrinter.Print(at, _function)}" : "";
        _messages.Add($"${_function.Name} {_block.Id}{place}: {complaint}");
    }
}
