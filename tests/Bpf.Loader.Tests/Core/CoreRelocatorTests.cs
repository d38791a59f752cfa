using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class CoreRelocatorTests
{
    /// <summary>Every kind of relocation, with types that are not laid out as the kernel's.</summary>
    private const string Source = """
        #define core __attribute__((preserve_access_index))
        struct list_head { int wrong; struct list_head *next; } core;
        struct task_struct___flavour { int pid; char comm[16]; unsigned flags; int no_such_member;
        struct list_head tasks; } core;
        struct no_such_type { int a; } core;
        enum bpf_map_type { BPF_MAP_TYPE_HASH = 99, NO_SUCH_VALUE = 3 };
        struct out { u64 values[16]; };
        struct { __uint(type, 2); __uint(max_entries, 1); __type(key, u32); __type(value, struct out); }
        results SEC(".maps");
        static void *(*get_task)(void) = (void *)158;
        #define size_of(type) __builtin_preserve_type_info(*(typeof(type) *)0, 1)
        #define exists(type) __builtin_preserve_type_info(*(typeof(type) *)0, 0)
        #define field(kind, expression) __builtin_preserve_field_info(expression, kind)
        SEC("raw_tp/sched_switch") int entry(u64 *ctx)
        {
            u32 zero = 0;
            struct out *out = bpf_map_lookup_elem(&results, &zero);
            struct task_struct___flavour *task = get_task();
            if (!out) return 0;
            out->values[0] = field(0, task->pid);
            out->values[1] = field(0, task->comm[3]);
            out->values[2] = field(2, task->no_such_member);
            out->values[3] = field(2, task->flags);
            out->values[4] = size_of(struct list_head);
            out->values[5] = exists(struct no_such_type);
            out->values[6] = __builtin_preserve_enum_value(*(typeof(enum bpf_map_type) *)BPF_MAP_TYPE_HASH, 1);
            out->values[7] = __builtin_preserve_enum_value(*(typeof(enum bpf_map_type) *)NO_SUCH_VALUE, 0);
            out->values[8] = field(0, task->tasks.next);
            if (field(2, task->no_such_member)) out->values[9] = field(0, task->no_such_member);
            if (exists(struct no_such_type)) out->values[10] = size_of(struct no_such_type);
            return 0;
        }
        """;

    [KernelFact("5.15", KernelFeature.Btf | KernelFeature.BpfFileSystem)]
    public void Relocated_code_is_what_libbpf_makes_of_it()
    {
        byte[] data = ClangObject.Compile(Source);
        (IReadOnlyList<ToolProgram> expected, _, string dump) = BpfTool.Load(
            data, "bpftool prog dump xlated pinned $1/programs/entry");
        using Collection collection = Collection.Load(ObjectReader.Read(data));
        string id = collection.Programs["entry"].Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(WithoutMapIds(dump), WithoutMapIds(Tool.Check("bpftool", "prog", "dump", "xlated", "id", id)));
        Assert.Equal(expected, BpfTool.LoadAll(ObjectWriter.Write(ObjectReader.Read(data))));
    }

    [KernelFact("5.15", KernelFeature.Btf)]
    public void A_field_that_the_kernel_lacks_is_refused_when_it_is_reached()
    {
        byte[] data = ClangObject.Compile(Source.Replace(
            "if (field(2, task->no_such_member)) out", "out", StringComparison.Ordinal));
        CollectionSpec spec = ObjectReader.Read(data);
        VerifierException refusal = Assert.Throws<VerifierException>(() => Collection.Load(spec).Dispose());
        Assert.Contains("195896080", refusal.Message, StringComparison.Ordinal);
    }

    [KernelFact("5.15", KernelFeature.Btf)]
    public void A_type_that_the_kernel_lacks_is_refused_when_it_is_reached()
    {
        byte[] data = ClangObject.Compile(Source.Replace(
            "if (exists(struct no_such_type)) out", "out", StringComparison.Ordinal));
        Assert.Throws<VerifierException>(() => Collection.Load(ObjectReader.Read(data)).Dispose());
    }

    private static string WithoutMapIds(string dump) => string.Join(
        '\n',
        dump.Split('\n').Select(line => line.Split("map[id:") is [var start, var rest]
            ? start + rest[rest.IndexOf(']', StringComparison.Ordinal)..]
            : line));
}
