namespace Bpf.Syscalls;

/// <summary>Finds the name that was probably meant.</summary>
internal static class Similarity
{
    /// <summary>The candidate that is the fewest edits away, if that is few enough to be a slip.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        int best = Math.Max(2, name.Length / 3) + 1;
        string? nearest = null;
        foreach (string candidate in candidates)
        {
            int distance = Distance(name, candidate);
            if (distance < best)
            {
                (best, nearest) = (distance, candidate);
            }
        }

        return nearest;
    }

    // Levenshtein, one row at a time: row[j] is the distance of a[..i] to b[..j].
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
