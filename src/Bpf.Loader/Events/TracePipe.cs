using System.Globalization;
using System.Text;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>
/// What kernel programs print (<c>bpf_trace_printk</c>), line by line, from the moment it was opened.
/// </summary>
/// <remarks>
/// <para>
/// Uses a trace instance of its own, so that nobody's <c>trace_pipe</c> loses lines to it and no lines are lost to
/// others.
/// It sees the prints of all programs on the machine. Needs tracefs, which is mounted privately if it is not mounted.
/// </para>
/// <para>One thread reads; <see cref="Dispose"/> may be called by others and ends the reading.</para>
/// </remarks>
public sealed class TracePipe : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly TraceInstance _instance;
    private readonly ReadableFile _file;
    private readonly EventPoll _poll = new();
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly Queue<TraceMessage> _ready = [];
    private readonly List<byte> _line = [];
    private TraceMessage? _last;

    private TracePipe(TraceInstance instance)
    {
        _instance = instance;
        _file = ReadableFile.Open(instance.PipePath);
        _poll.AddReadable(_file.Handle, 0);
    }

    /// <summary>Lines the kernel had to drop because nobody read them in time.</summary>
    public long LostCount { get; private set; }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="BpfException">There is no tracefs, or the process may not use it.</exception>
    public static TracePipe Open()
    {
        TraceInstance instance = TraceInstance.Create();
        try
        {
            return new TracePipe(instance);
        }
        catch
        {
            instance.Dispose();
            throw;
        }
    }

    /// <summary>Gives the lines as they come, until cancelled or disposed. Blocks while there are none.</summary>
    public IEnumerable<TraceMessage> ReadAll(CancellationToken cancellation = default)
    {
        while (!cancellation.IsCancellationRequested && TryRead(Timeout.InfiniteTimeSpan, cancellation) is { } message)
        {
            yield return message;
        }
    }

    /// <summary>Gives the next line.</summary>
    /// <param name="timeout">How long to wait for it at most; zero for what is there already.</param>
    /// <returns>The line; <see langword="null"/> after the timeout, and when cancelled or disposed.</returns>
    /// <exception cref="BpfException">Reading failed.</exception>
    public TraceMessage? TryRead(TimeSpan timeout, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            try
            {
                return ReadNext(timeout, cancellation);
            }
            catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
            {
                return null; // told to end
            }
        }
    }

    /// <summary>Ends the reading and removes the trace instance.</summary>
    public void Dispose()
    {
        _poll.Dispose();
        lock (_lock)
        {
            // The kernel removes an instance only when nobody has its files open.
            _file.Dispose();
            _instance.Dispose();
        }
    }

    private TraceMessage? ReadNext(TimeSpan timeout, CancellationToken cancellation)
    {
        for (bool isOver = false; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_ready.TryDequeue(out TraceMessage? message))
            {
                return message;
            }

            int count = _file.Read(_buffer);
            if (count > 0)
            {
                Take(_buffer.AsSpan(0, count));
            }
            else if (isOver)
            {
                return null;
            }
            else
            {
                isOver = _poll.Wait(timeout, cancellation) < 0;
            }
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            if (b != (byte)'\n')
            {
                _line.Add(b);
                continue;
            }

            TakeLine(Encoding.UTF8.GetString([.. _line]));
            _line.Clear();
        }
    }

    private void TakeLine(string line)
    {
        if (TraceMessage.TryParse(line) is { } message)
        {
            _last = message;
            _ready.Enqueue(message);
        }
        else if (line.StartsWith("CPU:", StringComparison.Ordinal) && line.Contains("[LOST ", StringComparison.Ordinal))
        {
            LostCount += ParseLost(line);
        }
        else if (line.Length > 0 && _last is { } previous)
        {
            // A print of several lines: the kernel puts the head before the first only.
            _ready.Enqueue(previous with { Text = line });
        }
    }

    // "CPU:1 [LOST 123 EVENTS]"; without a number on some kernels.
    private static long ParseLost(string line)
    {
        string[] words = line.Split(' ', '[', ']');
        int at = Array.IndexOf(words, "LOST");
        return at + 1 < words.Length
            && long.TryParse(words[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? count
            : 1;
    }
}
