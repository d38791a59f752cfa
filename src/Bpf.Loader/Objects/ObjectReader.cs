using Bpf.Btf;
using Bpf.Elf;

namespace Bpf.Loader;

/// <summary>Reads an ELF object made by this library, by clang or by <c>bpftool gen object</c>.</summary>
/// <remarks>
/// Not read, with an error that says so: maps in the old <c>maps</c> section, kernel configuration variables,
/// struct_ops maps, variables in arenas, and pointers in initialised data.
/// </remarks>
public static class ObjectReader
{
    /// <summary>Reads an object.</summary>
    /// <exception cref="ElfFormatException">The object is damaged, or uses what is not supported.</exception>
    /// <exception cref="BtfFormatException">Its types are damaged.</exception>
    public static CollectionSpec Read(ReadOnlyMemory<byte> data) => new ObjectDecomposer(ElfFile.Read(data)).Read();

    /// <summary>Reads the object in a file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="ElfFormatException">The object is damaged, or uses what is not supported.</exception>
    /// <exception cref="BtfFormatException">Its types are damaged.</exception>
    public static CollectionSpec ReadFile(string path) => Read(File.ReadAllBytes(path));
}
