using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

/// <summary>Scripts that tests write to files.</summary>
internal static class Scripts
{
    /// <summary>Counts packets; nothing to complain about. The program's name is unique to this process.</summary>
    public static string Counter { get; } = $$"""
        var packets : hash<u32, u64>(16)

        @xdp
        fn {{CounterProgram}}(ctx: *xdp_md) -> xdp_action {
            packets[0] += 1
            return XDP_PASS
        }

        struct Args { interface: str(16) = "lo" }

        fn main(args: Args) -> i32 {
            var program = load({{CounterProgram}})
            if (attach(program, args.interface, 0) != 0) {
                return 1
            }
            print("attached")
            while (true) {
                sleep(10)
            }
            return 0
        }
        """;

    /// <summary>The name of its program.</summary>
    public static string CounterProgram => $"count{Environment.ProcessId}";

    /// <summary>A size that the verifier cannot bound, on line 4; every rule of the language is kept.</summary>
    public static string Refused { get; } = $$"""
        @xdp
        fn {{RefusedProgram}}(ctx: *xdp_md) -> xdp_action {
            var size = ctx->data_end - ctx->data
            var sum = bpf_csum_diff(null, 0, ctx->data as *u32, size as u32, 0)
            return XDP_PASS
        }

        fn main() -> i32 {
            var program = load({{RefusedProgram}})
            return attach(program, "lo", 0)
        }
        """;

    /// <summary>The name of its program.</summary>
    public static string RefusedProgram => $"refuse{Environment.ProcessId}";

    /// <summary>A loop that the verifier walks a million times when the target has no other loops, on line 5.</summary>
    public const string LongLoop = """
        var total: u64 = 0

        @xdp
        fn long_loop(ctx: *xdp_md) -> xdp_action {
            for (i in 0..3000000) {
                total += i
            }
            return XDP_PASS
        }
        """;

    /// <summary>Uses what each version of the instruction set brought, if it may.</summary>
    public const string EveryInstructionSet = """
        var results : array<u32, i64>(8)

        @helper
        fn below(a: u32, b: u32) -> i64 {
            if (a < b) { return 1 }
            return 2
        }

        @helper
        fn divide(a: i64, b: i64) -> i64 {
            return a / b
        }

        @xdp
        fn every(ctx: *xdp_md) -> xdp_action {
            var size = (ctx->data_end - ctx->data) as u32
            var data = ctx->data
            var small = data[0] as i8
            var sum = size * 3 + ctx->ingress_ifindex
            if ((sum as i32) < ctx->rx_queue_index as i32) { return XDP_DROP }
            results[0] = below(sum, size)
            results[1] = divide(small as i64, (size as i64) - 100)
            results[2] = htonl(sum) as i64
            results[3] = small as i64
            results[4] += 1
            return XDP_PASS
        }
        """;

    /// <summary>Writes a script into a folder.</summary>
    /// <returns>Its path.</returns>
    public static string Write(this TemporaryFolder folder, string name, string text)
    {
        string path = folder.File(name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The paths of all samples.</summary>
    public static IEnumerable<string> Samples() =>
        Directory.GetFiles(RepositoryRoot.Combine("samples"), "*.ks").Order(StringComparer.Ordinal);

    /// <summary>The path of a sample.</summary>
    public static string Sample(string name) => RepositoryRoot.Combine("samples", name);
}
