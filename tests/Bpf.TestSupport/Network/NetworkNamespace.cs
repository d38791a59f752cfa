using System.Globalization;

namespace Bpf.TestSupport;

/// <summary>A network namespace with a name of its own, removed when disposed.</summary>
public sealed class NetworkNamespace : IDisposable
{
    private static int _count;

    public NetworkNamespace()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"ks{Environment.ProcessId}n{Interlocked.Increment(ref _count)}");
        Tool.Check("ip", "netns", "add", Name);
        Run("ip", "link", "set", "lo", "up");
    }

    public string Name { get; }

    /// <summary>The file that stands for the namespace, for <c>setns(2)</c>.</summary>
    public string Path => $"/run/netns/{Name}";

    /// <summary>Runs a tool inside; it must succeed.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public string Run(string tool, params IEnumerable<string> arguments) =>
        Tool.Check("ip", ["netns", "exec", Name, tool, .. arguments]);

    public void Dispose() => Tool.Run("ip", "netns", "delete", Name);
}
