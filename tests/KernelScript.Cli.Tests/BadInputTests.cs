using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

/// <summary>Each mistake gives one message and the right status, and leaves nothing behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> FileCommands => ["check", "compile", "verify", "run", "dump", "disasm"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(FileCommands))]
    public void A_file_that_does_not_exist(string command) =>
        AssertMessage(Run(command, "/no/such/file.ks"), "/no/such/file.ks: no such file: give the path of ");

    [Theory]
    [MemberData(nameof(FileCommands))]
    public void A_folder(string command) =>
        AssertMessage(Run(command, _folder.Path), $"{_folder.Path}: is a folder: give the path of ");

    [Theory]
    [MemberData(nameof(FileCommands))]
    public void An_empty_path(string command) =>
        AssertMessage(Run(command, ""), "the path is empty: give the path of ");

    [Theory]
    [InlineData("check")]
    [InlineData("disasm")]
    public void A_file_that_may_not_be_read(string command)
    {
        string path = _folder.Write("secret", "fn main() -> i32 { return 0 }");
        Tool.Check("chmod", "755", _folder.Path);
        Tool.Check("chmod", "000", path);
        AssertMessage(
            CommandLine.RunUnprivileged(command, path),
            $"{path}: the file cannot be read: permission denied: change its mode");
    }

    [Fact]
    public void A_script_that_is_no_text() =>
        AssertMessage(CommandLine.Run("check", CommandLine.Executable), $"{CommandLine.Executable}: this is no text");

    [Fact]
    public void A_device_that_never_ends() =>
        AssertMessage(CommandLine.Run("disasm", "/dev/zero"), "/dev/zero: larger than 64 MiB");

    [Theory]
    [InlineData("verify")]
    [InlineData("disasm")]
    public void An_object_that_is_none(string command)
    {
        string path = _folder.Write("garbage.o", "this is no object file at all, not even the beginning of one");
        AssertMessage(CommandLine.Run(command, path), $"{path}: not an eBPF object: ");
        path = _folder.Write("empty.o", "");
        AssertMessage(CommandLine.Run(command, path), $"{path}: not an eBPF object: ");
    }

    [Fact]
    public void An_object_cut_off_anywhere()
    {
        string whole = _folder.File("whole.o");
        CommandLine.Check("compile", Scripts.Sample("packet_counter.ks"), "-o", whole);
        byte[] bytes = File.ReadAllBytes(whole);
        string path = _folder.File("cut.o");
        for (int length = 0; length < bytes.Length; length += 97)
        {
            File.WriteAllBytes(path, bytes[..length]);
            AssertMessage(CommandLine.Run("disasm", path), $"{path}: not an eBPF object: ");
        }
    }

    [Fact]
    public void An_object_with_damaged_bytes_gives_a_message_or_a_listing()
    {
        string path = _folder.File("damaged.o");
        CommandLine.Check("compile", Scripts.Sample("packet_counter.ks"), "-o", path);
        byte[] bytes = File.ReadAllBytes(path);
        for (int at = 0; at < bytes.Length; at += 61)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= 0xff;
            File.WriteAllBytes(path, damaged);
            ToolResult result = CommandLine.Run("disasm", path);
            Assert.True(result.ExitCode is 0 or 1, $"byte {at}: {result.Error}");
        }
    }

    [Fact]
    public void An_object_of_another_machine() =>
        AssertMessage(
            CommandLine.Run("disasm", CommandLine.Executable), $"{CommandLine.Executable}: not an eBPF object: ");

    [Theory]
    [InlineData("a command is missing: use one of check, compile, verify, run, test, ")]
    [InlineData("there is no command 'chekc': use one of check, ", "chekc")]
    [InlineData("check: FILE is missing: ", "check")]
    [InlineData("check: there is no option '--fast'", "check", "--fast", "a.ks")]
    [InlineData("check: there is no option '--fast'", "check", "a.ks", "--fast")]
    [InlineData("check: 'b.ks' is one argument too many", "check", "a.ks", "b.ks")]
    [InlineData("compile: --output FILE.o is missing: ", "compile", "a.ks", "-o")]
    [InlineData("--isa v9: no such instruction set: use v1, v2, v3 or v4", "check", "a.ks", "--isa", "v9")]
    [InlineData("--target-kernel six: not a kernel version: ", "check", "a.ks", "--target-kernel", "six")]
    [InlineData("dump: --stage STAGE is missing: What to show", "dump", "a.ks")]
    [InlineData("dump: --stage code: there is no such stage: use tokens, ", "dump", "a.ks", "--stage", "code")]
    [InlineData("vm: --program HEX is missing: ", "vm")]
    public void A_bad_command_line(string reason, params string[] arguments)
    {
        ToolResult result = CommandLine.Run(arguments);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"kernelscript: {reason}", result.Error, StringComparison.Ordinal);
    }

    [KernelTheory("5.17")]
    [InlineData("run", "packet_counter.ks")]
    [InlineData("run", "hello.ks")]
    [InlineData("verify", "packet_counter.ks")]
    public void Missing_privileges(string command, string sample)
    {
        ToolResult result = CommandLine.RunUnprivileged(command, Scripts.Sample(sample));
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(
            "Operation not permitted (errno 1): the process needs CAP_BPF", result.Error, StringComparison.Ordinal);
        Assert.Contains("run it as root", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
    }

    [KernelFact("5.17")]
    public void A_missing_interface()
    {
        string script = _folder.Write("counter.ks", Scripts.Counter);
        ToolResult result = CommandLine.Run("run", script, "--", "--interface=nosuch0");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("\"nosuch0\": there is none of that name: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("lo", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
        KernelPrograms.AssertGone(Scripts.CounterProgram);
    }

    [KernelFact("5.17", KernelFeature.Btf)]
    public void A_program_that_the_verifier_refuses()
    {
        string script = _folder.Write("refused.ks", Scripts.Refused);
        ToolResult result = CommandLine.Run("run", script);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(
            $"refused.ks: load program \"{Scripts.RefusedProgram}\": refused by the verifier at {script}:4, ",
            result.Error, StringComparison.Ordinal);
        Assert.Contains("R4 unbounded memory access", result.Error, StringComparison.Ordinal);
        Assert.Contains("\n    > var sum = bpf_csum_diff(", result.Error, StringComparison.Ordinal);
        Assert.Contains("\n    help: ", result.Error, StringComparison.Ordinal);
        KernelPrograms.AssertGone(Scripts.RefusedProgram);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("verify")]
    [InlineData("compile")]
    [InlineData("check")]
    public void A_script_with_errors(string command)
    {
        string script = _folder.Write("bad.ks", "fn main() -> i32 {\n    return missing\n}\n");
        ToolResult result = CommandLine.Run(command, script);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(
            $"""
            {script}:2:12: error KS1001: 'missing' is not defined
                2 |     return missing
                  |            ^~~~~~~
            kernelscript: {script}: 1 error

            """,
            result.Error);
    }

    private static ToolResult Run(string command, string file) =>
        command == "dump" ? CommandLine.Run("dump", file, "--stage", "ir") : CommandLine.Run(command, file);

    private static void AssertMessage(ToolResult result, string message)
    {
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"kernelscript: {message}", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
    }
}
