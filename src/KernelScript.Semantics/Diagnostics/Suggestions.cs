namespace KernelScript.Semantics;

/// <summary>Finds the name that was probably meant.</summary>
internal static class Suggestions
{
    /// <summary>"did you mean 'x'?" for the nearest candidate, or null when none is near.</summary>
    public static string? DidYouMean(string name, IEnumerable<string> candidates) =>
        Nearest(name, candidates) is { } nearest ? $"did you mean '{nearest}'?" : null;

    /// <summary>
    /// The candidate with the fewest edits, at most a third of the name, the first one of equals; or one that the name
    /// begins with.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        int limit = name.Length < 3 ? 0 : Math.Max(1, name.Length / 3);
        string? best = null;
        string? prefix = null;
        foreach (string candidate in candidates)
        {
            if (candidate.Length >= 3 && name.StartsWith(candidate, StringComparison.Ordinal))
            {
                prefix ??= candidate;
            }

            if (Math.Abs(candidate.Length - name.Length) > limit)
            {
                continue;
            }

            int distance = string.Equals(candidate, name, StringComparison.OrdinalIgnoreCase)
                ? 0
                : Distance(name, candidate, limit);
            if (distance <= limit)
            {
                best = candidate;
                limit = distance - 1;
                if (limit < 0)
                {
                    break;
                }
            }
        }

        return best ?? prefix;
    }

    // Optimal string alignment: a swap of neighbours is one edit, because typing errors often are.
    private static int Distance(string a, string b, int limit)
    {
        int[] before = new int[b.Length + 1];
        int[] previous = new int[b.Length + 1];
        int[] current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            int smallest = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                int value = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    value = Math.Min(value, before[j - 2] + 1);
                }

                current[j] = value;
                smallest = Math.Min(smallest, value);
            }

            if (smallest > limit)
            {
                return limit + 1;
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }
}
