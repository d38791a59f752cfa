namespace Bpf.Asm;

/// <summary>Names of kernel helpers as in <c>linux/bpf.h</c>.</summary>
public static class HelperNames
{
    private const string Prefix = "bpf_";

    /// <summary>One past the highest number known here.</summary>
    public static int Count => HelperNameTable.Names.Length;

    /// <summary>Whether the number is that of a helper known here.</summary>
    public static bool IsKnown(this HelperFunction helper) => helper > HelperFunction.Unspec && (int)helper < Count;

    /// <summary>The kernel's name with prefix, <c>bpf_map_lookup_elem</c>; null for numbers not known here.</summary>
    public static string? KernelName(this HelperFunction helper) =>
        helper.IsKnown() ? Prefix + HelperNameTable.Names[(int)helper] : null;

    /// <summary>Finds a helper by its kernel name, with or without <c>bpf_</c>.</summary>
    public static bool TryParse(string name, out HelperFunction helper)
    {
        ArgumentNullException.ThrowIfNull(name);
        ReadOnlySpan<char> bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name.AsSpan(Prefix.Length) : name;
        for (int id = 1; id < Count; id++)
        {
            if (bare.SequenceEqual(HelperNameTable.Names[id]))
            {
                helper = (HelperFunction)id;
                return true;
            }
        }

        helper = HelperFunction.Unspec;
        return false;
    }
}
