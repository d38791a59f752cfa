using System.Diagnostics;
using Xunit;

namespace Bpf.TestSupport;

/// <summary>Runs programs of the machine: <c>ip</c>, <c>bpftool</c>, <c>llvm-mc-19</c>.</summary>
public static class Tool
{
    private static readonly string[] _systemFolders = ["/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/lib/llvm-19/bin"];

    /// <summary>Whether the tool is installed.</summary>
    public static bool Exists(string name) => Find(name) is not null;

    /// <summary>The tool's absolute path; <see langword="null"/> when it is not installed.</summary>
    public static string? Find(string name)
    {
        if (Path.IsPathRooted(name))
        {
            return File.Exists(name) ? name : null;
        }

        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries);
        return folders.Concat(_systemFolders).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// Runs a tool to its end and captures what it writes. The test is skipped when the tool is not installed.
    /// </summary>
    public static ToolResult Run(string name, params IEnumerable<string> arguments) =>
        RunWithInput(name, "", arguments);

    /// <summary>As <see cref="Run"/>; the tool must succeed.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public static string Check(string name, params IEnumerable<string> arguments)
    {
        string[] list = [.. arguments];
        ToolResult result = Run(name, list);
        Assert.True(result.ExitCode == 0,
            $"{name} {string.Join(' ', list)}: status {result.ExitCode}\n{result.Output}{result.Error}");
        return result.Output;
    }

    /// <summary>As <see cref="Run"/>, with text for the tool's standard input.</summary>
    public static ToolResult RunWithInput(string name, string input, params IEnumerable<string> arguments)
    {
        string? path = Find(name);
        Assert.SkipWhen(path is null, $"{name} is not installed");
        using Process process = Start(path!, arguments);

        // A process does not close streams that were asked for; left to the collector, they look like leaks to tests.
        using StreamReader outputReader = process.StandardOutput;
        using StreamReader errorReader = process.StandardError;
        Task<string> output = outputReader.ReadToEndAsync();
        Task<string> error = errorReader.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return new ToolResult(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Starts a tool with its streams redirected. The caller ends it.</summary>
    public static Process Start(string path, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{path} did not start");
    }
}
