using System.Text;
using Bpf.Syscalls.Attributes;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>
/// Commands that attach programs by links. A link detaches when its last descriptor closes, unless it is pinned.
/// </summary>
/// <remarks>
/// All of them name the operation in the exception; the caller may catch it to add the place it attached to.
/// </remarks>
public static unsafe class LinkCommands
{
    /// <summary>
    /// Attaches to a network interface: XDP (5.9), TCX (6.6), netkit (6.7). The caller owns the handle.
    /// </summary>
    /// <param name="interfaceIndex">The interface, in the network namespace of the calling thread.</param>
    /// <param name="flags">
    /// For XDP: <c>XDP_FLAGS_SKB_MODE</c> 2, <c>XDP_FLAGS_DRV_MODE</c> 4, <c>XDP_FLAGS_HW_MODE</c> 8. For TCX: before
    /// 8, after 16.
    /// </param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static SafeBpfHandle CreateInterfaceLink(
        this IBpfKernel kernel, SafeBpfHandle program, int interfaceIndex, AttachType attachType, uint flags = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(interfaceIndex);
        var attribute = new LinkCreateAttr { TargetFd = (uint)interfaceIndex, Flags = flags };
        return Create(kernel, program, attachType, ref attribute);
    }

    /// <summary>
    /// Attaches to a perf event: tracepoint, kprobe, uprobe, counter. Since Linux 5.15. The caller owns the handle.
    /// </summary>
    /// <param name="perfEvent">The event. The link keeps it alive.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie</c> returns.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static SafeBpfHandle CreatePerfEventLink(
        this IBpfKernel kernel, SafeBpfHandle program, SafeBpfHandle perfEvent, ulong cookie = 0)
    {
        ArgumentNullException.ThrowIfNull(perfEvent);
        using BorrowedDescriptor target = perfEvent.Borrow();
        var attribute = new LinkCreateAttr { TargetFd = (uint)target.Number, PerfEventCookie = cookie };
        return Create(kernel, program, AttachType.PerfEvent, ref attribute);
    }

    /// <summary>
    /// Attaches a tracing program to what it was loaded for: fentry, fexit, tp_btf, LSM. Since Linux 5.19. The caller
    /// owns the handle.
    /// </summary>
    /// <param name="cookie">What <c>bpf_get_attach_cookie</c> returns.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static SafeBpfHandle CreateTracingLink(
        this IBpfKernel kernel, SafeBpfHandle program, AttachType attachType, ulong cookie = 0)
    {
        var attribute = new LinkCreateAttr { TracingCookie = cookie };
        return Create(kernel, program, attachType, ref attribute);
    }

    /// <summary>
    /// Attaches to a cgroup (5.7), a network namespace (5.8) or a socket map (6.10), given by descriptor. The caller
    /// owns the handle.
    /// </summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static SafeBpfHandle CreateDescriptorLink(
        this IBpfKernel kernel, SafeBpfHandle program, SafeBpfHandle target, AttachType attachType, uint flags = 0)
    {
        ArgumentNullException.ThrowIfNull(target);
        using BorrowedDescriptor fd = target.Borrow();
        var attribute = new LinkCreateAttr { TargetFd = (uint)fd.Number, Flags = flags };
        return Create(kernel, program, attachType, ref attribute);
    }

    /// <summary>Makes an iterator of an iterator program. Since Linux 5.8. The caller owns the handle.</summary>
    /// <param name="map">
    /// The map whose entries it walks; <see langword="null"/> for iterators over other things.
    /// </param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static SafeBpfHandle CreateIteratorLink(
        this IBpfKernel kernel, SafeBpfHandle program, SafeBpfHandle? map = null)
    {
        using BorrowedDescriptor fd = BorrowedDescriptor.OrNone(map);

        // union bpf_iter_link_info is 16 bytes; for maps it starts with the descriptor.
        Span<uint> info = [(uint)fd.Number, 0, 0, 0];

        // SAFETY: the span is on the stack, and the kernel copies it during the call.
        fixed (uint* address = info)
        {
            var attribute = new LinkCreateAttr();
            if (map is not null)
            {
                attribute.IterInfo = (ulong)address;
                attribute.IterInfoLen = (uint)(info.Length * sizeof(uint));
            }

            return Create(kernel, program, AttachType.TraceIter, ref attribute);
        }
    }

    /// <summary>Opens an iterator for reading from the start. The caller owns the handle. Since Linux 5.8.</summary>
    /// <exception cref="BpfException">The link is not one of an iterator.</exception>
    public static SafeBpfHandle CreateIterator(this IBpfKernel kernel, SafeBpfHandle link)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(link);
        using BorrowedDescriptor fd = link.Borrow();
        var attribute = new IterCreateAttr { LinkFd = (uint)fd.Number };
        int result = kernel.Invoke(BpfCommand.IterCreate, ref attribute);
        return result >= 0 ? SafeBpfHandle.Own(result) : throw new BpfException("open iterator", -result);
    }

    /// <summary>
    /// Attaches to a raw tracepoint (4.17), or a tracing program to what it was loaded for (5.5). The caller owns the
    /// handle.
    /// </summary>
    /// <param name="name">
    /// The tracepoint without its category, such as <c>sys_enter</c>; <see langword="null"/> for tracing programs.
    /// </param>
    /// <exception cref="BpfException">There is no such tracepoint (<c>ENOENT</c>), or the kernel refused.</exception>
    public static SafeBpfHandle OpenRawTracepoint(this IBpfKernel kernel, SafeBpfHandle program, string? name)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(program);
        using BorrowedDescriptor fd = program.Borrow();

        // SAFETY: the name is pinned during the call, ends with a zero, and the kernel copies it.
        fixed (byte* address = name is null ? null : Encoding.UTF8.GetBytes(name + '\0'))
        {
            var attribute = new RawTracepointOpenAttr { Name = (ulong)address, ProgFd = (uint)fd.Number };
            int result = kernel.Invoke(BpfCommand.RawTracepointOpen, ref attribute);
            return result >= 0
                ? SafeBpfHandle.Own(result)
                : throw new BpfException(
                    name is null ? "attach tracing program" : $"attach to raw tracepoint \"{name}\"",
                    -result,
                    result == -Errno.ENOENT ? "the kernel has no tracepoint of that name" : null);
        }
    }

    /// <summary>
    /// Puts another program in place of a link's, without a moment in which none is attached. Since Linux 5.7.
    /// </summary>
    /// <param name="expected">The program that must be there now; <see langword="null"/> for any.</param>
    /// <exception cref="BpfException">
    /// The kind of link cannot be updated, or another program is there (<c>EPERM</c>).
    /// </exception>
    public static void UpdateLink(
        this IBpfKernel kernel, SafeBpfHandle link, SafeBpfHandle program, SafeBpfHandle? expected = null)
    {
        const uint Replace = 4; // BPF_F_REPLACE
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(program);
        using BorrowedDescriptor linkFd = link.Borrow();
        using BorrowedDescriptor newFd = program.Borrow();
        using BorrowedDescriptor oldFd = BorrowedDescriptor.OrNone(expected);
        var attribute = new LinkUpdateAttr
        {
            LinkFd = (uint)linkFd.Number,
            NewProgFd = (uint)newFd.Number,
            Flags = expected is null ? 0 : Replace,
            OldProgFd = (uint)oldFd.Number,
        };
        int result = kernel.Invoke(BpfCommand.LinkUpdate, ref attribute);
        if (result < 0)
        {
            throw new BpfException("update link", -result);
        }
    }

    /// <summary>Detaches at once, however many descriptors and pins a link has. Since Linux 5.9.</summary>
    /// <exception cref="BpfException">The kind of link cannot be detached so (<c>EOPNOTSUPP</c>).</exception>
    public static void DetachLink(this IBpfKernel kernel, SafeBpfHandle link)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(link);
        using BorrowedDescriptor fd = link.Borrow();
        var attribute = new LinkDetachAttr { LinkFd = (uint)fd.Number };
        int result = kernel.Invoke(BpfCommand.LinkDetach, ref attribute);
        if (result < 0)
        {
            throw new BpfException("detach link", -result);
        }
    }

    /// <summary>
    /// Attaches to many places of a program or library at once. Since Linux 6.6. The caller owns the handle.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="offsets">Bytes from the start of the file to the instructions, which begin functions for returns.
    /// </param>
    /// <param name="cookies">What <c>bpf_get_attach_cookie</c> returns, one for each offset; empty for none.</param>
    /// <param name="isReturn">Whether the program runs when the functions return.</param>
    /// <param name="processId">The process; 0 for all.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static SafeBpfHandle CreateUprobeMultiLink(
        this IBpfKernel kernel, SafeBpfHandle program, string path, ReadOnlySpan<ulong> offsets,
        ReadOnlySpan<ulong> cookies, bool isReturn, int processId = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!cookies.IsEmpty && cookies.Length != offsets.Length)
        {
            throw new ArgumentException($"There are {offsets.Length} offsets, but {cookies.Length} cookies.");
        }

        // SAFETY: all three are pinned during the call, in which the kernel copies them; the path ends with a zero.
        fixed (byte* pathAddress = Encoding.UTF8.GetBytes(path + '\0'))
        fixed (ulong* offsetsAddress = offsets)
        fixed (ulong* cookiesAddress = cookies)
        {
            var attribute = new LinkCreateAttr
            {
                UprobePath = (ulong)pathAddress,
                UprobeOffsets = (ulong)offsetsAddress,
                UprobeCookies = (ulong)cookiesAddress,
                UprobeCount = (uint)offsets.Length,
                UprobeFlags = isReturn ? 1u : 0,
                UprobePid = (uint)processId,
            };
            return Create(kernel, program, AttachType.TraceUprobeMulti, ref attribute);
        }
    }

    /// <summary>
    /// Attaches to netfilter in the network namespace of the calling thread. Since Linux 6.4. The caller owns the
    /// handle.
    /// </summary>
    /// <param name="hook">One of <c>enum nf_inet_hooks</c>.</param>
    /// <param name="priority">Ascending order; one program for each.</param>
    /// <param name="defragments">Whether fragments are put together before.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static SafeBpfHandle CreateNetfilterLink(
        this IBpfKernel kernel, SafeBpfHandle program, bool isIPv6, uint hook, int priority, bool defragments)
    {
        const uint IPv4Family = 2; // NFPROTO_IPV4
        const uint IPv6Family = 10; // NFPROTO_IPV6
        var attribute = new LinkCreateAttr
        {
            NetfilterFamily = isIPv6 ? IPv6Family : IPv4Family,
            NetfilterHook = hook,
            NetfilterPriority = priority,
            NetfilterFlags = defragments ? 1u : 0,
        };
        return Create(kernel, program, AttachType.Netfilter, ref attribute);
    }

    private static SafeBpfHandle Create(
        IBpfKernel kernel, SafeBpfHandle program, AttachType attachType, ref LinkCreateAttr attribute)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(program);
        using BorrowedDescriptor fd = program.Borrow();
        attribute.ProgFd = (uint)fd.Number;
        attribute.AttachType = (uint)attachType;
        int result = kernel.Invoke(BpfCommand.LinkCreate, ref attribute);
        return result >= 0 ? SafeBpfHandle.Own(result) : throw new BpfException($"create {attachType} link", -result);
    }
}
