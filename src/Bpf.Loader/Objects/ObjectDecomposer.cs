using System.Buffers.Binary;
using System.Text;
using Bpf.Btf;
using Bpf.Elf;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Makes specs of the sections, symbols, relocations and types of an object.</summary>
internal sealed partial class ObjectDecomposer
{
    private const string KernelSymbols = ".ksyms";
    private const string KernelConfiguration = ".kconfig";
    private const string MapSection = ".maps";

    private readonly ElfFile _file;
    private readonly ILookup<ElfSection, ElfSymbol> _symbolsBySection;
    private readonly ObjectTypes _types;
    private readonly Dictionary<string, BtfExtSection> _ext = new(StringComparer.Ordinal);

    public ObjectDecomposer(ElfFile file)
    {
        _file = file;
        _symbolsBySection = file.Symbols.Where(symbol => symbol.Section is not null)
            .ToLookup(symbol => symbol.Section!);
        RejectUnsupported();
        BtfSpec? btf = file.FindSection(".BTF") is { } types ? BtfSpec.Read(types.Data.Span) : null;
        _types = new ObjectTypes(btf);
        if (btf is not null && file.FindSection(".BTF.ext") is { } ext)
        {
            foreach (BtfExtSection section in BtfExtInfo.Read(ext.Data.Span, btf).Sections)
            {
                _ext.Add(section.Name, section);
            }
        }
    }

    public CollectionSpec Read()
    {
        string license = ReadLicense();
        ReadExterns();
        ReadMaps();
        ReadData();
        NameFunctions();
        foreach (ElfSection section in _file.Sections.Where(IsCode))
        {
            ReadCode(section, license);
        }

        return new CollectionSpec
        {
            Maps = [.. _maps],
            Programs = [.. _programs],
            Functions = [.. _functions],
            Variables = [.. _variables],
            Externs = [.. _externs.Values],
            Btf = _types.Build(),
            License = license,
        };
    }

    private void RejectUnsupported()
    {
        foreach (ElfSection section in _file.Sections)
        {
            string? reason = section.Name switch
            {
                "maps" => "maps in section 'maps' are of the old kind: define them in '.maps' with BTF",
                ".struct_ops" or ".struct_ops.link" or "?.struct_ops" or "?.struct_ops.link" =>
                    $"struct_ops maps in section '{section.Name}' are not supported",
                ".addr_space.1" => "variables in an arena (section '.addr_space.1') are not supported",
                _ => null,
            };
            if (reason is not null && section.Size > 0)
            {
                throw new ElfFormatException($"read object: {reason}", 0);
            }
        }
    }

    private static bool IsStatic(ElfSymbol symbol) => symbol.Binding == ElfSymbolBinding.Local
        || symbol.Visibility is ElfSymbolVisibility.Hidden or ElfSymbolVisibility.Internal;

    private string ReadLicense()
    {
        if (_file.FindSection("license") is not { } section)
        {
            return string.Empty;
        }

        int length = section.Data.Span.IndexOf((byte)0);
        return length >= 0
            ? Encoding.UTF8.GetString(section.Data.Span[..length])
            : throw new ElfFormatException("read object: the licence does not end with NUL", 0);
    }

    private KernelVersion? ReadKernelVersion()
    {
        if (_file.FindSection("version") is not { Data.Length: sizeof(uint) } section)
        {
            return null;
        }

        uint code = BinaryPrimitives.ReadUInt32LittleEndian(section.Data.Span);
        return new KernelVersion((int)(code >> 16), (int)((code >> 8) & 0xFF), (int)(code & 0xFF));
    }

    private static ElfFormatException Error(ElfSection section, ulong offset, string reason) =>
        new($"read object: section '{section.Name}', byte {offset}: {reason}", 0);
}
