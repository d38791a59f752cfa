namespace KernelScript.Userspace.Tests;

public sealed class CommandLineTests
{
    private const string Source = """
        struct Args {
            small: u8 = 7,
            wide: u64,
            signed_one: i8 = -3,
            far: i64,
            interface: str(8) = "lo",
            verbose: bool,
            on: bool = true,
            letter: char = 'x',
            ratio: f64 = 0.5,
        }
        fn main(args: Args) -> i32 {
            print("%u %u %d %d [%s] %u %u %c %.2f", args.small, args.wide, args.signed_one, args.far,
                args.interface, args.verbose, args.on, args.letter, args.ratio)
            return 0
        }
        """;

    [Theory]
    [InlineData("", "7 0 -3 0 [lo] 0 1 x 0.50")]
    [InlineData("--small=255 --wide=18446744073709551615", "255 18446744073709551615 -3 0 [lo] 0 1 x 0.50")]
    [InlineData("--wide=0xFF --far=-0x10", "7 255 -3 -16 [lo] 0 1 x 0.50")]
    [InlineData("--signed-one -128 --far -9223372036854775808", "7 0 -128 -9223372036854775808 [lo] 0 1 x 0.50")]
    [InlineData("--signed_one=127 --far 5", "7 0 127 5 [lo] 0 1 x 0.50")]
    [InlineData("--interface eth0 --verbose --letter=q", "7 0 -3 0 [eth0] 1 1 q 0.50")]
    [InlineData("--interface=12345678 --on=false", "7 0 -3 0 [12345678] 0 0 x 0.50")]
    [InlineData("--verbose true --on 0 --ratio 1e1", "7 0 -3 0 [lo] 1 0 x 10.00")]
    [InlineData("--verbose --small 1", "1 0 -3 0 [lo] 1 1 x 0.50")]
    [InlineData("--interface=", "7 0 -3 0 [] 0 1 x 0.50")]
    [InlineData("--small=1 --small=2", "2 0 -3 0 [lo] 0 1 x 0.50")]
    public void Options_become_fields_of_the_struct(string line, string expected)
    {
        ScriptRun run = ScriptRun.Of(Source, Words(line));

        Assert.Equal("", run.Errors);
        Assert.Equal(expected + "\n", run.Output);
        Assert.Equal(0, run.Status);
    }

    [Theory]
    [InlineData("--small=256", "option '--small': 256 does not fit u8: use 0 to 255")]
    [InlineData("--small=-1", "option '--small': -1 does not fit u8: use 0 to 255")]
    [InlineData("--signed-one=128", "option '--signed-one': 128 does not fit i8: use -128 to 127")]
    [InlineData("--small=ten", "option '--small': 'ten' is not an integer")]
    [InlineData("--small=", "option '--small': '' is not an integer")]
    [InlineData("--small", "option '--small' needs a value")]
    [InlineData("--interface=123456789", "option '--interface': '123456789' is longer than 8 bytes")]
    [InlineData("--verbose=maybe", "option '--verbose': 'maybe' is neither true nor false")]
    [InlineData("--letter=xy", "option '--letter': 'xy' is not a single character")]
    [InlineData("--ratio=much", "option '--ratio': 'much' is not a number")]
    [InlineData("--unknown=1", "there is no option '--unknown'")]
    [InlineData("lo", "'lo' is not an option: options start with '--'")]
    public void A_mistake_gives_status_2_with_the_usage(string line, string message)
    {
        ScriptRun run = ScriptRun.Of(Source, Words(line));

        Assert.Equal(2, run.Status);
        Assert.Equal("", run.Output);
        Assert.StartsWith($"test.ks: {message}\nusage: test.ks [options]\n", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_lists_the_options_with_their_types_and_defaults()
    {
        ScriptRun run = ScriptRun.Of(Source, ["--help"]);

        Assert.Equal(0, run.Status);
        Assert.Equal(
            """
            usage: test.ks [options]
              --small=<u8>                       default 7
              --wide=<u64>
              --signed-one=<i8>                  default -3
              --far=<i64>
              --interface=<str(8)>               default lo
              --verbose
              --on                               default true
              --letter=<char>                    default x
              --ratio=<f64>                      default 0.5
              --help

            """,
            run.Output);
    }

    [Fact]
    public void A_script_without_a_struct_takes_no_options()
    {
        const string NoOptions = "fn main() -> i32 { return 5 }\n";

        Assert.Equal(5, ScriptRun.Of(NoOptions).Status);
        Assert.Equal(2, ScriptRun.Of(NoOptions, ["--x"]).Status);
        Assert.Equal("usage: test.ks\n  --help\n", ScriptRun.Of(NoOptions, ["--help"]).Output);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
