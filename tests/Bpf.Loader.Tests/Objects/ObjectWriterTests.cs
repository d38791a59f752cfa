using System.Text.Json;
using Bpf.Asm;
using Bpf.Btf;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

/// <summary>Objects written from specs that no compiler made.</summary>
public class ObjectWriterTests
{
    private static readonly BtfInt _int = new("int", 4, BtfIntEncoding.Signed);
    private static readonly BtfInt _u32 = new("unsigned int", 4, BtfIntEncoding.None);
    private static readonly BtfInt _u64 = new("unsigned long long", 8, BtfIntEncoding.None);

    [KernelFact("5.8", KernelFeature.BpfFileSystem)]
    public void A_hand_made_collection_loads_with_maps_globals_and_calls()
    {
        (IReadOnlyList<ToolProgram> programs, IReadOnlyList<JsonElement> maps, string output) = BpfTool.Load(
            ObjectWriter.Write(Sample()),
            """
            head -c 64 /dev/zero > "$1.in"
            bpftool prog run pinned "$1/programs/count" data_in "$1.in" repeat 1
            bpftool prog run pinned "$1/programs/count" data_in "$1.in" repeat 1
            bpftool --json map dump pinned "$1/maps/counts"
            bpftool prog dump xlated pinned "$1/programs/count" linum
            """);
        Assert.Equal(["count", "other"], programs.Select(program => program.Name));
        Assert.All(programs, program => Assert.Equal("xdp", program.Type));
        Assert.Equal(
            ["counts:hash", "events:ringbuf", "input.bss:array", "input.data:array", "input.rodata:array"],
            maps.Select(map => $"{map.GetProperty("name")}:{map.GetProperty("type")}").Order(StringComparer.Ordinal));

        // 7 + 1 is stored by the first run, found and stored once more by the second.
        Assert.Equal(2, output.Split("Return value: 2,").Length - 1);
        Assert.Contains("\"value\":8", output.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("count.ks line_num:3 line_col:5", output, StringComparison.Ordinal);
        Assert.Contains("next = base + 1", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hand_made_collection_is_read_back()
    {
        CollectionSpec original = Sample();
        CollectionSpec read = ObjectReader.Read(ObjectWriter.Write(original));
        Assert.Equal(original.Programs.Select(p => p.Name), read.Programs.Select(p => p.Name));
        Assert.Equal(original.Maps.Select(m => m.Name).Order(StringComparer.Ordinal),
            read.Maps.Select(m => m.Name).Order(StringComparer.Ordinal));
        foreach (ProgramSpec program in original.Programs)
        {
            CodeImage copy = read.Programs[program.Name].Code;
            Assert.Equal(program.Code.Instructions, copy.Instructions);
            Assert.Equal(program.Code.Relocations, copy.Relocations);
            Assert.Equal(program.Code.Lines, copy.Lines);
        }

        Assert.True(original.Maps["counts"].Value!.IsEquivalentTo(read.Maps["counts"].Value!));
        Assert.Equal(original.Maps[".data"].Contents[0].Value, read.Maps[".data"].Contents[0].Value);
        Assert.Equal(
            original.Variables.Select(v => (v.Name, v.Section, v.Offset, v.Size)).Order(),
            read.Variables.Select(v => (v.Name, v.Section, v.Offset, v.Size)).Order());
    }

    [KernelFact("5.8", KernelFeature.BpfFileSystem)]
    public void A_collection_without_types_loads_too()
    {
        CollectionSpec sample = Sample();
        var bare = new CollectionSpec
        {
            License = "GPL",
            Programs = [sample.Programs["other"] with { Function = null, Code = OtherCode() with { Lines = [] } }],
        };
        byte[] written = ObjectWriter.Write(bare);
        Assert.Equal("other", Assert.Single(BpfTool.LoadAll(written)).Name);
        Assert.Null(ObjectReader.Read(written).Btf);
    }

    [KernelFact("5.8", KernelFeature.BpfFileSystem)]
    public void Types_and_sizes_without_types_define_maps_of_every_kind()
    {
        MapSpec[] maps =
        [
            Map("array", MapType.Array), Map("hash", MapType.Hash), Map("percpu_array", MapType.PerCpuArray),
            Map("percpu_hash", MapType.PerCpuHash), Map("lru", MapType.LruHash),
            Map("lru_percpu", MapType.LruPerCpuHash),
            Map("perf", MapType.PerfEventArray) with { ValueSize = 4, MaxEntries = 0 },
            Map("trie", MapType.LpmTrie) with { KeySize = 8, Flags = MapFlags.NoPreallocation },
            Map("queue", MapType.Queue) with { KeySize = 0 }, Map("stack", MapType.Stack) with { KeySize = 0 },
            Map("bloom", MapType.BloomFilter) with { KeySize = 0, MapExtra = 3 },
            Map("ring", MapType.RingBuf) with { KeySize = 0, ValueSize = 0, MaxEntries = 4096 },
            Map("jumps", MapType.ProgramArray) with { ValueSize = 4, Contents = [Reference(1, "other")] },
            Map("inner", MapType.Array),
            Map("outer", MapType.ArrayOfMaps) with
            {
                ValueSize = 4, InnerMap = Map("template", MapType.Array),
                Contents = [Reference(0, "inner"), Reference(2, "inner")],
            },
        ];
        CollectionSpec sample = Sample();
        byte[] written = ObjectWriter.Write(new CollectionSpec
        {
            License = "GPL", Maps = [.. maps], Programs = [sample.Programs["other"]], Btf = sample.Btf,
        });
        (_, IReadOnlyList<JsonElement> loaded, _) = BpfTool.Load(written);
        Assert.Equal(
            maps.Select(map => map.Name).Order(StringComparer.Ordinal),
            loaded.Select(map => map.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        CollectionSpec read = ObjectReader.Read(written);
        Assert.All(maps, map => Assert.Equal(
            (map.Type, map.KeySize, map.ValueSize, map.MaxEntries, map.Flags, map.MapExtra, map.Contents.Length),
            (read.Maps[map.Name].Type, read.Maps[map.Name].KeySize, read.Maps[map.Name].ValueSize,
                read.Maps[map.Name].MaxEntries, read.Maps[map.Name].Flags, read.Maps[map.Name].MapExtra,
                read.Maps[map.Name].Contents.Length)));
    }

    [Fact]
    public void The_same_collection_gives_the_same_bytes() =>
        Assert.Equal(ObjectWriter.Write(Sample()), ObjectWriter.Write(Sample()));

    [Fact]
    public void What_an_object_cannot_say_is_refused()
    {
        CollectionSpec sample = Sample();
        var entry = new MapEntry { Key = [0, 0, 0, 0], Value = [1, 0, 0, 0, 0, 0, 0, 0] };
        MapSpec filled = sample.Maps["counts"] with { Contents = [entry] };
        (CollectionSpec Spec, string Reason)[] cases =
        [
            (sample with { Maps = [.. sample.Maps.Where(map => map.IsDataSection)] },
                "'counts', which is not in the collection"),
            (sample with { Functions = [] }, "'next', which is not in the collection"),
            (sample with { Maps = [filled] }, "has entries from the start"),
            (sample with { License = "MIT" }, "licences 'MIT' and 'GPL' differ"),
            (sample with { Functions = [sample.Functions["next"] with { Name = "counts" }] }, "are named 'counts'"),
        ];
        foreach ((CollectionSpec spec, string reason) in cases)
        {
            string message = Assert.Throws<InvalidOperationException>(() => { ObjectWriter.Write(spec); }).Message;
            Assert.Contains(reason, message, StringComparison.Ordinal);
        }
    }

    private static MapSpec Map(string name, MapType type) =>
        new() { Name = name, Type = type, KeySize = 4, ValueSize = 8, MaxEntries = 4 };

    private static MapEntry Reference(byte index, string name) => new() { Key = [index, 0, 0, 0], Reference = name };

    /// <summary>Two XDP programs; <c>count</c> stores a global's value plus a constant under key 0.</summary>
    private static CollectionSpec Sample()
    {
        var context = new BtfPointer(new BtfStruct("xdp_md", 24, [new BtfMember("data", _u32, 0)]));
        var entryType = new BtfFunctionPrototype(_int, [new BtfParameter("ctx", context)]);
        var count = new BtfFunction("count", entryType, BtfLinkage.Global);
        var other = new BtfFunction("other", entryType, BtfLinkage.Global);
        var next = new BtfFunction("next", new BtfFunctionPrototype(_u64, [new BtfParameter("base", _u64)]),
            BtfLinkage.Static);
        var builder = new BtfBuilder();
        foreach (BtfType type in (BtfType[])[count, other, next])
        {
            builder.Add(type);
        }

        return new CollectionSpec
        {
            License = "GPL",
            Btf = builder.Build(),
            Maps =
            [
                new MapSpec { Name = "counts", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 16,
                    Key = _u32, Value = _u64 },
                new MapSpec { Name = "events", Type = MapType.RingBuf, MaxEntries = 4096 },
                MapSpec.DataSection(".data", [0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0], null),
                MapSpec.DataSection(".rodata", [1, 0, 0, 0], null),
                MapSpec.DataSection(".bss", [.. new byte[16]], null),
            ],
            Variables =
            [
                new VariableSpec { Name = "unused", Section = ".data", Offset = 0, Size = 4, Type = _int,
                    Linkage = BtfLinkage.Static },
                new VariableSpec { Name = "start", Section = ".data", Offset = 8, Size = 8, Type = _u64 },
                new VariableSpec { Name = "step", Section = ".rodata", Offset = 0, Size = 4, Type = _u32 },
                new VariableSpec { Name = "sum", Section = ".bss", Offset = 8, Size = 8, Type = _u64 },
            ],
            Functions =
            [
                new FunctionSpec { Name = "next", Code = NextCode(), Function = next, Linkage = BtfLinkage.Static },
            ],
            Programs =
            [
                new ProgramSpec { Name = "count", Type = ProgramType.Xdp, License = "GPL", Code = CountCode(),
                    Function = count },
                new ProgramSpec { Name = "other", Type = ProgramType.Xdp, License = "GPL", Code = OtherCode(),
                    Function = other },
            ],
        };
    }

    private static CodeImage CountCode() => new()
    {
        Instructions =
        [
            Instruction.LoadMapValue(Register.R1, 0, 0),
            Instruction.Load(MemorySize.Double, Register.R1, Register.R1, 0),
            Instruction.CallLocal(-1),
            Instruction.LoadMapValue(Register.R1, 0, 0),
            Instruction.Store(MemorySize.Double, Register.R1, 0, Register.R0),
            Instruction.Store(MemorySize.Double, Register.R10, -8, Register.R0),
            Instruction.StoreImm(MemorySize.Word, Register.R10, -12, 0),
            Instruction.LoadMapFd(Register.R1, 0),
            Instruction.Mov(Register.R2, Register.R10),
            Instruction.Alu(AluOp.Add, Register.R2, -12),
            Instruction.Mov(Register.R3, Register.R10),
            Instruction.Alu(AluOp.Add, Register.R3, -8),
            Instruction.Mov(Register.R4, 0),
            Instruction.CallHelper(HelperFunction.MapUpdateElem),
            Instruction.Mov(Register.R0, 2),
            Instruction.Exit(),
        ],
        Relocations =
        [
            new Relocation(0, RelocationKind.MapValue, ".data", 8),
            new Relocation(2, RelocationKind.LocalCall, "next", 0),
            new Relocation(3, RelocationKind.MapValue, ".bss", 8),
            new Relocation(7, RelocationKind.Map, "counts", 0),
        ],
        Lines =
        [
            new SourceLine(0, "count.ks", 3, 5, "sum = next(start)"),
            new SourceLine(7, "count.ks", 4, 5, "counts[0] = sum"),
            new SourceLine(14, "count.ks", 5, 5, "return XDP_PASS"),
        ],
    };

    private static CodeImage NextCode() => new()
    {
        Instructions =
        [
            Instruction.LoadMapValue(Register.R2, 0, 0),
            Instruction.Load(MemorySize.Word, Register.R2, Register.R2, 0),
            Instruction.Mov(Register.R0, Register.R1),
            Instruction.Alu(AluOp.Add, Register.R0, Register.R2),
            Instruction.Exit(),
        ],
        Relocations = [new Relocation(0, RelocationKind.MapValue, ".rodata", 0)],
        Lines = [new SourceLine(0, "count.ks", 9, 5, "next = base + 1")],
    };

    private static CodeImage OtherCode() => new()
    {
        Instructions = [Instruction.Mov(Register.R0, 2), Instruction.Exit()],
        Lines = [new SourceLine(0, "count.ks", 12, 1, "return XDP_PASS")],
    };
}
