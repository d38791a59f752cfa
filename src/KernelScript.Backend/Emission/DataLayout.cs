using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using KernelScript.Ir;

namespace KernelScript.Backend.Emission;

/// <summary>Where each global of a module lies: section and offset.</summary>
internal sealed class DataLayout
{
    private readonly Dictionary<string, (string Section, int Offset)> _places = new(StringComparer.Ordinal);

    /// <summary>Lays out the globals of <paramref name="module"/> in declaration order.</summary>
    public DataLayout(IrModule module)
    {
        var sections = ImmutableArray.CreateBuilder<DataSection>();
        ReadOnlySpan<GlobalSection> order = [GlobalSection.Data, GlobalSection.ReadOnlyData, GlobalSection.Bss];
        foreach (GlobalSection section in order)
        {
            if (Lay(module, section) is { } data)
            {
                sections.Add(data);
            }
        }

        Sections = sections.ToImmutable();
    }

    /// <summary>The sections that have variables.</summary>
    public ImmutableArray<DataSection> Sections { get; }

    /// <summary>Section name and byte offset of a global.</summary>
    public (string Section, int Offset) Find(string global) =>
        _places.TryGetValue(global, out (string Section, int Offset) place)
            ? place
            : throw new UnreachableException($"The module has no global \"{global}\".");

    private DataSection? Lay(IrModule module, GlobalSection section)
    {
        string name = section switch
        {
            GlobalSection.Data => ".data",
            GlobalSection.ReadOnlyData => ".rodata",
            _ => ".bss",
        };
        int size = 0;
        var variables = ImmutableArray.CreateBuilder<DataVariable>();
        foreach (IrGlobal global in module.Globals)
        {
            if (global.Section == section)
            {
                int offset = (size + global.Alignment - 1) & -global.Alignment;
                variables.Add(new DataVariable(global, offset, global.Type.Size));
                _places.Add(global.Name, (name, offset));
                size = offset + global.Type.Size;
            }
        }

        if (variables.Count == 0)
        {
            return null;
        }

        var contents = new byte[(size + 7) & ~7];
        foreach (DataVariable variable in variables)
        {
            variable.Global.Contents.AsSpan().CopyTo(contents.AsSpan(variable.Offset));
        }

        ImmutableArray<byte> frozen = ImmutableCollectionsMarshal.AsImmutableArray(contents);
        return new DataSection(name, section, frozen, variables.ToImmutable());
    }
}
