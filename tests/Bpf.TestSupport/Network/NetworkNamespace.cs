using System.Globalization;
using System.Runtime.ExceptionServices;
using Bpf.TestSupport.Interop;
using Microsoft.Win32.SafeHandles;

namespace Bpf.TestSupport;

/// <summary>A network namespace with a name of its own, removed when disposed.</summary>
public sealed class NetworkNamespace : IDisposable
{
    private static int _count;

    public NetworkNamespace()
    {
        Name = string.Create(
            CultureInfo.InvariantCulture, $"ks{Environment.ProcessId}n{Interlocked.Increment(ref _count)}");
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

    /// <summary>
    /// Runs code on a thread inside: sockets it makes stay inside, wherever they are used afterwards.
    /// </summary>
    public T Invoke<T>(Func<T> action)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                // The thread ends with the method and is not pooled: nobody else ever runs in the namespace.
                using SafeFileHandle file = File.OpenHandle(Path);
                PacketInterop.EnterNetworkNamespace(file);
                result = action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    public void Dispose() => Tool.Run("ip", "netns", "delete", Name);
}
