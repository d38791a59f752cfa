namespace KernelScript.Semantics;

/// <summary>
/// Searches tables that are one string: entries between white space, each a key, an end character and the rest.
/// </summary>
internal static class KeyTable
{
    /// <summary>Where the entry with that key begins, or -1.</summary>
    public static int IndexOf(string table, string key, char end)
    {
        for (int from = 0; ;)
        {
            int found = table.IndexOf(key, from, StringComparison.Ordinal);
            if (found < 0 || found + key.Length >= table.Length)
            {
                return -1;
            }

            if (table[found + key.Length] == end && (found == 0 || table[found - 1] is ' ' or '\n'))
            {
                return found;
            }

            from = found + 1;
        }
    }
}
