using Xunit;

namespace Bpf.TestSupport;

/// <summary>Waits for what happens a little later, such as packets on their way.</summary>
public static class Wait
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    /// <summary>Waits until a value is as expected; fails with the value it had last.</summary>
    public static void Until<T>(T expected, Func<T> read)
    {
        SpinWait.SpinUntil(() => Equals(read(), expected), _patience);
        Assert.Equal(expected, read());
    }
}
