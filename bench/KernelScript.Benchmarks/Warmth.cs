using System.Diagnostics;

namespace KernelScript.Benchmarks;

/// <summary>Runs code until the runtime has compiled it for good.</summary>
/// <remarks>
/// A compilation runs through thousands of methods. The runtime recompiles them in the background, in rounds that
/// begin when nothing new has been called for a while: the few hundred calls of a benchmark's own warm-up end before
/// the last round.
/// </remarks>
internal static class Warmth
{
    private static readonly TimeSpan _longEnough = TimeSpan.FromSeconds(6);

    /// <summary>Runs <paramref name="work"/> again and again.</summary>
    public static void Bring<T>(Func<T> work)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < _longEnough;)
        {
            _ = work();
        }
    }
}
