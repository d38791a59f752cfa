using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Interop;

internal static class KernelInvocation
{
    /// <summary>
    /// Runs a command with its attribute structure; the kernel's results are in the structure afterwards.
    /// </summary>
    public static int Invoke<T>(this IBpfKernel kernel, BpfCommand command, ref T attribute)
        where T : unmanaged
        => kernel.Invoke(command, MemoryMarshal.AsBytes(new Span<T>(ref attribute)));
}
