using System.Runtime.InteropServices;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>The running kernel.</summary>
public sealed class BpfKernel : IBpfKernel
{
    private BpfKernel()
    {
    }

    /// <summary>The kernel this process runs on.</summary>
    public static BpfKernel Host { get; } = new();

    /// <inheritdoc/>
    public int Invoke(BpfCommand command, Span<byte> attribute)
    {
        long result = LibC.Bpf((int)command, ref MemoryMarshal.GetReference(attribute), (uint)attribute.Length);
        return result < 0 ? -Marshal.GetLastPInvokeError() : (int)result;
    }
}
