namespace Bpf.Btf;

/// <summary>Structural comparison of type graphs.</summary>
/// <remarks>
/// Coinductive: a pair already being compared is taken as equal, so recursive structures compare in one visit per pair.
/// </remarks>
internal static class TypeEquivalence
{
    public static bool AreEquivalent(BtfType left, BtfType right)
    {
        var seen = new HashSet<Pair>();
        var pending = new Stack<Pair>();
        pending.Push(new Pair(left, right));
        while (pending.TryPop(out Pair pair))
        {
            if (ReferenceEquals(pair.Left, pair.Right) || !seen.Add(pair))
            {
                continue;
            }

            if (!pair.Left.HasShapeOf(pair.Right))
            {
                return false;
            }

            for (int i = 0; i < pair.Left.ReferenceCount; i++)
            {
                pending.Push(new Pair(pair.Left.ReferenceAt(i), pair.Right.ReferenceAt(i)));
            }
        }

        return true;
    }

    private readonly record struct Pair(BtfType Left, BtfType Right);
}
