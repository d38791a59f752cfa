namespace Bpf.Btf;

/// <summary>Names of local types may have a flavour, from <c>___</c> on, that the kernel's do not have.</summary>
internal static class CoreName
{
    private const string Separator = "___";

    /// <summary>The name without its flavour.</summary>
    public static string Essential(string name)
    {
        // The separator counts only with something on both sides; the last one does.
        for (int at = name.Length - Separator.Length - 1; at > 0; at--)
        {
            bool isSeparator = string.CompareOrdinal(name, at, Separator, 0, Separator.Length) == 0;
            if (isSeparator && name[at - 1] != '_' && name[at + Separator.Length] != '_')
            {
                return name[..at];
            }
        }

        return name;
    }

    public static bool AreEqual(string local, string target) =>
        string.Equals(Essential(local), Essential(target), StringComparison.Ordinal);
}
