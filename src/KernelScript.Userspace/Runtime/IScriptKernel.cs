namespace KernelScript.Userspace.Runtime;

/// <summary>What the userspace half of a script asks of its kernel half: the kernel itself, or a stand-in for
/// tests.</summary>
/// <remarks>
/// What the kernel refuses is a <see cref="ScriptThrowException"/>, which the script may catch; other failures are
/// <see cref="ScriptErrorException"/>. Both have a message for the user.
/// </remarks>
public interface IScriptKernel : IDisposable
{
    /// <summary>The map of that name.</summary>
    IScriptMapStore OpenMap(string name);

    /// <summary>The memory of the data section that holds the variable, and where in it the variable lies.</summary>
    ScriptPointer OpenVariable(string name);

    /// <summary>Loads a program. Loading it twice gives the same handle.</summary>
    /// <exception cref="ScriptThrowException">The kernel refuses.</exception>
    /// <returns>Its handle, from 1.</returns>
    long Load(string program);

    /// <summary>Attaches a loaded program.</summary>
    /// <param name="handle">What <see cref="Load"/> gave.</param>
    /// <param name="target">Interface name, tracepoint and so on; empty for what the program's attribute names.</param>
    /// <param name="flags">Flags of the attachment, as the kernel defines them for the type.</param>
    /// <exception cref="ScriptThrowException">The kernel refuses.</exception>
    void Attach(long handle, string target, uint flags);

    /// <summary>Hands the records of ring buffers to their handlers, those of one buffer in order.</summary>
    /// <param name="handlers">Names of ring buffers and what takes their records.</param>
    /// <param name="cancellation">Ends the wait for records.</param>
    /// <returns>The first result of a handler that is not 0.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ScriptThrowException">A buffer cannot be read.</exception>
    int Dispatch(IReadOnlyDictionary<string, ScriptEventHandler> handlers, CancellationToken cancellation);

    /// <summary>Runs a program once, without attaching it.</summary>
    /// <returns>What it returns, with the sign of 32 bits.</returns>
    /// <exception cref="ScriptThrowException">The program cannot be loaded or run.</exception>
    long Test(string program, ScriptTestInput input);

    /// <summary>Detaches a program; nothing happens when it is not attached.</summary>
    void Detach(long handle);
}

/// <summary>The entries of a map, as bytes.</summary>
public interface IScriptMapStore
{
    /// <summary>Bytes of a value as the kernel hands it out: for per-CPU maps all CPUs, each rounded up to 8
    /// bytes.</summary>
    int StoredValueSize { get; }

    /// <summary>Copies the value out; false when the key is absent.</summary>
    bool TryRead(ReadOnlySpan<byte> key, Span<byte> value);

    /// <summary>Writes the value.</summary>
    /// <param name="flags"><c>BPF_ANY</c> 0, <c>BPF_NOEXIST</c> 1, <c>BPF_EXIST</c> 2.</param>
    /// <returns>False when the flags forbid it.</returns>
    bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags);

    /// <summary>Removes the entry; false when the key is absent.</summary>
    bool TryDelete(ReadOnlySpan<byte> key);

    /// <summary>The keys present now, each once; keys that come or go meanwhile may be among them or not.</summary>
    IEnumerable<byte[]> ReadKeys();
}
