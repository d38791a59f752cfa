using System.Collections.Concurrent;
using Bpf.TestSupport;

namespace Bpf.Btf.Tests;

/// <summary>BTF that clang makes of C.</summary>
internal static class ClangBtf
{
    /// <summary>A bit of every kind that C can say.</summary>
    public const string Sampler = """
        typedef unsigned int u32;
        typedef unsigned long long u64;
        enum color { RED, GREEN = -3, BLUE = 7 };
        enum big { SMALL = 1, HUGE = 0x123456789abcdef0ULL };
        enum plain { ZERO, LARGE = 0xffffffff };
        union number { int i; float f; double d; unsigned char bytes[16]; };
        struct forward;
        struct node { struct node *next, *prev; union number value; const volatile u64 *restrict place; };
        struct bits { unsigned a : 3; int b : 13; _Bool flag : 1; u64 wide : 40; char tail; };
        struct holder {
            struct forward *unknown;
            struct { int x, y; union { long long all; struct { u32 low, high; }; }; };
            int (*compare)(const struct node *, const struct node *, void *);
            enum color color; enum big big; enum plain plain;
            __int128 huge;
            int matrix[3][5];
            int rest[];
        };
        #define tag(s) __attribute__((btf_decl_tag(s)))
        struct tagged { int field tag("member"); void __attribute__((btf_type_tag("user"))) *p; } tag("whole");
        struct holder *keep_holder; struct bits keep_bits; struct tagged keep_tagged;
        static int counter = 5;
        extern int outside(const char *format, ...) __attribute__((section(".ksyms")));
        __attribute__((noinline)) static int sub(struct node *m) { return m->value.i + counter++; }
        int entry(struct node *n) { return sub(n) + sub(n->next) + outside("x", 1); }
        """;

    private static readonly ConcurrentDictionary<string, (byte[] Btf, byte[] Ext)> _compiled = new();

    /// <summary>The <c>.BTF</c> section of a program; the test is skipped without clang.</summary>
    public static byte[] Compile(string source) => CompileSections(source).Btf;

    /// <summary>The <c>.BTF</c> and <c>.BTF.ext</c> sections of a program; the test is skipped without clang.</summary>
    /// <remarks>Each program is compiled once; nobody may change the bytes.</remarks>
    public static (byte[] Btf, byte[] Ext) CompileSections(string source) => _compiled.GetOrAdd(source, RunClang);

    private static (byte[] Btf, byte[] Ext) RunClang(string source)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("input.c"), source);
        Tool.Check(
            "clang-19", "-O2", "-g", "-target", "bpf", "-mcpu=v3",
            "-c", folder.File("input.c"), "-o", folder.File("output.o"));
        Tool.Check(
            "llvm-objcopy-19",
            $"--dump-section=.BTF={folder.File("btf")}",
            $"--dump-section=.BTF.ext={folder.File("ext")}",
            folder.File("output.o"));
        return (File.ReadAllBytes(folder.File("btf")), File.ReadAllBytes(folder.File("ext")));
    }

    /// <summary>What bpftool prints of BTF.</summary>
    public static string Dump(ReadOnlyMemory<byte> btf, string format = "raw")
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("btf"), btf.ToArray());
        return Tool.Check("bpftool", "btf", "dump", "file", folder.File("btf"), "format", format);
    }

    /// <summary>What this library prints of BTF.</summary>
    public static string Print(BtfSpec spec)
    {
        using var output = new StringWriter();
        BtfRawPrinter.Print(spec, output);
        return output.ToString();
    }
}
