using System.Diagnostics;
using System.Globalization;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>A trace buffer of our own that holds nothing but what BPF programs print.</summary>
internal sealed class TraceInstance : IDisposable
{
    private const string Prefix = "kernelscript-";
    private const string PrintEvent = "events/bpf_trace/bpf_trace_printk/enable";

    private readonly TraceFileSystem _tracefs;
    private readonly string _folder;
    private int _isDisposed;

    private TraceInstance(TraceFileSystem tracefs, string folder)
    {
        _tracefs = tracefs;
        _folder = folder;
    }

    /// <summary>The file that gives the lines.</summary>
    public string PipePath => Path.Combine(_folder, "trace_pipe");

    /// <summary>Makes one.</summary>
    /// <exception cref="BpfException">There is no tracefs, or the process may not use it.</exception>
    public static TraceInstance Create()
    {
        TraceFileSystem tracefs = TraceFileSystem.Open();
        try
        {
            string instances = Path.Combine(tracefs.Folder, "instances");
            RemoveAbandoned(instances);
            string name = string.Create(
                CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Stopwatch.GetTimestamp():x}");
            string folder = Path.Combine(instances, name);
            Directory.CreateDirectory(folder);
            var instance = new TraceInstance(tracefs, folder);
            instance.Configure();
            return instance;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            tracefs.Dispose();
            throw new BpfException("listen to what programs print", e.Message, "tracefs must be writable: run as root");
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            TryRemove(_folder);
            _tracefs.Dispose();
        }
    }

    private void Configure()
    {
        try
        {
            // Wake the reader for the first line, not when half of the buffer is full.
            File.WriteAllText(Path.Combine(_folder, "buffer_percent"), "0");
            File.WriteAllText(Path.Combine(_folder, PrintEvent), "1");
        }
        catch
        {
            TryRemove(_folder);
            throw;
        }
    }

    // A process that was killed could not remove its instance, which holds memory.
    private static void RemoveAbandoned(string instances)
    {
        foreach (string folder in Directory.EnumerateDirectories(instances, Prefix + "*"))
        {
            string[] parts = Path.GetFileName(folder).Split('-');
            if (parts.Length == 3 && !Directory.Exists($"/proc/{parts[1]}"))
            {
                TryRemove(folder);
            }
        }
    }

    private static void TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else reads it, or removed it first; the next process tries again.
        }
    }
}
