using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class CollectionTests
{
    private static readonly byte[] _packet = new byte[64];

    [KernelFact("5.4")]
    public void A_program_runs_on_test_data_and_its_map_is_read()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, 2));
        Program program = collection.Programs["count"];

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(2u, program.TestRun(_packet).ReturnValue);
        }

        TestRunResult repeated = program.TestRun(new TestRun { Data = [.. _packet], Repeat = 100 });
        Assert.Equal(2u, repeated.ReturnValue);
        Assert.Equal(64, repeated.Data.Length);
        Assert.Equal(103UL, collection.Count());
    }

    [KernelFact("5.4")]
    public void The_info_of_a_program_names_its_maps()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, 2));
        Program program = collection.Programs["count"];

        ProgramInfo info = program.GetInfo();

        Assert.Equal("count", info.Name);
        Assert.Equal(ProgramType.Xdp, info.Type);
        Assert.Equal([collection.Maps["counts"].Id], info.MapIds);
        Assert.True(info.IsGplCompatible);
        Assert.True(info.JitedBytes > 0);
        Assert.Equal((int)info.TranslatedBytes, BpfKernel.Host.GetTranslatedCode(program.Handle).Length);
        Assert.Equal((int)info.JitedBytes, BpfKernel.Host.GetJitedCode(program.Handle).Length);
        Assert.Matches("^[0-9a-f]{16}$", info.Tag);
    }

    [KernelFact("5.4")]
    public void Functions_are_linked_behind_the_program_that_calls_them()
    {
        var spec = new CollectionSpec
        {
            Programs =
            [
                TestSpecs.Program("main", ProgramType.Xdp, """
                    r6 = 0x1122334455667788 ll
                    r1 = 5
                    call twice
                    exit
                    """),
            ],
            Functions =
            [
                new FunctionSpec { Name = "once", Code = AssemblyText.Parse("r0 = r1\nexit") },
                new FunctionSpec { Name = "unused", Code = AssemblyText.Parse("call missing\nexit") },
                new FunctionSpec
                {
                    Name = "twice",
                    Code = AssemblyText.Parse("r6 = r1\ncall once\nr7 = r0\nr1 = r6\ncall once\nr0 += r7\nexit"),
                },
            ],
        };

        using Collection collection = Collection.Load(spec);

        Assert.Equal(10u, collection.Programs["main"].TestRun(_packet).ReturnValue);
    }

    [KernelFact("5.13")]
    public void A_function_is_passed_to_a_helper_by_address()
    {
        var spec = new CollectionSpec
        {
            Maps = [TestSpecs.Map("four", MapType.Array, 4, 8, 4)],
            Programs =
            [
                TestSpecs.Program("main", ProgramType.Xdp, """
                    *(u64 *)(r10 - 8) = 0
                    r1 = map[four]
                    r2 = subprog[add]
                    r3 = r10
                    r3 += -8
                    r4 = 0
                    call bpf_for_each_map_elem
                    r0 = *(u64 *)(r10 - 8)
                    exit
                    """),
            ],
            Functions =
            [
                new FunctionSpec { Name = "add", Code = AssemblyText.Parse("*(u64 *)(r4 + 0) = 7\nr0 = 0\nexit") },
            ],
        };

        // The verifier takes addresses of static functions only, and only with BTF it knows which are static.
        Exception? e = Record.Exception(() => Collection.Load(spec).Dispose());

        Assert.True(e is null or VerifierException, e?.ToString());
    }

    [KernelFact("5.4")]
    public void An_unknown_function_or_map_is_named()
    {
        BpfException function = Assert.Throws<BpfException>(() => Collection.Load(new CollectionSpec
        {
            Programs = [TestSpecs.Program("p", ProgramType.Xdp, "call nothing\nexit")],
        }));
        BpfException map = Assert.Throws<BpfException>(() => Collection.Load(new CollectionSpec
        {
            Programs = [TestSpecs.Program("p", ProgramType.Xdp, "r1 = map[nothing]\nr0 = 0\nexit")],
        }));

        Assert.Equal(
            "link program \"p\": \"p\" calls \"nothing\", and the collection has no such function", function.Message);
        Assert.Equal("link program \"p\": it uses map \"nothing\", which the collection does not have", map.Message);
    }

    [KernelFact("5.5")]
    public void Variables_are_shared_memory()
    {
        using Collection collection = Collection.Load(VariableSpecs());
        Program program = collection.Programs["p"];

        Assert.Equal(5u, program.TestRun(_packet).ReturnValue);
        collection.Variables["counter"].Set(41);
        Assert.Equal(46u, program.TestRun(_packet).ReturnValue);
        Assert.Equal(42, collection.Variables["counter"].Get<int>());
        collection.Variables["counter"].Reference<int>() = 7;
        Assert.Equal(12u, program.TestRun(_packet).ReturnValue);
        Assert.Equal(5, collection.Variables["limit"].Get<int>());
        Assert.Throws<InvalidOperationException>(() => collection.Variables["limit"].Set(1));
        Assert.Throws<ArgumentException>(() => collection.Variables["counter"].Get<long>());
    }

    [KernelFact("5.5")]
    public void Constants_are_set_before_the_load()
    {
        var options = new CollectionOptions
        {
            VariableValues = new Dictionary<string, ImmutableArray<byte>> { ["limit"] = [100, 0, 0, 0] },
        };

        using Collection collection = Collection.Load(VariableSpecs(), options);

        Assert.Equal(100u, collection.Programs["p"].TestRun(_packet).ReturnValue);
        Assert.Throws<BpfException>(() => collection.Maps[".rodata"].Update(new byte[4], new byte[4]));
    }

    [Fact]
    public void Values_of_unknown_variables_or_of_another_size_are_refused()
    {
        Assert.Throws<ArgumentException>(() => VariableValues.Apply(
            VariableSpecs(), new Dictionary<string, ImmutableArray<byte>> { ["none"] = [1] }));
        Assert.Throws<ArgumentException>(() => VariableValues.Apply(
            VariableSpecs(), new Dictionary<string, ImmutableArray<byte>> { ["limit"] = [1] }));
    }

    [KernelFact("5.4")]
    public void Programs_can_be_loaded_later_and_once()
    {
        using Collection collection = Collection.Load(
            TestSpecs.CountingCollection(ProgramType.Xdp, 2), new CollectionOptions { LoadsAtOnce = _ => false });

        Assert.Empty(collection.Programs);
        Program program = collection.LoadProgram("count");
        Assert.Same(program, collection.LoadProgram("count"));
        Assert.Same(program, collection.Programs["count"]);
        Assert.Throws<KeyNotFoundException>(() => collection.LoadProgram("other"));
    }

    [KernelFact("5.4")]
    public void Program_arrays_and_maps_of_maps_are_filled()
    {
        MapSpec inner = TestSpecs.Map("inner", MapType.Array, 4, 4, 1);
        var spec = new CollectionSpec
        {
            Maps =
            [
                TestSpecs.Map("jumps", MapType.ProgramArray, 4, 4, 2) with
                {
                    Contents = [new MapEntry { Key = [1, 0, 0, 0], Reference = "target" }],
                },
                inner,
                TestSpecs.Map("outer", MapType.ArrayOfMaps, 4, 4, 1) with
                {
                    InnerMap = inner,
                    Contents = [new MapEntry { Key = [0, 0, 0, 0], Reference = "inner" }],
                },
            ],
            Programs =
            [
                TestSpecs.Program("main", ProgramType.Xdp, """
                    r2 = map[jumps]
                    r3 = 1
                    call bpf_tail_call
                    r0 = 99
                    exit
                    """),
                TestSpecs.Program("target", ProgramType.Xdp, "r0 = 3\nexit"),
            ],
        };

        using Collection collection = Collection.Load(spec);

        Assert.Equal(3u, collection.Programs["main"].TestRun(_packet).ReturnValue);
        Assert.Equal(collection.Maps["inner"].Id, BitConverter.ToUInt32(collection.Maps["outer"].Lookup(new byte[4])));
    }

    [KernelFact("5.4")]
    public void A_replacement_map_is_shared_and_keeps_its_owner()
    {
        using Map mine = Map.Create(TestSpecs.Counts);
        var options = new CollectionOptions { MapReplacements = new Dictionary<string, Map> { ["counts"] = mine } };
        using (Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, 2), options))
        {
            collection.Programs["count"].TestRun(_packet);
        }

        Assert.Equal(1UL, mine.As<uint, ulong>()[0]);
    }

    [KernelFact("5.4")]
    public void A_replacement_of_another_shape_is_refused()
    {
        using Map mine = Map.Create(TestSpecs.Map("counts", MapType.Array, 4, 16, 1));
        var options = new CollectionOptions { MapReplacements = new Dictionary<string, Map> { ["counts"] = mine } };

        BpfException e = Assert.Throws<BpfException>(
            () => Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, 2), options));

        Assert.Contains("value size is 16, wanted is 8", e.Message, StringComparison.Ordinal);
    }

    [KernelFact("5.4")]
    public void A_failing_load_leaves_nothing_behind()
    {
        KernelObjects before = KernelObjects.Snapshot();
        CollectionSpec good = TestSpecs.CountingCollection(ProgramType.Xdp, 2);
        CollectionSpec spec = good with
        {
            Programs = [.. good.Programs, TestSpecs.Program("bad", ProgramType.Xdp, "r0 = *(u32 *)(r2 + 0)\nexit")],
        };

        VerifierException e = Assert.Throws<VerifierException>(() => Collection.Load(spec));

        Assert.EndsWith("R2 !read_ok", e.Message, StringComparison.Ordinal);
        Assert.StartsWith("load program \"bad\": refused by the verifier", e.Message, StringComparison.Ordinal);
        Assert.Empty(before.FindLeaks());
    }

    [KernelFact("5.4")]
    public void A_disposed_collection_leaves_nothing_behind()
    {
        KernelObjects before = KernelObjects.Snapshot();
        Collection collection = Collection.Load(VariableSpecs());
        uint program = collection.Programs["p"].Id;
        uint map = collection.Maps[".bss"].Id;
        Assert.Equal(0, collection.Variables["counter"].Get<int>());

        collection.Dispose();
        collection.Dispose();

        Assert.Empty(before.FindLeaks());
        Assert.True(KernelObjects.WaitUntilGone(ObjectKind.Program, program));
        Assert.True(KernelObjects.WaitUntilGone(ObjectKind.Map, map));
        Assert.Throws<ObjectDisposedException>(() => collection.LoadProgram("p"));
        Assert.Throws<ObjectDisposedException>(() => collection.Variables["counter"].Get<int>());
    }

    private static CollectionSpec VariableSpecs() => new()
    {
        Maps =
        [
            MapSpec.DataSection(".bss", [0, 0, 0, 0, 0, 0, 0, 0], null),
            MapSpec.DataSection(".rodata", [5, 0, 0, 0], null),
        ],
        Variables =
        [
            new VariableSpec { Name = "counter", Section = ".bss", Offset = 4, Size = 4 },
            new VariableSpec { Name = "limit", Section = ".rodata", Offset = 0, Size = 4 },
        ],
        Programs =
        [
            TestSpecs.Program("p", ProgramType.Xdp, """
                r1 = map[.bss][0]+4
                r0 = *(u32 *)(r1 + 0)
                r2 = r0
                r2 += 1
                *(u32 *)(r1 + 0) = r2
                r3 = map[.rodata][0]+0
                r4 = *(u32 *)(r3 + 0)
                r0 += r4
                exit
                """),
        ],
    };
}
