using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Loops, tail calls, locks.</summary>
internal static class ControlHelpers
{
    /// <summary><c>BPF_MAX_LOOPS</c>.</summary>
    public const int MaxLoops = 8 * 1024 * 1024;

    public static (HelperFunction Id, VmHelper Helper)[] All =>
    [
        (HelperFunction.Loop, Loop),
        (HelperFunction.TailCall, TailCall),
        (HelperFunction.SpinLock, _ => 0),
        (HelperFunction.SpinUnlock, _ => 0),
    ];

    // Calls function(index, context) until it returns other than 0; returns the number of calls.
    private static ulong Loop(VmCall call)
    {
        (ulong count, ulong function, ulong context, ulong flags) = ((uint)call.R1, call.R2, call.R3, call.R4);
        if (flags != 0)
        {
            return VmCall.Error(Errno.EINVAL);
        }

        if (count > MaxLoops)
        {
            return VmCall.Error(Errno.E2BIG);
        }

        for (ulong i = 0; i < count; i++)
        {
            if (call.Invoke(function, i, context) != 0 || call.IsEnding)
            {
                return i + 1;
            }
        }

        return count;
    }

    // A tail call that cannot be made is no error: the program goes on.
    private static ulong TailCall(VmCall call)
    {
        VmProgramArray programs = call.Map<VmProgramArray>(call.R2);
        if (programs.Find((uint)call.R3) is { } program)
        {
            call.TailCall(program);
        }

        return 0;
    }
}
