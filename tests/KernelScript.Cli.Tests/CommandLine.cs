using System.Diagnostics;
using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

/// <summary>Runs the tool as a user does.</summary>
internal static class CommandLine
{
    /// <summary>The tool's executable, as the build put it beside the tests.</summary>
    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, "kernelscript");

    /// <summary>Runs the tool in this process; it must not print a stack trace.</summary>
    public static ToolResult Run(params IEnumerable<string> arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        int status = CommandLineTool.Run([.. arguments], output, errors);
        return Checked(new ToolResult(status, output.ToString(), errors.ToString()));
    }

    /// <summary>Runs the tool in this process; it must succeed.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public static string Check(params IEnumerable<string> arguments)
    {
        ToolResult result = Run(arguments);
        Assert.True(result.ExitCode == 0, $"status {result.ExitCode}\n{result.Output}{result.Error}");
        return result.Output;
    }

    /// <summary>Runs the tool as a process of its own.</summary>
    public static ToolResult RunProcess(params IEnumerable<string> arguments) =>
        Checked(Tool.Run(Executable, arguments));

    /// <summary>Runs the tool as a process of its own, as nobody without any capability.</summary>
    public static ToolResult RunUnprivileged(params IEnumerable<string> arguments) => Checked(Tool.Run(
        "setpriv",
        ["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", Executable, .. arguments]));

    /// <summary>Starts the tool as a process of its own and waits until it has written a line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="arguments">The command line.</param>
    public static Process StartUntil(string line, params IEnumerable<string> arguments)
    {
        Process process = Tool.Start(Executable, arguments);
        while (process.StandardOutput.ReadLine() is { } written)
        {
            if (written == line)
            {
                return process;
            }
        }

        process.WaitForExit();
        using (process)
        {
            throw new InvalidOperationException(
                $"it ended without writing \"{line}\", status {process.ExitCode}: {process.StandardError.ReadToEnd()}");
        }
    }

    private static ToolResult Checked(ToolResult result)
    {
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("KS9999", result.Error, StringComparison.Ordinal);
        return result;
    }
}
