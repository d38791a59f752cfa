using System.Globalization;
using System.Text.Json;
using Bpf.Asm;
using Bpf.Loader;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

public class InspectionCommandTests
{
    [KernelFact("5.8")]
    public void A_loaded_program_is_listed_shown_and_dumped()
    {
        using Collection collection = Collection.Load(Spec);
        Program program = collection.Programs["answer"];
        string id = program.Id.ToString(CultureInfo.InvariantCulture);

        JsonElement listed = Listed("prog", "programs", program.Id);
        Assert.Equal("socket_filter", listed.GetProperty("type").GetString());
        Assert.Equal("answer", listed.GetProperty("name").GetString());
        Assert.Equal(program.GetInfo().Tag, listed.GetProperty("tag").GetString());
        Assert.Contains("answer", CommandLine.Check("prog", "list"), StringComparison.Ordinal);
        Assert.Contains($"id                {id}\n", CommandLine.Check("prog", "show", id), StringComparison.Ordinal);
        string dump = CommandLine.Check("prog", "dump", id);
        Assert.Contains("r0 = 42\n", dump, StringComparison.Ordinal);
        Assert.Contains("exit\n", dump, StringComparison.Ordinal);
    }

    [KernelFact("5.8")]
    public void The_entries_of_a_map_are_dumped()
    {
        using Collection collection = Collection.Load(Spec);
        Map map = collection.Maps["answers"];
        map.As<uint, ulong>()[0x01020304] = 5;
        string id = map.Id.ToString(CultureInfo.InvariantCulture);

        Assert.Equal("hash", Listed("map", "maps", map.Id).GetProperty("type").GetString());
        Assert.Contains("answers", CommandLine.Check("map", "show", id), StringComparison.Ordinal);
        Assert.Equal(
            "key       value\n04030201  0500000000000000\n", CommandLine.Check("map", "dump", id));
        Assert.Equal(
            "{\"entries\":[{\"key\":\"04030201\",\"value\":\"0500000000000000\"}]}\n",
            CommandLine.Check("map", "dump", id, "--json"));
        map.Clear();
        Assert.Equal("no entries\n", CommandLine.Check("map", "dump", id));
    }

    [KernelFact("5.15")]
    public void A_link_is_listed_with_its_program()
    {
        using Collection collection = Collection.Load(new CollectionSpec { Programs = [Tracing] });
        Program program = collection.Programs["trace"];
        using Link link = program.AttachRawTracepoint("sched_process_exec");

        JsonElement listed = Listed("link", "links", link.GetInfo()!.Id);

        Assert.Equal("raw_tracepoint", listed.GetProperty("type").GetString());
        Assert.Equal("sched_process_exec", listed.GetProperty("tracepoint").GetString());
        Assert.Equal(program.Id, listed.GetProperty("program").GetUInt32());
    }

    [KernelTheory("5.8")]
    [InlineData("prog", "show")]
    [InlineData("prog", "dump")]
    [InlineData("map", "dump")]
    [InlineData("link", "show")]
    public void An_object_that_is_not_there_is_said_to_be_so(string kind, string verb)
    {
        ToolResult result = CommandLine.Run(kind, verb, "4000000000");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("4000000000: the kernel has none of that id", result.Error, StringComparison.Ordinal);
    }

    [KernelFact("5.8")]
    public void Features_tell_what_the_kernel_can_do()
    {
        using var json = JsonDocument.Parse(CommandLine.Check("features", "--json"));

        Assert.Equal(KernelVersion.Running.ToString(), json.RootElement.GetProperty("kernel").GetString());
        Assert.Equal("supported", json.RootElement.GetProperty("program_types").GetProperty("xdp").GetString());
        Assert.Equal("supported", json.RootElement.GetProperty("map_types").GetProperty("ringbuf").GetString());
        Assert.Equal("supported", json.RootElement.GetProperty("attach").GetProperty("cgroup_link").GetString());
        Assert.Contains("program_types  xdp", CommandLine.Check("features"), StringComparison.Ordinal);
    }

    private static CollectionSpec Spec => new()
    {
        Maps = [new MapSpec { Name = "answers", Type = MapType.Hash, KeySize = 4, ValueSize = 8, MaxEntries = 4 }],
        Programs =
        [
            new ProgramSpec
            {
                Name = "answer", Type = ProgramType.SocketFilter, Code = AssemblyText.Parse("r0 = 42\nexit"),
            },
        ],
    };

    private static ProgramSpec Tracing => new()
    {
        Name = "trace",
        Type = ProgramType.RawTracepoint,
        License = "GPL",
        Code = AssemblyText.Parse("r0 = 0\nexit"),
    };

    private static JsonElement Listed(string command, string plural, uint id)
    {
        JsonElement root = JsonElement.Parse(CommandLine.Check(command, "list", "--json"));
        return Assert.Single(
            root.GetProperty(plural).EnumerateArray(), item => item.GetProperty("id").GetUInt32() == id);
    }
}
