using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Reads of kernel and user memory, which may fail. The machine has one address space for both.</summary>
internal static class MemoryHelpers
{
    // Reads of kernel memory refuse user addresses (x86-64) before they try.
    private const ulong UserSpaceEnd = 0x8000_0000_0000;

    public static (HelperFunction Id, VmHelper Helper)[] All =>
    [
        (HelperFunction.ProbeRead, call => Read(call, ofKernel: false)),
        (HelperFunction.ProbeReadKernel, call => Read(call, ofKernel: true)),
        (HelperFunction.ProbeReadUser, call => Read(call, ofKernel: false)),
        (HelperFunction.CopyFromUser, call => Read(call, ofKernel: false)),
        (HelperFunction.ProbeReadStr, call => ReadString(call, ofKernel: false)),
        (HelperFunction.ProbeReadKernelStr, call => ReadString(call, ofKernel: true)),
        (HelperFunction.ProbeReadUserStr, call => ReadString(call, ofKernel: false)),
        (HelperFunction.ProbeWriteUser, WriteUser),
    ];

    // (destination, size, source). A failed read leaves zeros.
    private static ulong Read(VmCall call, bool ofKernel)
    {
        Span<byte> target = call.Write(call.R1, call.R2);
        if (!call.Machine.Memory.TryRead(call.R3, target.Length, out ReadOnlySpan<byte> source))
        {
            return Fail(target, call.R3, ofKernel);
        }

        source.CopyTo(target);
        return 0;
    }

    // (destination, size, source). Returns the length with the terminating 0; cuts what is too long.
    private static ulong ReadString(VmCall call, bool ofKernel)
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
                return Fail(target, call.R3, ofKernel);
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

    private static ulong Fail(Span<byte> target, ulong address, bool ofKernel)
    {
        target.Clear();
        return VmCall.Error(ofKernel && address < UserSpaceEnd ? Errno.ERANGE : Errno.EFAULT);
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
