using System.Runtime.InteropServices;
using Bpf.Loader;

namespace KernelScript.Compiler;

/// <summary>The records of a ring buffer as C# values.</summary>
/// <typeparam name="T">Laid out as the script's record.</typeparam>
public sealed class RecordReader<T> : IDisposable
    where T : unmanaged
{
    internal RecordReader(RingBufferReader untyped) => Untyped = untyped;

    /// <summary>The reader of bytes below.</summary>
    public RingBufferReader Untyped { get; }

    /// <summary>Takes the records that are there now, in the order programs reserved them.</summary>
    public IReadOnlyList<T> ReadAvailable()
    {
        var records = new List<T>();
        Untyped.Read(record => records.Add(MemoryMarshal.Read<T>(record)));
        return records;
    }

    /// <summary>Waits until there is a record.</summary>
    /// <param name="timeout">How long at most.</param>
    /// <returns>Whether there may be records.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public bool Wait(TimeSpan timeout, CancellationToken cancellation = default) => Untyped.Wait(timeout, cancellation);

    /// <inheritdoc/>
    public void Dispose() => Untyped.Dispose();
}
