using Bpf.Syscalls.Attributes;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>Attaching without a link, and asking what is attached. Such attachments outlive the process.</summary>
public static unsafe class AttachCommands
{
    private const int MostPrograms = 64;

    /// <summary>Attaches a program to a cgroup, network namespace or socket map.</summary>
    /// <param name="flags"><c>BPF_F_ALLOW_OVERRIDE</c> 1, <c>BPF_F_ALLOW_MULTI</c> 2, …</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static void AttachProgram(
        this IBpfKernel kernel, SafeBpfHandle target, SafeBpfHandle program, AttachType attachType, uint flags = 0)
    {
        ArgumentNullException.ThrowIfNull(target);
        using BorrowedDescriptor fd = target.Borrow();
        Change(kernel, BpfCommand.ProgAttach, (uint)fd.Number, program, attachType, flags);
    }

    /// <summary>Detaches a program that <see cref="AttachProgram"/> attached.</summary>
    /// <exception cref="BpfException">The program is not attached there (<c>ENOENT</c>).</exception>
    public static void DetachProgram(
        this IBpfKernel kernel, SafeBpfHandle target, SafeBpfHandle program, AttachType attachType)
    {
        ArgumentNullException.ThrowIfNull(target);
        using BorrowedDescriptor fd = target.Borrow();
        Change(kernel, BpfCommand.ProgDetach, (uint)fd.Number, program, attachType, 0);
    }

    /// <summary>
    /// The ids of the programs attached to a cgroup, network namespace or socket map, in the order they run.
    /// </summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static IReadOnlyList<uint> QueryPrograms(this IBpfKernel kernel, SafeBpfHandle target, AttachType attachType)
    {
        ArgumentNullException.ThrowIfNull(target);
        using BorrowedDescriptor fd = target.Borrow();
        return Query(kernel, (uint)fd.Number, attachType);
    }

    /// <summary>
    /// The ids of the programs attached to a network interface by TCX or netkit, in the order they run. Since Linux
    /// 6.6.
    /// </summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static IReadOnlyList<uint> QueryPrograms(
        this IBpfKernel kernel, int interfaceIndex, AttachType attachType) =>
        Query(kernel, (uint)interfaceIndex, attachType);

    /// <summary>
    /// Makes the kernel count runs and run time of all programs while the returned handle is open. Since Linux 5.8.
    /// </summary>
    /// <exception cref="BpfException">The process lacks <c>CAP_SYS_ADMIN</c>.</exception>
    public static SafeBpfHandle EnableStatistics(this IBpfKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        var attribute = new EnableStatsAttr { Type = 0 }; // BPF_STATS_RUN_TIME
        int result = kernel.Invoke(BpfCommand.EnableStats, ref attribute);
        return result >= 0
            ? SafeBpfHandle.Own(result)
            : throw new BpfException("enable run statistics", -result, "the process needs CAP_SYS_ADMIN");
    }

    /// <summary>Keeps a map alive as long as a program, even if no instruction names it. Since Linux 5.10.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static void BindMap(this IBpfKernel kernel, SafeBpfHandle program, SafeBpfHandle map)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(map);
        using BorrowedDescriptor programFd = program.Borrow();
        using BorrowedDescriptor mapFd = map.Borrow();
        var attribute = new ProgramBindMapAttr { ProgFd = (uint)programFd.Number, MapFd = (uint)mapFd.Number };
        int result = kernel.Invoke(BpfCommand.ProgBindMap, ref attribute);
        if (result < 0)
        {
            throw new BpfException("bind map to program", -result);
        }
    }

    private static void Change(
        IBpfKernel kernel, BpfCommand command, uint target, SafeBpfHandle program, AttachType attachType, uint flags)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(program);
        using BorrowedDescriptor fd = program.Borrow();
        var attribute = new ProgramAttachAttr
        {
            TargetFd = target,
            AttachBpfFd = (uint)fd.Number,
            AttachType = (uint)attachType,
            AttachFlags = flags,
        };
        int result = kernel.Invoke(command, ref attribute);
        if (result < 0)
        {
            throw new BpfException(
                $"{(command == BpfCommand.ProgAttach ? "attach" : "detach")} {attachType} program", -result);
        }
    }

    private static uint[] Query(IBpfKernel kernel, uint target, AttachType attachType)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        for (int capacity = MostPrograms; ; capacity *= 2)
        {
            uint[] ids = new uint[capacity];

            // SAFETY: the kernel writes at most the stated number of ids.
            fixed (uint* address = ids)
            {
                var attribute = new ProgramQueryAttr
                {
                    TargetFd = target,
                    AttachType = (uint)attachType,
                    ProgIds = (ulong)address,
                    ProgCnt = (uint)ids.Length,
                };
                int result = kernel.Invoke(BpfCommand.ProgQuery, ref attribute);
                if (result >= 0)
                {
                    return ids[..(int)attribute.ProgCnt];
                }

                if (result != -Errno.ENOSPC)
                {
                    throw new BpfException($"list {attachType} programs", -result);
                }
            }
        }
    }
}
