using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Loader.Tests;

public class ProgramLinkerTests
{
    private static readonly CollectionSpec _collection = new()
    {
        Functions =
        [
            Function("leaf", "r0 = 0x1 ll\nexit"),
            Function("middle", "r6 = 0x1 ll\ncall leaf\nr1 = subprog[leaf]\nexit"),
            Function("recursive", "call recursive\nexit"),
        ],
        Externs = [],
    };

    [Fact]
    public void Distances_are_in_slots_and_wide_loads_count_two()
    {
        LinkedProgram program = Link("r1 = 0x1 ll\ncall middle\ncall leaf\nexit");

        // main 0–4, middle 5–10, leaf 11–13; middle is named first
        Assert.Equal(["main", "middle", "leaf"], program.Functions.Select(function => function.Name));
        Assert.Equal([0, 5, 11], program.Functions.Select(function => function.FirstSlot));
        Assert.Equal(14, program.SlotCount);
        Assert.Equal(Instruction.CallLocal(5 - 2 - 1), program.Instructions[1]);
        Assert.Equal(Instruction.CallLocal(11 - 3 - 1), program.Instructions[2]);
        Assert.Equal(Instruction.CallLocal(11 - 7 - 1), program.Instructions[5]);
        Assert.Equal(Instruction.LoadFunction(Register.R1, 11 - 8 - 1), program.Instructions[6]);
    }

    [Fact]
    public void A_function_that_calls_itself_is_linked_once()
    {
        LinkedProgram program = Link("call recursive\nexit");

        Assert.Equal(2, program.Functions.Length);
        Assert.Equal(Instruction.CallLocal(-1), program.Instructions[2]);
    }

    [Fact]
    public void Maps_and_values_keep_register_and_offset()
    {
        LinkedProgram program = Link("r7 = map[counts]\nr8 = map[.data][0]+24\nexit");

        Assert.Equal(Instruction.LoadMapFd(Register.R7, 40), program.Instructions[0]);
        Assert.Equal(Instruction.LoadMapValue(Register.R8, 41, 24), program.Instructions[1]);
    }

    [Fact]
    public void Kernel_functions_and_variables_are_given_by_their_ids()
    {
        LinkedProgram program = Link("call bpf_known#kfunc\nr2 = ksym[jiffies]\nexit");

        Assert.Equal(Instruction.CallKfunc(77, 0), program.Instructions[0]);
        Assert.Equal(Instruction.LoadBtfId(Register.R2, 88, 0), program.Instructions[1]);
    }

    [Fact]
    public void What_the_kernel_does_not_have_is_an_error_unless_it_is_weak()
    {
        BpfException e = Assert.Throws<BpfException>(() => Link("call bpf_none#kfunc\nexit"));
        Assert.StartsWith("link program \"main\": kernel ", e.Message, StringComparison.Ordinal);
        Assert.Contains("has no function \"bpf_none\"", e.Message, StringComparison.Ordinal);
        Assert.Throws<BpfException>(() => Link("r1 = ksym[none]\nexit"));

        var integer = new Btf.BtfInt("int", 4, Btf.BtfIntEncoding.Signed);
        CollectionSpec weak = _collection with
        {
            Externs =
            [
                new ExternSpec { Name = "bpf_none", Type = integer, IsWeak = true },
                new ExternSpec { Name = "none", Type = integer, IsWeak = true },
            ],
        };
        LinkedProgram program = Link("call bpf_none#kfunc\nr1 = ksym[none]\nexit", weak);
        Assert.Equal(Instruction.CallKfunc(0, 0), program.Instructions[0]);
        Assert.Equal(Instruction.LoadImm64(Register.R1, 0), program.Instructions[1]);
    }

    [Fact]
    public void A_relocation_at_the_wrong_instruction_is_refused()
    {
        CodeImage code = AssemblyText.Parse("r0 = 0\nexit") with
        {
            Relocations = [new Relocation(0, RelocationKind.Map, "counts", 0)],
        };
        ProgramSpec spec = TestSpecs.Program("main", ProgramType.Xdp, "exit") with { Code = code };

        BpfException e =
            Assert.Throws<BpfException>(() => new ProgramLinker(_collection, new FakeSymbols()).Link(spec));

        Assert.Contains("slot 0 cannot take a relocation of kind Map", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slot_is_traced_to_the_line_of_its_function()
    {
        CollectionSpec collection = _collection with
        {
            Functions =
            [
                Function("leaf", "r0 = 0\nr0 = 1\nexit", new SourceLine(0, "b.ks", 10, 1, ""), new SourceLine(
                    2, "b.ks", 12, 1, "")),
            ],
        };
        ProgramSpec spec = TestSpecs.Program("main", ProgramType.Xdp, "r1 = 0x1 ll\ncall leaf\nexit");
        spec = spec with { Code = spec.Code with { Lines = [new SourceLine(1, "a.ks", 3, 1, "")] } };

        LinkedProgram program = new ProgramLinker(collection, new FakeSymbols()).Link(spec);

        Assert.Null(program.Locate(0));
        Assert.Equal(("a.ks", 3), Place(program.Locate(2)));
        Assert.Equal(("a.ks", 3), Place(program.Locate(3)));
        Assert.Equal(("b.ks", 10), Place(program.Locate(4)));
        Assert.Equal(("b.ks", 10), Place(program.Locate(5)));
        Assert.Equal(("b.ks", 12), Place(program.Locate(6)));
    }

    private static (string, int) Place(SourceLine? line) => (line!.Value.File, line.Value.Line);

    private static LinkedProgram Link(string code, CollectionSpec? collection = null) =>
        new ProgramLinker(collection ?? _collection, new FakeSymbols())
            .Link(TestSpecs.Program("main", ProgramType.Xdp, code));

    private static FunctionSpec Function(string name, string code, params SourceLine[] lines) => new()
    {
        Name = name,
        Code = AssemblyText.Parse(code) with { Lines = [.. lines] },
    };

    private sealed class FakeSymbols : ISymbolTable
    {
        public int? MapNumber(string name) => name switch
        {
            "counts" => 40,
            ".data" => 41,
            _ => null,
        };

        public int? KernelFunctionId(string name) => name == "bpf_known" ? 77 : null;

        public int? KernelVariableId(string name) => name == "jiffies" ? 88 : null;

        public ImmutableArray<Instruction> ApplyCoreRelocations(CodeImage code) => code.Instructions;
    }
}
