using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>A call of a helper while it runs: its arguments and what it may do.</summary>
/// <remarks>Valid until the helper returns.</remarks>
public sealed class VmCall
{
    private readonly Interpreter _interpreter;

    internal VmCall(VmMachine machine, Interpreter interpreter)
    {
        Machine = machine;
        _interpreter = interpreter;
    }

    /// <summary>The machine that runs the program.</summary>
    public VmMachine Machine { get; }

    /// <summary>First argument.</summary>
    public ulong R1 { get; internal set; }

    /// <summary>Second argument.</summary>
    public ulong R2 { get; internal set; }

    /// <summary>Third argument.</summary>
    public ulong R3 { get; internal set; }

    /// <summary>Fourth argument.</summary>
    public ulong R4 { get; internal set; }

    /// <summary>Fifth argument.</summary>
    public ulong R5 { get; internal set; }

    /// <summary>What a helper returns that fails: <c>-errno</c>.</summary>
    public static ulong Error(int errno) => (ulong)-(long)errno;

    /// <summary>Memory that the verifier made sure of.</summary>
    /// <exception cref="VmException">It is not there: the run ends, naming the call.</exception>
    public ReadOnlySpan<byte> Read(ulong address, ulong size) =>
        size <= int.MaxValue && Machine.Memory.TryRead(address, (int)size, out ReadOnlySpan<byte> bytes)
            ? bytes
            : throw new VmFault(VmError.MemoryAccess, Machine.Memory.Explain(address, size, write: false), address);

    /// <summary>Memory that the verifier made sure of, to write to.</summary>
    /// <exception cref="VmException">It is not there or read-only: the run ends, naming the call.</exception>
    public Span<byte> Write(ulong address, ulong size) =>
        size <= int.MaxValue && Machine.Memory.TryWrite(address, (int)size, out Span<byte> bytes)
            ? bytes
            : throw new VmFault(VmError.MemoryAccess, Machine.Memory.Explain(address, size, write: true), address);

    /// <summary>The map of a handle.</summary>
    /// <exception cref="VmException">It is no handle of such a map: the run ends, naming the call.</exception>
    public TMap Map<TMap>(ulong handle)
        where TMap : VmMap =>
        Machine.FindMap(handle) as TMap
            ?? throw new VmFault(VmError.BadArgument, $"0x{handle:x} is no {typeof(TMap).Name}");

    /// <summary>Calls a function of the program in a frame of its own; returns its R0.</summary>
    /// <param name="function">Address of the function, as an argument of the helper.</param>
    /// <exception cref="VmException">It is no function, or the callback failed.</exception>
    public ulong Invoke(ulong function, ulong r1, ulong r2 = 0, ulong r3 = 0, ulong r4 = 0, ulong r5 = 0) =>
        _interpreter.Invoke(function, [r1, r2, r3, r4, r5]);

    /// <summary>Whether <see cref="End"/> or <see cref="TailCall"/> was called: no more callbacks, then.</summary>
    public bool IsEnding => _interpreter.IsEnding;

    /// <summary>Ends the whole program with a result when the helper returns.</summary>
    public void End(ulong result) => _interpreter.End(result);

    /// <summary>Goes on with another program in this frame when the helper returns.</summary>
    /// <returns>Whether the limit of 33 tail calls still allows it.</returns>
    public bool TailCall(VmProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return _interpreter.TailCall(program, R1);
    }

    /// <summary>The packet of the program.</summary>
    /// <exception cref="VmException">It has none.</exception>
    internal VmPacket Packet =>
        Machine.Packet ?? throw new VmFault(VmError.BadArgument, "the context has no packet");

    /// <summary>The result of looking something up: an address or 0.</summary>
    internal static ulong Result(int status) => (ulong)(long)status;

    /// <summary>-EINVAL if flags are set that the helper does not have.</summary>
    internal static bool HasUnknownFlags(ulong flags, ulong known, out ulong error)
    {
        error = Error(Errno.EINVAL);
        return (flags & ~known) != 0;
    }
}
