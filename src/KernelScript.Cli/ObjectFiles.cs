using Bpf.Btf;
using Bpf.Elf;
using Bpf.Loader;

namespace KernelScript.Cli;

/// <summary>Object files, as commands take them.</summary>
internal static class ObjectFiles
{
    /// <summary>Whether the name is that of an object file.</summary>
    public static bool IsObject(string path) => path.EndsWith(".o", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an object file.</summary>
    /// <exception cref="ToolException">It cannot be read, or is no eBPF object.</exception>
    public static CollectionSpec Read(string path)
    {
        try
        {
            return ObjectReader.Read(InputFile.Read(path, "an object file, FILE.o"));
        }
        catch (Exception e) when (e is ElfFormatException or BtfFormatException)
        {
            throw new ToolException(
                $"{path}: not an eBPF object: {e.Message}: "
                + "give what 'kernelscript compile' or 'clang -target bpf' wrote");
        }
    }
}
