using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

public sealed class VmCommandTests
{
    private const string Exit = "9500000000000000";
    private const string Return5 = "b700000005000000" + Exit;

    [Theory]
    [InlineData(Return5, "5")]
    [InlineData("0x" + Return5, "5")]
    [InlineData("b7 00 00 00 05 00 00 00\n95 00 00 00 00 00 00 00", "5")]
    [InlineData("b7000000ffffffff" + Exit, "ffffffffffffffff")]
    [InlineData("180000000df0adba" + "00000000efbeadde" + Exit, "deadbeefbaadf00d")]
    public void R0_is_printed_in_hex(string program, string result) =>
        Assert.Equal(new ToolResult(0, result + "\n", ""), CommandLine.Run("vm", "--program", program));

    [Fact]
    public void R2_is_the_length_of_the_memory() =>
        Assert.Equal("3\n", CommandLine.Check("vm", "--program", "bf20000000000000" + Exit, "--memory", "010203"));

    [Fact]
    public void R1_is_the_address_of_the_memory() =>
        Assert.Equal(
            "4030201\n", CommandLine.Check("vm", "--program", "6110000000000000" + Exit, "--memory", "01 02 03 04"));

    [Fact]
    public void A_dash_reads_the_program_from_standard_input()
    {
        ToolResult result = Tool.RunWithInput(CommandLine.Executable, Return5 + "\n", "vm", "--program", "-");
        Assert.Equal(new ToolResult(0, "5\n", ""), result);
    }

    [Theory]
    [InlineData("zz", "", "--program: not hexadecimal")]
    [InlineData("b70000000500000", "", "--program: not hexadecimal")]
    [InlineData(Return5, "0", "--memory: not hexadecimal")]
    [InlineData("b7000000050000009500000000", "", "5 bytes are left, a slot has 8")]
    [InlineData("", "", "--program: it has no instructions")]
    [InlineData("b700000005000000", "", "code ends neither with exit nor with a jump")]
    [InlineData("6110000000000000" + Exit, "010203", "slot 0")]
    [InlineData("0500050000000000" + Exit, "", "slot 0")]
    [InlineData("ff00000000000000" + Exit, "", "unknown opcode 0xff")]
    public void What_cannot_run_is_told_in_one_line_with_status_1(string program, string memory, string reason)
    {
        ToolResult result = CommandLine.Run("vm", "--program", program, "--memory", memory);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("kernelscript: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
    }

    [Fact]
    public void A_program_that_never_ends_is_stopped()
    {
        ToolResult result = CommandLine.Run("vm", "--program", "0500ffff00000000" + Exit);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("the program was stopped", result.Error, StringComparison.Ordinal);
    }
}
