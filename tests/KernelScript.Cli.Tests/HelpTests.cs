using System.Text.RegularExpressions;
using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

public sealed partial class HelpTests
{
    [Fact]
    public void The_readme_lists_every_command()
    {
        string[] documented =
        [
            .. DocumentedCommand().Matches(File.ReadAllText(RepositoryRoot.Combine("README.md")))
                .Select(match => match.Groups[1].Value),
        ];
        Assert.Equal(Commands().Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_command_has_a_help()
    {
        foreach (string command in Commands())
        {
            ToolResult result = CommandLine.Run(command, "--help");
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.Contains($" {command} ", result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_version_is_one_line() => Assert.Matches(@"^\d+\.\d+\.\d+[^\n]*\n$", CommandLine.Check("--version"));

    private static string[] Commands()
    {
        string help = CommandLine.Check("--help");
        string list = help[help.IndexOf("Commands:", StringComparison.Ordinal)..];
        return [.. ListedCommand().Matches(list).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex(@"^\| `kernelscript (\w+)", RegexOptions.Multiline)]
    private static partial Regex DocumentedCommand();

    [GeneratedRegex(@"^  (\w+)(?: <[A-Z]+>)* +[A-Z]", RegexOptions.Multiline)]
    private static partial Regex ListedCommand();
}
