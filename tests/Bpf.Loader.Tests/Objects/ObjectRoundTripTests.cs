using Bpf.Asm;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

/// <summary>Objects of clang are read, written again, and mean the same to libbpf and the kernel.</summary>
public class ObjectRoundTripTests
{
    public static TheoryData<string> Programs =>
    [
        "alu_mix64", "array_counters", "be_fields", "big_rules", "byte_recompose", "csum16", "div_const", "flow_count",
        "globals", "lb_rewrite", "local_calls", "murmur32", "parse_l4", "ratelimit", "simple", "siphash13",
        "spill16", "stack_hist", "struct_copy", "switch_vm", "tc_classify", "tokenizer",
    ];

    [KernelTheory("5.8", KernelFeature.BpfFileSystem)]
    [MemberData(nameof(Programs))]
    public void An_object_of_clang_loads_the_same_after_reading_and_writing(string name)
    {
        string source = SharedFolder.Require("bench", "programs", name + ".bpf.c");
        using var folder = new TemporaryFolder();
        byte[] original = ClangObject.CompileFile(source, folder.File("output.o"));
        CollectionSpec first = ObjectReader.Read(original);
        byte[] written = ObjectWriter.Write(first);
        CollectionSpec second = ObjectReader.Read(written);

        AssertSameCode(first, second);
        Assert.Equal(written, ObjectWriter.Write(second));
        AssertToolsAccept(written);
        IReadOnlyList<ToolProgram> expected = BpfTool.LoadAll(original);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, BpfTool.LoadAll(written));
    }

    [KernelTheory("5.8", KernelFeature.BpfFileSystem)]
    [MemberData(nameof(Programs))]
    public void An_object_of_clang_loads_here_as_it_does_with_libbpf(string name)
    {
        string source = SharedFolder.Require("bench", "programs", name + ".bpf.c");
        using var folder = new TemporaryFolder();
        byte[] original = ClangObject.CompileFile(source, folder.File("output.o"));
        using Collection collection = Collection.Load(ObjectReader.Read(original));
        Assert.Equal(
            BpfTool.LoadAll(original).Select(program => (program.Name, program.Tag, program.Size)),
            collection.Programs.Values.OrderBy(program => program.Name, StringComparer.Ordinal).Select(program => (
                program.Name, program.GetInfo().Tag, (int)program.GetInfo().TranslatedBytes)));
    }

    internal static void AssertSameCode(CollectionSpec expected, CollectionSpec actual)
    {
        Assert.Equal(expected.Programs.Select(Describe), actual.Programs.Select(Describe));
        Assert.Equal(expected.Functions.Select(Describe), actual.Functions.Select(Describe));
        Assert.Equal(expected.Maps.Select(Describe), actual.Maps.Select(Describe));
        Assert.Equal(
            expected.Variables.Select(Describe).Order(StringComparer.Ordinal),
            actual.Variables.Select(Describe).Order(StringComparer.Ordinal));
        Assert.Equal(expected.License, actual.License);
    }

    private static void AssertToolsAccept(byte[] objectFile)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("written.o"), objectFile);
        Assert.Equal("", Tool.Run("readelf", "--all", "--wide", folder.File("written.o")).Error);
        string listing = Tool.Check("llvm-objdump-19", "-d", "-r", "--triple=bpf", folder.File("written.o"));
        Assert.DoesNotContain("unknown", listing, StringComparison.Ordinal);
    }

    private static string Describe(ProgramSpec program) =>
        $"{program.Name} {program.Type} {program.AttachType} {program.AttachTo} {program.SectionName} {program.Flags} "
        + $"{program.License} {program.Function} {Describe(program.Code)}";

    private static string Describe(VariableSpec variable) =>
        $"{variable.Section} {variable.Name} {variable.Offset} {variable.Size} {variable.Linkage} {variable.Type}";

    private static string Describe(FunctionSpec function) =>
        $"{function.Name} {function.Linkage} {function.IsWeak} {function.Function} {Describe(function.Code)}";

    private static string Describe(MapSpec map) =>
        $"{map.Name} {map.Type} {map.KeySize} {map.ValueSize} {map.MaxEntries} {map.Flags} {map.Pinning} "
        + $"{map.MapExtra} {map.Key} {map.Value} {map.InnerMap?.Type} "
        + string.Join(' ', map.Contents.Select(entry => Convert.ToHexString(entry.Value.AsSpan()) + entry.Reference));

    private static string Describe(CodeImage code) =>
        $"{Convert.ToHexString(InstructionEncoding.Encode(code.Instructions.AsSpan()))}\n"
        + string.Join('\n', code.Relocations) + string.Join('\n', code.Lines)
        + string.Join('\n', code.CoreRelocations.Select(r => $"{r.Index} {r.AccessString} {r.Kind}"));
}
