using System.Diagnostics;
using Bpf.Asm;
using KernelScript.Backend.Checking;
using KernelScript.Backend.Emission;
using KernelScript.Backend.Frames;
using KernelScript.Backend.Machine;
using KernelScript.Backend.Registers;
using KernelScript.Backend.Selection;
using KernelScript.Ir;
using KernelScript.Ir.Text;

namespace KernelScript.Backend.Tests.Checking;

public sealed class AllocationCheckerTests
{
    /// <summary>
    /// Every value matters: calls, spills, a loop with swapped values, a selection, arguments in registers.
    /// </summary>
    private const string Example = """
        func $f(v1: i64, v2: i64, v3: i64, v4: i64, v5: i64) -> i64 {
            v6: i64 = helper 5()
            v7: i64 = sub v6, v1
            v8: i64 = helper 5()
            v9: i64 = sub v8, v2
            br b2(v3, v4, v9)
        b2(v10: i64, v11: i64, v12: i64):
            v13: i64 = sub v12, v5
            v14: bool = ugt v13, v7
            cbr v14, b3, b4
        b3:
            br b2(v11, v10, v13)
        b4:
            v15: bool = slt v10, v11
            v16: i64 = select v15, v1, v2
            v17: i64 = sub v16, v11
            v18: i64 = helper 100(v17, v10, v7, v5, v9)
            v19: i64 = sub v18, v16
            ret v19
        }
        """;

    [Fact]
    public void Right_code_is_accepted()
    {
        (SourceFunction source, CodeTrace trace) = Compile();
        AllocationChecker.Check(source, trace);
        Assert.Contains(trace.Code, i => i.OpCode.Class == InstructionClass.StoreX); // It is large enough to spill.
    }

    [Fact]
    public void Any_other_register_read_is_found()
    {
        (SourceFunction source, CodeTrace trace) = Compile();
        ImmutableArray<Instruction> code = trace.Code;
        int changed = 0;
        for (int i = 0; i < code.Length; i++)
        {
            if (ReadsSource(code[i]))
            {
                var other = (Register)(((int)code[i].Src + 1) % 10);
                AssertFault(source, trace, code.SetItem(i, code[i] with { Src = other }), i);
                changed++;
            }
        }

        Assert.True(changed > 20, $"{changed} changes");
    }

    [Fact]
    public void A_missing_move_is_found()
    {
        (SourceFunction source, CodeTrace trace) = Compile();
        ImmutableArray<Instruction> code = trace.Code;
        Instruction nothing = Instruction.Mov(Register.R0, Register.R0);
        for (int i = 0; i < code.Length; i++)
        {
            if (trace.Origins[i] == 0 && !code[i].IsJump)
            {
                AssertFault(source, trace, code.SetItem(i, nothing), i);
            }
        }
    }

    [Fact]
    public void A_spill_to_another_slot_is_found()
    {
        (SourceFunction source, CodeTrace trace) = Compile();
        ImmutableArray<Instruction> code = trace.Code;
        for (int i = 0; i < code.Length; i++)
        {
            if (code[i].OpCode.Class is InstructionClass.StoreX or InstructionClass.LoadX)
            {
                AssertFault(source, trace, code.SetItem(i, code[i] with { Offset = -400 }), i);
            }
        }
    }

    [Fact]
    public void A_turned_branch_is_found()
    {
        (SourceFunction source, CodeTrace trace) = Compile();
        ImmutableArray<Instruction> code = trace.Code;
        for (int i = 0; i < code.Length; i++)
        {
            if (code[i].IsJump && !code[i].IsUnconditionalJump
                && Inversion.TryInvert(code[i].OpCode, Compiling.Newest, out OpCode inverted))
            {
                AssertFault(source, trace, code.SetItem(i, code[i] with { OpCode = inverted }), i);
            }
        }
    }

    private static bool ReadsSource(Instruction instruction) => instruction.OpCode.Class switch
    {
        InstructionClass.Alu64 or InstructionClass.Jump => instruction.OpCode.Source == Bpf.Asm.Source.Register
            && !instruction.IsCall,
        InstructionClass.StoreX => true,
        _ => false,
    };

    private static void AssertFault(
        SourceFunction source, CodeTrace trace, ImmutableArray<Instruction> code, int index)
    {
        var changed = new CodeTrace { Code = code };
        changed.Origins.AddRange(trace.Origins);
        changed.Blocks.AddRange(trace.Blocks);
        Exception? fault = Record.Exception(() => AllocationChecker.Check(source, changed));
        Assert.True(fault is UnreachableException, $"the change of instruction {index} is not found");
    }

    private static (SourceFunction Source, CodeTrace Trace) Compile()
    {
        IrModule module = IrParser.Parse(Example);
        MachineFunction machine = InstructionSelector.Select(
            new DataLayout(module), module.Functions[0], Compiling.Newest, []);
        SourceFunction source = SourceFunction.Capture(machine);
        Allocation allocation = RegisterAllocator.Allocate(machine, Compiling.Newest);
        var trace = new CodeTrace();
        FunctionEmitter.Emit(machine, allocation, new FrameLayout(machine), module.Files, Compiling.Newest, trace);
        return (source, trace);
    }
}
