using System.Runtime.InteropServices;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public partial class UprobeLinkTests
{
    private const string Library = "libc.so.6";
    private const string Function = "getppid";
    private const int ReturnRegister = 80; // ax of struct pt_regs on x86-64

    private static readonly UprobeOptions _ownCalls = new() { ProcessId = Environment.ProcessId };

    /// <summary>Stores in <c>counts[0]</c> what <c>r0</c> or <c>r6</c> holds after some code.</summary>
    private static string Storing(string code) => $"""
        r6 = r1
        {code}
        *(u64 *)(r10 - 16) = r6
        *(u32 *)(r10 - 4) = 0
        r2 = r10
        r2 += -4
        r3 = r10
        r3 += -16
        r4 = 0
        r1 = map[counts]
        call bpf_map_update_elem
        r0 = 0
        exit
        """;

    [KernelFact("5.15", KernelFeature.Uprobes)]
    public void A_call_of_a_library_function_is_seen_until_the_link_is_disposed()
    {
        using Collection collection = Load(TestSpecs.Counting(0));
        using (Link link = collection.Programs["probe"].AttachUprobe(Library, new(Function), _ownCalls))
        {
            CallFunction(3);
            Assert.Equal(3ul, collection.Count());
            Assert.Equal(LinkType.PerfEvent, link.GetInfo()!.Type);
            Assert.Contains(Function, link.Target, StringComparison.Ordinal);
        }

        CallFunction(1);
        Assert.Equal(3ul, collection.Count());
    }

    [KernelFact("5.15", KernelFeature.Uprobes)]
    public void A_return_shows_the_result()
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "reads registers of x86-64");
        using Collection collection = Load(Storing($"r6 = *(u64 *)(r6 + {ReturnRegister})"), "uretprobe");
        using Link link = collection.Programs["probe"].AttachUprobe(Library, new(Function), _ownCalls);

        int parent = GetParentProcessId();

        Assert.Equal((ulong)parent, collection.Count());
    }

    [KernelFact("5.15", KernelFeature.Uprobes)]
    public void A_cookie_comes_back_to_the_program()
    {
        using Collection collection = Load(Storing("""
            call bpf_get_attach_cookie
            r6 = r0
            """));
        using Link link =
            collection.Programs["probe"].AttachUprobe(Library, new(Function, Cookie: 0xC00C1E), _ownCalls);

        CallFunction(1);

        Assert.Equal(0xC00C1Eul, collection.Count());
    }

    [KernelFact("6.6", KernelFeature.Uprobes)]
    public void One_link_holds_many_functions_each_with_its_cookie()
    {
        using Collection collection = Load(
            Storing("""
            call bpf_get_attach_cookie
            r6 = r0
            """),
            "uprobe.multi",
            AttachType.TraceUprobeMulti);
        using Link link = collection.Programs["probe"].AttachUprobes(
            Library, [new(Function, Cookie: 1), new("getpgid", Cookie: 2)], _ownCalls);

        CallFunction(1);
        Assert.Equal(1ul, collection.Count());
        _ = GetProcessGroup(0);
        Assert.Equal(2ul, collection.Count());
        Assert.Equal(LinkType.UprobeMulti, link.GetInfo()!.Type);
        link.Dispose();
        CallFunction(1);
        Assert.Equal(2ul, collection.Count());
    }

    [KernelFact("5.15", KernelFeature.Uprobes)]
    public void A_section_names_file_and_function()
    {
        using Collection collection = Load(
            TestSpecs.Counting(0), $"uprobe/{Library}:{Function}", default, $"{Library}:{Function}");
        using Link link = collection.Programs["probe"].Attach();

        CallFunction(2);

        Assert.True(collection.Count() >= 2);
    }

    [KernelFact("5.15", KernelFeature.Uprobes)]
    public void A_static_function_of_another_program_is_seen_when_it_runs()
    {
        Assert.SkipUnless(Tool.Exists("clang-19"), "needs clang-19");
        using var folder = new TemporaryFolder();
        string source = Path.Combine(folder.Path, "victim.c");
        string program = Path.Combine(folder.Path, "victim");
        File.WriteAllText(source, """
            static __attribute__((noinline)) int step(volatile int n) { return n + 1; }
            int main(void) { int n = 0; for (int i = 0; i < 7; i++) n = step(n); return n; }
            """);
        Assert.Equal(0, Tool.Run("clang-19", "-O1", "-o", program, source).ExitCode);
        using Collection collection = Load(TestSpecs.Counting(0));

        using (collection.Programs["probe"].AttachUprobe(program, new("step")))
        {
            Assert.Equal(7, Tool.Run(program).ExitCode);
        }

        Assert.Equal(7ul, collection.Count());
        Assert.Equal(7, Tool.Run(program).ExitCode);
        Assert.Equal(7ul, collection.Count());
    }

    [KernelFact("5.15", KernelFeature.Uprobes)]
    public void Mistakes_are_named()
    {
        using Collection collection = Load(TestSpecs.Counting(0));
        Program program = collection.Programs["probe"];

        Assert.Equal(
            "find \"/no/such/file\": there is no such file",
            Assert.Throws<BpfException>(() => program.AttachUprobe("/no/such/file", new("f"))).Message);
        Assert.EndsWith(
            "did you mean \"getppid\"?",
            Assert.Throws<BpfException>(() => program.AttachUprobe(Library, new("gettppid"))).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "read symbols of \"/etc/passwd\": ",
            Assert.Throws<BpfException>(() => program.AttachUprobe("/etc/passwd", new("f"))).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => program.AttachUprobes(Library, [new(Function)]));
        Assert.Throws<FormatException>(() => UprobeLocation.Parse("f+x"));
    }

    [KernelFact("5.15", KernelFeature.Uprobes)]
    public void Attaching_to_user_functions_leaves_nothing_behind()
    {
        KernelObjects before = KernelObjects.Snapshot();
        using (Collection collection = Load(TestSpecs.Counting(0)))
        {
            using Link link = collection.Programs["probe"].AttachUprobe(Library, new(Function), _ownCalls);
            Assert.Throws<BpfException>(() => collection.Programs["probe"].AttachUprobe(Library, new("no_such")));
        }

        Assert.Empty(before.FindLeaks());
    }

    [Theory]
    [InlineData("malloc", "malloc", 0)]
    [InlineData("malloc+16", "malloc", 16)]
    [InlineData("a+b+0x1f", "a+b", 0x1f)]
    [InlineData("0x40", "", 0x40)]
    public void A_location_is_read_from_text(string text, string symbol, ulong offset) =>
        Assert.Equal(new UprobeLocation(symbol, offset), UprobeLocation.Parse(text));

    private static Collection Load(
        string code, string section = "uprobe", AttachType attachType = default, string? attachTo = null) =>
        Collection.Load(new CollectionSpec
        {
            Maps = [TestSpecs.Counts],
            Programs =
            [
                TestSpecs.Program("probe", ProgramType.Kprobe, code, attachType, attachTo) with
                {
                    SectionName = section,
                },
            ],
        });

    private static void CallFunction(int times)
    {
        for (int i = 0; i < times; i++)
        {
            _ = GetParentProcessId();
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentProcessId();

    [LibraryImport("libc", EntryPoint = "getpgid")]
    private static partial int GetProcessGroup(int processId);
}
