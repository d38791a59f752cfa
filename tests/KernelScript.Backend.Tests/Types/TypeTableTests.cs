using Bpf.Btf;
using KernelScript.Ir;

namespace KernelScript.Backend.Tests.Types;

public sealed class TypeTableTests
{
    private const string Source = """
        type %kind = enum 4 unsigned {
            "A" 0
            "B" 7
        }
        type %node = struct 16 {
            0 "next" ptr(%node)
            8 "kind" %kind
        }
        type %wide = enum 8 unsigned {
            "LOW" 1
            "HIGH" 8589934592
        }
        type %ctx = forward
        map @nodes hash key u32 value %node entries 8
        map @events ringbuf key void value void entries 4096
        global @limit data u64 align 8 bytes "0500000000000000"
        global @flag data bool align 1 bytes "01"
        global @count data u32 align 4 bytes "07000000"
        global @.str0 rodata array(char, 3) align 1 hidden bytes "686900"
        global @scale bss %wide align 8
        func $sub(v1: i32, v2: ptr<stack>) -> i64 {
            v3: i64 = const 0
            ret v3
        }
        func $main(v1: ptr<ctx>) -> i32 program(6, 37, "xdp") signature fn("ctx": ptr(%ctx)) -> i32 {
            v2: i32 = const 1
            ret v2
        }
        """;

    [Fact]
    public void A_struct_that_points_to_itself_becomes_one_type()
    {
        CompiledMap map = Compiling.Compile(Source).Maps[0];
        var node = Assert.IsType<BtfStruct>(map.Value);
        Assert.Same(node, Assert.IsType<BtfPointer>(node.Members[0].Type).Target);
        Assert.Equal(64u, node.Members[1].BitOffset);
    }

    [Fact]
    public void A_map_without_keys_states_none()
    {
        CompiledMap map = Compiling.Compile(Source).Maps[1];
        Assert.Null(map.Key);
        Assert.Null(map.Value);
    }

    [Fact]
    public void Programs_are_global_and_subprograms_static()
    {
        BackendResult result = Compiling.Compile(Source);
        CompiledFunction main = result.Functions.Single(f => f.Name == "main");
        CompiledFunction sub = result.Functions.Single(f => f.Name == "sub");
        Assert.Equal((BtfLinkage.Static, BtfLinkage.Global), (sub.Type.Linkage, main.Type.Linkage));
        Assert.Equal("ctx", main.Type.Prototype.Parameters[0].Name);
        Assert.Equal(["arg1", "arg2"], sub.Type.Prototype.Parameters.Select(p => p.Name));
        Assert.True(result.Types.TryGetId(main.Type, out int id) && id > 0);
    }

    [Fact]
    public void Sections_show_what_is_not_hidden()
    {
        BackendResult result = Compiling.Compile(Source);
        DataSection data = result.Sections.Single(s => s.Section == GlobalSection.Data);
        Assert.Equal(["limit", "flag", "count"], data.Type!.Variables.Select(v => v.Variable.Name));
        Assert.Null(result.Sections.Single(s => s.Section == GlobalSection.ReadOnlyData).Type);
    }

    [Fact]
    public void Variables_are_aligned_and_keep_their_bytes()
    {
        DataSection data = Compiling.Compile(Source).Sections.Single(s => s.Section == GlobalSection.Data);
        Assert.Equal([0, 8, 12], data.Variables.Select(v => v.Offset));
        Assert.Equal("05000000000000000100000007000000", Convert.ToHexString(data.Contents.AsSpan()));
    }

    [Theory]
    [InlineData("6.1", BtfKind.Enum64)]
    [InlineData("5.15", BtfKind.Int)]
    public void Enums_of_64_bits_need_a_kernel_that_knows_them(string kernel, BtfKind kind)
    {
        BackendResult result = Compiling.Compile(Source, Target.For(kernel));
        DataSection bss = result.Sections.Single(s => s.Section == GlobalSection.Bss);
        Assert.Equal(kind, bss.Variables[0].Type!.Type.Kind);
    }

}
