using System.Text;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Clock, CPU, random numbers, current task.</summary>
internal static class WorldHelpers
{
    // A kernel with HZ=250.
    private const ulong NanosecondsPerJiffy = 4_000_000;

    public static (HelperFunction Id, VmHelper Helper)[] All =>
    [
        (HelperFunction.KtimeGetNs, Now),
        (HelperFunction.KtimeGetBootNs, Now),
        (HelperFunction.KtimeGetCoarseNs, Now),
        (HelperFunction.KtimeGetTaiNs, Now),
        (HelperFunction.Jiffies64, call => Now(call) / NanosecondsPerJiffy),
        (HelperFunction.GetPrandomU32, call => call.Machine.NextRandom()),
        (HelperFunction.GetSmpProcessorId, call => (ulong)call.Machine.Cpu),
        (HelperFunction.GetNumaNodeId, _ => 0),
        (HelperFunction.GetCurrentPidTgid, call => Pair(call.Machine.Task.ProcessId, call.Machine.Task.ThreadId)),
        (HelperFunction.GetCurrentUidGid, call => Pair(call.Machine.Task.GroupId, call.Machine.Task.UserId)),
        (HelperFunction.GetCurrentComm, Command),
        (HelperFunction.GetCurrentTask, call => call.Machine.Task.Address),
        (HelperFunction.GetCurrentTaskBtf, call => call.Machine.Task.Address),
        (HelperFunction.GetCurrentCgroupId, call => call.Machine.Task.CgroupId),
        (HelperFunction.GetAttachCookie, call => call.Machine.AttachCookie),
    ];

    private static ulong Now(VmCall call) => call.Machine.Clock();

    private static ulong Pair(uint high, uint low) => ((ulong)high << 32) | low;

    private static ulong Command(VmCall call)
    {
        Span<byte> target = call.Write(call.R1, call.R2);
        if (target.IsEmpty)
        {
            return VmCall.Error(Errno.EINVAL);
        }

        target.Clear();
        ReadOnlySpan<byte> name = Encoding.UTF8.GetBytes(call.Machine.Task.Command);
        int length = Math.Min(name.Length, Math.Min(15, target.Length - 1));
        name[..length].CopyTo(target);
        return 0;
    }
}
