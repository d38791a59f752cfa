using System.Runtime.InteropServices;
using Bpf.Elf;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Finds programs and libraries, and functions in them.</summary>
internal static class UserBinaries
{
    /// <summary>The file of a program or library.</summary>
    /// <param name="name">A path, or a bare name: a library by the usual folders, a program by <c>PATH</c>.</param>
    /// <exception cref="BpfException">There is no such file.</exception>
    public static string Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(name)
                ? Path.GetFullPath(name)
                : throw new BpfException($"find \"{name}\"", "there is no such file");
        }

        return Folders(isLibrary: name.Contains(".so", StringComparison.Ordinal))
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists)
            ?? throw new BpfException(
                $"find \"{name}\"", "it is in none of the usual folders", "give the whole path");
    }

    /// <summary>Bytes from the start of a file to a function.</summary>
    /// <exception cref="BpfException">The file has no such function, or is no program or library.</exception>
    public static ulong FindFunction(ElfExecutable executable, string path, string symbol) =>
        executable.FindFunction(symbol) ?? throw new BpfException(
            $"find function \"{symbol}\" of \"{path}\"",
            "its symbol tables have none of that name",
            Similarity.Nearest(symbol, executable.FunctionNames) is { } nearest
                ? $"did you mean \"{nearest}\"?"
                : null);

    /// <summary>Reads the symbols of a file.</summary>
    /// <exception cref="BpfException">It cannot be read, or is no program or library.</exception>
    public static ElfExecutable Read(string path)
    {
        try
        {
            return ElfExecutable.ReadFile(path);
        }
        catch (Exception e) when (e is ElfFormatException or IOException or UnauthorizedAccessException)
        {
            throw new BpfException($"read symbols of \"{path}\"", e.Message);
        }
    }

    private static string[] Folders(bool isLibrary)
    {
        if (!isLibrary)
        {
            return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        }

        string machine = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x86_64",
            Architecture.Arm64 => "aarch64",
            var other => other.ToString().ToLowerInvariant(),
        };
        return
        [
            $"/lib/{machine}-linux-gnu", $"/usr/lib/{machine}-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib",
            "/usr/local/lib",
        ];
    }
}
