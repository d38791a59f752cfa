using System.Diagnostics;

namespace KernelScript.Benchmarks;

/// <summary>The programs that are compiled, and the compilers that are processes.</summary>
internal static class ProgramFiles
{
    /// <summary>The path of a program beside the benchmarks.</summary>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Programs", name);

    /// <summary>The tool's executable.</summary>
    public static string Tool { get; } = Path.Combine(AppContext.BaseDirectory, "kernelscript");

    /// <summary>Runs a process to its end; it must succeed.</summary>
    public static void Run(string file, params string[] arguments)
    {
        using Process process = Process.Start(file, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)}: status {process.ExitCode}");
        }
    }
}
