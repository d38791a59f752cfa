using System.Diagnostics;

namespace Bpf.Vm;

public sealed partial class VmMachine
{
    private readonly List<string> _trace = [];
    private ulong _randomState = 1;

    /// <summary>The clock: ns since boot. The default goes with real time from 0.</summary>
    public Func<ulong> Clock { get; set; } = StartClock();

    /// <summary>The CPU that programs run on, from 0.</summary>
    public int Cpu { get; set; }

    /// <summary>The process in whose name programs run.</summary>
    public VmTask Task { get; set; } = new();

    /// <summary>What <c>bpf_get_attach_cookie</c> returns.</summary>
    public ulong AttachCookie { get; set; }

    /// <summary>What programs printed, one message each.</summary>
    public IReadOnlyList<string> Trace => _trace;

    /// <summary>Sets where random numbers start: the same seed gives the same numbers.</summary>
    public void SeedRandom(ulong seed) => _randomState = seed == 0 ? 1 : seed;

    /// <summary>Forgets what was printed.</summary>
    public void ClearTrace() => _trace.Clear();

    // xorshift64* (Vigna, 2016).
    internal uint NextRandom()
    {
        _randomState ^= _randomState >> 12;
        _randomState ^= _randomState << 25;
        _randomState ^= _randomState >> 27;
        return (uint)((_randomState * 0x2545_f491_4f6c_dd1d) >> 32);
    }

    internal void AddTrace(string message) => _trace.Add(message);

    private static Func<ulong> StartClock()
    {
        long start = Stopwatch.GetTimestamp();
        return () => (ulong)Stopwatch.GetElapsedTime(start).Ticks * 100;
    }
}
