using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

/// <summary>Objects that clang makes of C.</summary>
internal static class ClangObject
{
    /// <summary>What C programs need of libbpf's headers, so that tests do not depend on them.</summary>
    public const string Prelude = """
        typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32; typedef unsigned long long u64;
        #define SEC(name) __attribute__((section(name), used))
        #define __uint(name, val) int (*name)[val]
        #define __type(name, val) typeof(val) *name
        #define __array(name, val) typeof(val) *name[]
        #define __ksym __attribute__((section(".ksyms")))
        #define noinline __attribute__((noinline))
        struct xdp_md { u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex; };
        static void *(*bpf_map_lookup_elem)(void *, const void *) = (void *)1;
        static long (*bpf_map_update_elem)(void *, const void *, const void *, u64) = (void *)2;
        static u64 (*bpf_ktime_get_ns)(void) = (void *)5;
        static long (*bpf_tail_call)(void *, void *, u32) = (void *)12;
        static long (*bpf_loop)(u32, void *, void *, u64) = (void *)181;
        char license_text[] SEC("license") = "GPL";

        """;

    /// <summary>Compiles C after the prelude; the test is skipped without clang.</summary>
    public static byte[] Compile(string source, string cpu = "v3")
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("input.c"), Prelude + source);
        return CompileFile(folder.File("input.c"), folder.File("output.o"), cpu);
    }

    /// <summary>Compiles a file; the test is skipped without clang.</summary>
    public static byte[] CompileFile(string input, string output, string cpu = "v3")
    {
        Tool.Check(
            "clang-19", "-O2", "-g", "-target", "bpf", $"-mcpu={cpu}", "-I/usr/include/x86_64-linux-gnu",
            "-I/usr/include/aarch64-linux-gnu", "-c", input, "-o", output);
        return File.ReadAllBytes(output);
    }
}
