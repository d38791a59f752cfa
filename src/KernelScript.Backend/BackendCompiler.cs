using System.Collections.Immutable;
using Bpf.Asm;
using KernelScript.Backend.Checking;
using KernelScript.Backend.Emission;
using KernelScript.Backend.Frames;
using KernelScript.Backend.Machine;
using KernelScript.Backend.Passes;
using KernelScript.Backend.Registers;
using KernelScript.Backend.Selection;
using KernelScript.Backend.Types;
using KernelScript.Ir;

namespace KernelScript.Backend;

/// <summary>The back end: IR in, machine code out.</summary>
public static class BackendCompiler
{
    /// <summary>Bytes of stack that the kernel gives to a chain of calls.</summary>
    public const int MaxStackBytes = 512;

    /// <summary>
    /// Makes machine code of every function of <paramref name="module"/>. The passes change the module.
    /// </summary>
    /// <param name="module">IR that the verifier accepts.</param>
    /// <param name="target">The kernel and instruction set made for.</param>
    /// <param name="options">How; the defaults when null.</param>
    public static BackendResult Compile(IrModule module, Target target, BackendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(target);
        options ??= BackendOptions.Default;
        if (options.Optimization is { } level)
        {
            PassPipeline.Run(level, new PassContext(module));
        }

        var data = new DataLayout(module);
        var types = new TypeTable(target);
        var errors = new List<BackendError>();
        var stack = new StackBudget(errors, module.Files, target);
        var functions = ImmutableArray.CreateBuilder<CompiledFunction>(module.Functions.Count);
        foreach (IrFunction function in module.Functions)
        {
            int before = errors.Count;
            MachineFunction machine = InstructionSelector.Select(data, function, target, errors);
            SourceFunction? source = options.CheckAllocation ? SourceFunction.Capture(machine) : null;
            Allocation allocation = RegisterAllocator.Allocate(machine, target);
            var frame = new FrameLayout(machine);
            stack.Add(function, machine, frame);
            CodeTrace? trace = source == null ? null : new CodeTrace();
            CodeImage code = FunctionEmitter.Emit(machine, allocation, frame, module.Files, target, trace);
            if (source != null && trace != null)
            {
                AllocationChecker.Check(source, trace);
            }

            if (errors.Count == before)
            {
                functions.Add(new CompiledFunction
                {
                    Name = function.Name, Code = code, Type = types.Function(function), StackBytes = frame.Size,
                    Program = function.Program, Position = function.Position,
                });
            }
        }

        stack.CheckChains();
        return new BackendResult
        {
            Functions = functions.ToImmutable(),
            Sections = [.. data.Sections.Select(types.Section)],
            Maps = [.. module.Maps.Select(types.Map)],
            Types = types.Build(),
            License = module.License,
            Errors = [.. errors],
        };
    }
}
