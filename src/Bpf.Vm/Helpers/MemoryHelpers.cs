using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Reads of kernel and user memory, which may fail. The machine has one address space for both.</summary>
internal static class MemoryHelpers
{
    public static (HelperFunction Id, VmHelper Helper)[] All =>
    [
        (HelperFunction.ProbeRead, Read),
        (HelperFunction.ProbeReadKernel, Read),
        (HelperFunction.ProbeReadUser, Read),
        (HelperFunction.CopyFromUser, Read),
        (HelperFunction.ProbeReadStr, ReadString),
        (HelperFunction.ProbeReadKernelStr, ReadString),
        (HelperFunction.ProbeReadUserStr, ReadString),
        (HelperFunction.ProbeWriteUser, WriteUser),
    ];

    // (destination, size, source). A failed read leaves zeros.
    private static ulong Read(VmCall call)
    {
        Span<byte> target = call.Write(call.R1, call.R2);
        if (!call.Machine.Memory.TryRead(call.R3, target.Length, out ReadOnlySpan<byte> source))
        {
            target.Clear();
            return VmCall.Error(Errno.EFAULT);
        }

        source.CopyTo(target);
        return 0;
    }

    // (destination, size, source). Returns the length with the terminating 0; cuts what is too long.
    private static ulong ReadString(VmCall call)
    {
        Span<byte> target = call.Write(call.R1, call.R2);
        if (target.IsEmpty)
        {
            return 0;
        }

        for (int i = 0; i < target.Length; i++)
        {
            if (!call.Machine.Memory.TryRead(call.R3 + (ulong)i, 1, out ReadOnlySpan<byte> source))
            {
                target.Clear();
                return VmCall.Error(Errno.EFAULT);
            }

            target[i] = source[0];
            if (source[0] == 0)
            {
                return (ulong)(i + 1);
            }
        }

        target[^1] = 0;
        return (ulong)target.Length;
    }

    // (destination, source, size).
    private static ulong WriteUser(VmCall call)
    {
        ReadOnlySpan<byte> source = call.Read(call.R2, call.R3);
        if (!call.Machine.Memory.TryWrite(call.R1, source.Length, out Span<byte> target))
        {
            return VmCall.Error(Errno.EFAULT);
        }

        source.CopyTo(target);
        return 0;
    }
}
