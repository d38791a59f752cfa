namespace KernelScript.Ir.Testing;

/// <summary>Makes a list of choices smaller while the program it stands for still fails.</summary>
public static class Shrinker
{
    /// <summary>
    /// The smallest list found for which <paramref name="fails"/> is true, given one for which it is.
    /// </summary>
    /// <param name="mostTries">How often the test may be run.</param>
    public static int[] Shrink(IReadOnlyList<int> choices, Predicate<int[]> fails, int mostTries = 2000)
    {
        ArgumentNullException.ThrowIfNull(choices);
        ArgumentNullException.ThrowIfNull(fails);
        int[] best = [.. choices];
        int tries = 0;
        bool improved = true;
        while (improved && tries < mostTries)
        {
            improved = false;
            foreach (int[] candidate in Candidates(best))
            {
                if (++tries > mostTries)
                {
                    break;
                }

                if (fails(candidate))
                {
                    best = candidate;
                    improved = true;
                    break;
                }
            }
        }

        return best;
    }

    private static IEnumerable<int[]> Candidates(int[] choices)
    {
        for (int length = choices.Length; length > 0; length /= 2)
        {
            for (int start = choices.Length - length; start >= 0; start -= length)
            {
                yield return [.. choices[..start], .. choices[(start + length)..]];
            }
        }

        for (int i = 0; i < choices.Length; i++)
        {
            foreach (int smaller in (int[])[0, choices[i] / 2, choices[i] - 1])
            {
                if (smaller >= 0 && smaller < choices[i])
                {
                    int[] candidate = [.. choices];
                    candidate[i] = smaller;
                    yield return candidate;
                }
            }
        }
    }
}
