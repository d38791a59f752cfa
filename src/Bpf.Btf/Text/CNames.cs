using System.Globalization;
using System.Runtime.InteropServices;

namespace Bpf.Btf;

/// <summary>Gives names that are unique in C: tags on one side, type names and enumerators on the other.</summary>
internal sealed class CNames
{
    private readonly Dictionary<BtfType, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _identifiers = new(StringComparer.Ordinal);

    /// <summary>The name of a structure, union, enumeration or typedef; the same each time.</summary>
    public string NameOf(BtfType type)
    {
        if (!_names.TryGetValue(type, out string? name))
        {
            name = Unique(type is BtfTypedef ? _identifiers : _tags, type.Name);
            _names.Add(type, name);
        }

        return name;
    }

    /// <summary>The name of an enumerator that is being printed.</summary>
    public string NameOf(BtfEnumValue value) => Unique(_identifiers, value.Name);

    private static string Unique(Dictionary<string, int> taken, string name)
    {
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(taken, name, out _);
        count++;
        return count == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}___{count}");
    }
}
