using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm.Tests;

public class ExecutionTests
{
    [Fact]
    public void A_helper_that_the_VM_does_not_have_is_named()
    {
        VmException error = Programs.Fails("r0 = 0\ncall bpf_sk_fullsock\nexit");
        Assert.Equal(VmError.UnknownHelper, error.Error);
        Assert.Equal(1, error.Slot);
        Assert.Contains("bpf_sk_fullsock (95)", error.Message, StringComparison.Ordinal);
        Assert.Equal(VmError.UnknownHelper, Programs.Fails("call unknown#5000\nexit").Error);
        VmException kfunc = Programs.Fails("call bpf_no_such#kfunc\nexit");
        Assert.Contains("kernel function bpf_no_such", kfunc.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_loop_uses_up_the_budget()
    {
        var machine = new VmMachine { InstructionBudget = 1000 };
        var error = Assert.Throws<VmException>(
            () => machine.Run(Programs.Link("r0 = 0\nloop:\nr0 += 1\ngoto loop\nexit"), new MemoryContext([])));
        Assert.Equal(VmError.InstructionBudget, error.Error);
        Assert.InRange(error.Slot, 1, 2);
    }

    [Fact]
    public void Instructions_are_counted_in_callbacks_too()
    {
        Assert.Equal(2, Programs.Run("r0 = 0\nexit").InstructionCount);
        const string Loop = "r1 = 10\nr2 = subprog[f]\nr3 = 0\nr4 = 0\ncall bpf_loop\nexit\nf:\nr0 = 0\nexit";
        Assert.Equal(6 + 10 * 2, Programs.Run(Loop).InstructionCount);
    }

    [Fact]
    public void Nine_frames_are_too_many()
    {
        VmException error = Programs.Fails("call f\nexit\nf:\ncall f\nexit");
        Assert.Equal(VmError.CallDepth, error.Error);
    }

    [Fact]
    public void Registers_that_a_call_may_change_cannot_be_relied_on()
    {
        VmResult result = Programs.Run("r1 = 5\nr6 = 6\ncall f\nr0 = r1\nexit\nf:\nr6 = 7\nr0 = 0\nexit");
        Assert.NotEqual(5ul, result.ReturnValue);
        Assert.Equal(6ul, Programs.Run("r6 = 6\ncall f\nr0 = r6\nexit\nf:\nr6 = 7\nr0 = 0\nexit").ReturnValue);
    }

    [Fact]
    public void The_stack_holds_what_the_machine_is_told_to_fill_it_with()
    {
        VmProgram program = Programs.Link("r0 = *(u64 *)(r10 - 8)\nexit");
        Assert.Equal(0ul, new VmMachine().Run(program, new MemoryContext([])).ReturnValue);
        var machine = new VmMachine { StackFill = 0xa5 };
        Assert.Equal(0xa5a5a5a5a5a5a5a5, machine.Run(program, new MemoryContext([])).ReturnValue);
    }

    [Fact]
    public void May_goto_jumps_when_its_budget_is_used_up()
    {
        var machine = new VmMachine { LoopBudget = 100 };
        const string Program = "r0 = 0\nagain:\nmay_goto out\nr0 += 1\ngoto again\nout:\nexit";
        Assert.Equal(100ul, machine.Run(Programs.Link(Program), new MemoryContext([])).ReturnValue);
    }

    [Fact]
    public void Each_frame_has_its_own_budget_of_loops()
    {
        var machine = new VmMachine { LoopBudget = 10 };
        const string Program = """
            r6 = 0
            again:
            may_goto out
            call f
            r6 += r0
            goto again
            out:
            r0 = r6
            exit
            f:
            r0 = 0
            more:
            may_goto done
            r0 += 1
            goto more
            done:
            exit
            """;
        Assert.Equal(100ul, machine.Run(Programs.Link(Program), new MemoryContext([])).ReturnValue);
    }

    [Fact]
    public void A_tail_call_goes_on_in_the_same_frame_with_the_same_context()
    {
        var programs = (VmProgramArray)VmMap.Create(MapType.ProgramArray, 4, 4, 2);
        VmMap counter = VmMap.Create(MapType.Array, 4, 8, 1);
        programs[1] = Programs.Link(
            "r2 = map[n][0]+0\nr3 = 1\nlock *(u64 *)(r2 + 0) += r3\nr0 = *(u8 *)(r1 + 0)\nexit", ("n", counter));
        VmProgram first = Programs.Link("r2 = map[p]\nr3 = 1\ncall bpf_tail_call\nr0 = 1\nexit", ("p", programs));

        Assert.Equal(42ul, new VmMachine().Run(first, new MemoryContext([42])).ReturnValue);
        Assert.True(counter.TryLookup(0, out ulong count));
        Assert.Equal(1ul, count);
    }

    [Fact]
    public void Thirty_three_tail_calls_are_the_limit()
    {
        var programs = (VmProgramArray)VmMap.Create(MapType.ProgramArray, 4, 4, 1);
        VmMap counter = VmMap.Create(MapType.Array, 4, 8, 1);
        VmProgram self = Programs.Link(
            """
            r2 = map[n][0]+0
            r3 = 1
            lock *(u64 *)(r2 + 0) += r3
            r2 = map[p]
            r3 = 0
            call bpf_tail_call
            r2 = map[n][0]+0
            r0 = *(u64 *)(r2 + 0)
            exit
            """,
            ("n", counter),
            ("p", programs));
        programs[0] = self;
        Assert.Equal(34ul, new VmMachine().Run(self, new MemoryContext([1])).ReturnValue);
    }

    [Fact]
    public void A_tail_call_from_a_function_returns_to_the_functions_caller()
    {
        var programs = (VmProgramArray)VmMap.Create(MapType.ProgramArray, 4, 4, 1);
        programs[0] = Programs.Link("r0 = 5\nexit");
        VmProgram program = Programs.Link(
            "call f\nr0 += 1\nexit\nf:\nr2 = map[p]\nr3 = 0\ncall bpf_tail_call\nr0 = 9\nexit", ("p", programs));
        Assert.Equal(6ul, new VmMachine().Run(program, new MemoryContext([1])).ReturnValue);
    }

    [Fact]
    public void Functions_are_linked_by_name_once_and_only_if_called()
    {
        var functions = new Dictionary<string, CodeImage>
        {
            ["twice"] = AssemblyText.Parse("r0 = r1\nr0 += r0\nexit"),
            ["four_times"] = AssemblyText.Parse("call twice\nr1 = r0\ncall twice\nexit"),
            ["never"] = AssemblyText.Parse("call missing\nexit"),
        };
        CodeImage entry = AssemblyText.Parse("r1 = 5\ncall four_times\nr6 = r0\nr1 = 1\ncall twice\nr0 += r6\nexit");
        VmProgram program = VmProgram.Link(entry, functions, ImmutableDictionary<string, VmMap>.Empty);

        Assert.Equal(["main", "four_times", "twice"], program.Functions.Select(function => function.Name));
        Assert.Equal(22ul, new VmMachine().Run(program, new MemoryContext([])).ReturnValue);
    }

    [Theory]
    [InlineData("call missing\nexit", "function \"missing\"")]
    [InlineData("r1 = map[missing]\nexit", "map \"missing\"")]
    [InlineData("r1 = map[missing][0]+4\nexit", "map \"missing\"")]
    [InlineData("r1 = subprog[missing]\nexit", "function \"missing\"")]
    [InlineData("r1 = ksym[missing]\nexit", "KernelVariable \"missing\"")]
    [InlineData("r1 = map[id:3]\nexit", "a map without a relocation")]
    [InlineData("call kernel-function#7\nexit", "a kernel function without a relocation")]
    public void Missing_names_are_reported_by_the_linker(string text, string name)
    {
        var error = Assert.Throws<VmException>(() => Programs.Link(text));
        Assert.Equal(VmError.UnresolvedSymbol, error.Error);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("goto +5\nexit", "leaves its function")]
    [InlineData("goto -2\nexit", "leaves its function")]
    [InlineData("goto +1\nr1 = 5 ll\nexit", "leaves its function")]
    [InlineData("call f\nexit\nf:\ngoto -3", "leaves its function")]
    [InlineData("r0 = 1", "neither with exit")]
    [InlineData("call pc+7\nexit", "no function")]
    [InlineData("r10 = 1\nexit", "read-only")]
    [InlineData("r10 = *(u64 *)(r1 + 0)\nexit", "read-only")]
    [InlineData("r10 = 5 ll\nexit", "read-only")]
    [InlineData("r10 = load_acquire((u64 *)(r1 + 0))\nexit", "read-only")]
    [InlineData("r10 = atomic_fetch_add((u64 *)(r1 + 0), r10)\nexit", "read-only")]
    [InlineData("r1 = map[idx:3]\nexit", "MapIndex")]
    public void Code_that_would_run_astray_is_refused_by_the_linker(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<VmException>(() =>
            Programs.Link(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Code_without_instructions_is_refused() =>
        Assert.Throws<VmException>(() => VmProgram.Create([]));

    [Fact]
    public void Encoded_code_finds_its_maps_by_descriptor()
    {
        VmMap map = VmMap.Create(MapType.Array, 4, 8, 1);
        map.Update(0, 11L);
        byte[] code = InstructionEncoding.Encode(
            [
                Instruction.LoadMapValue(Register.R1, 7, 0),
                Instruction.Load(MemorySize.Double, Register.R0, Register.R1, 0),
                Instruction.Exit(),
            ]);
        VmProgram program = VmProgram.Decode(code, new Dictionary<int, VmMap> { [7] = map });
        Assert.Equal(11ul, new VmMachine().Run(program, new MemoryContext([])).ReturnValue);
        Assert.Equal(
            VmError.UnresolvedSymbol, Assert.Throws<VmException>(() => VmProgram.Decode(code)).Error);
    }

    [Fact]
    public void A_run_leaves_its_context_as_it_was_and_hands_out_what_became_of_it()
    {
        var context = new MemoryContext([1, 2, 3]);
        VmProgram program = Programs.Link("*(u8 *)(r1 + 1) = 9\nr0 = r2\nexit");
        for (int i = 0; i < 2; i++)
        {
            VmResult result = new VmMachine().Run(program, context);
            Assert.Equal(3ul, result.ReturnValue);
            Assert.Equal([1, 9, 3], result.Context.ToArray());
        }
    }

    [Fact]
    public void Calls_through_a_register_reach_functions_and_helpers()
    {
        const string Function = "r1 = 7\nr2 = subprog[f]\ncallx r2\nexit\nf:\nr0 = r1\nr0 += 1\nexit";
        Assert.Equal(8ul, Programs.Run(Function).ReturnValue);
        Assert.Equal(0ul, Programs.Run("r2 = 8\ncallx r2\nexit").ReturnValue);
        Assert.Equal(VmError.UnknownHelper, Programs.Fails("r2 = -1\ncallx r2\nexit").Error);
    }

    [Fact]
    public void Tracepoint_arguments_are_read_only_words()
    {
        VmProgram program = Programs.Link("r0 = *(u64 *)(r1 + 8)\nexit");
        Assert.Equal(22ul, new VmMachine().Run(program, RecordContext.OfArguments(11, 22)).ReturnValue);
        Programs.Fails("*(u64 *)(r1 + 0) = 1\nexit", RecordContext.OfArguments(1));
        Programs.Fails("r0 = *(u64 *)(r1 + 8)\nexit", RecordContext.OfArguments(1));
    }
}
