namespace Bpf.Btf;

/// <summary>Finds the BTF of the running kernel and its modules.</summary>
/// <remarks>Needs a kernel built with <c>CONFIG_DEBUG_INFO_BTF</c>. Since Linux 5.4; of modules since 5.11.</remarks>
public static class KernelBtf
{
    private const string Folder = "/sys/kernel/btf";

    /// <summary>The names of the modules that have BTF, sorted.</summary>
    public static IReadOnlyList<string> Modules => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder).Select(Path.GetFileName).OfType<string>()
            .Where(name => name != "vmlinux").Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Opens the kernel's BTF; <see langword="null"/> if the kernel has none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BtfSpec? Open()
    {
        string path = Path.Combine(Folder, "vmlinux");
        return File.Exists(path) ? BtfSpec.Open(ReadWhole(path)) : null;
    }

    /// <summary>Opens the BTF of a module; <see langword="null"/> if it has none or is not loaded.</summary>
    /// <param name="kernel">The kernel's BTF, on which the module's builds.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BtfSpec? OpenModule(string name, BtfSpec kernel)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(kernel);
        string path = Path.Combine(Folder, name);
        return File.Exists(path) ? BtfSpec.Open(ReadWhole(path), kernel) : null;
    }

    /// <summary>
    /// Reads without the stream's buffer and without clearing memory first: the file has several megabytes.
    /// </summary>
    private static byte[] ReadWhole(string path)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
        byte[] data = GC.AllocateUninitializedArray<byte>(checked((int)RandomAccess.GetLength(file)));
        int filled = 0;
        while (filled < data.Length)
        {
            int count = RandomAccess.Read(file, data.AsSpan(filled), filled);
            if (count == 0)
            {
                throw new EndOfStreamException($"read {path}: {filled} bytes of {data.Length}, then the end");
            }

            filled += count;
        }

        return data;
    }
}
