using Bpf.Syscalls;

namespace Bpf.Loader;

public sealed partial class Program
{
    private static readonly KernelVersion _firstWithXdpLink = new(5, 9);
    private static readonly KernelVersion _firstWithPerfEventLink = new(5, 15);
    private static readonly KernelVersion _firstWithTcx = new(6, 6);

    /// <summary>Attaches to the place that spec and target name.</summary>
    /// <param name="target">
    /// The interface of XDP and TC programs, the folder of cgroup programs; for others the name of the tracepoint, or
    /// <see langword="null"/> for the one in the spec.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// The kind of program cannot be attached by name alone, or no target is known.
    /// </exception>
    /// <exception cref="BpfException">There is no such place, or the kernel refused.</exception>
    public Link Attach(string? target = null) => Type switch
    {
        ProgramType.Xdp => AttachXdp(RequireTarget(target)),
        ProgramType.SchedCls => AttachTc(RequireTarget(target), DirectionInSpec()),
        ProgramType.Tracepoint => AttachTracepoint(target ?? RequireTarget(Spec.AttachTo)),
        ProgramType.RawTracepoint or ProgramType.RawTracepointWritable =>
            AttachRawTracepoint(target ?? RequireTarget(Spec.AttachTo)),
        ProgramType.Tracing or ProgramType.Lsm => AttachTracing(),
        ProgramType.SkLookup or ProgramType.FlowDissector => AttachNetworkNamespace(target),
        ProgramType.Kprobe when IsUserProbe => AttachUprobe(target ?? RequireTarget(Spec.AttachTo)),
        ProgramType.CgroupSkb or ProgramType.CgroupSock or ProgramType.CgroupDevice or ProgramType.SockOps
            or ProgramType.CgroupSockAddr or ProgramType.CgroupSysctl or ProgramType.CgroupSockopt =>
            AttachCgroup(RequireTarget(target)),
        _ => throw new InvalidOperationException($"A {Type} program cannot be attached by name alone."),
    };

    /// <summary>Attaches an XDP program to a network interface, by a link where the kernel has them (5.9).</summary>
    /// <param name="interfaceName">Name or index, in the network namespace of the calling thread.</param>
    /// <exception cref="InvalidOperationException">This is no XDP program.</exception>
    /// <exception cref="BpfException">There is no such interface, or it has an XDP program already.</exception>
    public Link AttachXdp(string interfaceName, XdpAttachOptions? options = null)
    {
        RequireType(ProgramType.Xdp);
        options ??= new XdpAttachOptions();
        string target = $"XDP of interface \"{interfaceName}\"";
        int index = NetworkInterfaces.GetIndex(interfaceName);
        try
        {
            if (options.UseNetlink || KernelVersion.Running < _firstWithXdpLink)
            {
                XdpNetlink.Attach(index, Handle, options.Mode);
                return new XdpNetlinkLink(index, options.Mode, Id, target);
            }

            SafeBpfHandle link = _kernel.CreateInterfaceLink(Handle, index, AttachType.Xdp, (uint)options.Mode);
            return new KernelLink(_kernel, link, target);
        }
        catch (BpfException e)
        {
            throw Refusal(target, e, e.Errno switch
            {
                Errno.EBUSY or Errno.EEXIST =>
                    $"it has an XDP program already; detach that (ip link set dev {interfaceName} xdp off)",
                Errno.EOPNOTSUPP => "its driver has no native XDP; use generic mode",
                Errno.EINVAL or Errno.ERANGE =>
                    "its MTU may be too large for XDP, or the mode does not suit the driver",
                _ => null,
            });
        }
    }

    /// <summary>
    /// Attaches a TC program to a side of a network interface: by a TCX link (6.6), or as a filter of <c>clsact</c>.
    /// </summary>
    /// <param name="interfaceName">Name or index, in the network namespace of the calling thread.</param>
    /// <exception cref="InvalidOperationException">This is no TC program.</exception>
    /// <exception cref="BpfException">There is no such interface, or the kernel refused.</exception>
    public Link AttachTc(string interfaceName, TcDirection direction, TcAttachOptions? options = null)
    {
        const uint Before = 8; // BPF_F_BEFORE
        RequireType(ProgramType.SchedCls);
        options ??= new TcAttachOptions();
        string target =
            $"TC {(direction == TcDirection.Ingress ? "ingress" : "egress")} of interface \"{interfaceName}\"";
        int index = NetworkInterfaces.GetIndex(interfaceName);
        try
        {
            if (options.UseNetlink || KernelVersion.Running < _firstWithTcx)
            {
                return AttachFilter(index, direction, options, target);
            }

            AttachType side = direction == TcDirection.Ingress ? AttachType.TcxIngress : AttachType.TcxEgress;
            SafeBpfHandle link = _kernel.CreateInterfaceLink(Handle, index, side, options.First ? Before : 0);
            return new KernelLink(_kernel, link, target);
        }
        catch (BpfException e)
        {
            throw Refusal(target, e, null);
        }
    }

    /// <summary>Attaches to a tracepoint: by a link (5.15), or by ioctl.</summary>
    /// <param name="tracepoint">Category and name: <c>sched/sched_switch</c>.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie</c> returns. Since Linux 5.15.</param>
    /// <exception cref="InvalidOperationException">This is no tracepoint program.</exception>
    /// <exception cref="ArgumentException">The text has no slash.</exception>
    /// <exception cref="BpfException">There is no such tracepoint, or the kernel refused.</exception>
    public Link AttachTracepoint(string tracepoint, ulong cookie = 0) =>
        AttachTracepoint(tracepoint, cookie, usesLink: KernelVersion.Running >= _firstWithPerfEventLink);

    /// <summary>Attaches to a raw tracepoint.</summary>
    /// <param name="name">
    /// The name without category, such as <c>sched_switch</c>; a category before a slash is left out.
    /// </param>
    /// <exception cref="InvalidOperationException">This is no raw tracepoint program.</exception>
    /// <exception cref="BpfException">There is no such tracepoint, or the kernel refused.</exception>
    public Link AttachRawTracepoint(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        RequireType(ProgramType.RawTracepoint, ProgramType.RawTracepointWritable);
        string bare = name[(name.LastIndexOf('/') + 1)..];
        return new KernelLink(_kernel, _kernel.OpenRawTracepoint(Handle, bare), $"raw tracepoint \"{bare}\"");
    }

    /// <summary>
    /// Attaches a tracing or LSM program to the function, tracepoint or hook it was loaded for. Since Linux 5.5.
    /// </summary>
    /// <param name="cookie">What <c>bpf_get_attach_cookie</c> returns. Since Linux 5.19.</param>
    /// <exception cref="InvalidOperationException">This is no tracing program.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public Link AttachTracing(ulong cookie = 0)
    {
        RequireType(ProgramType.Tracing, ProgramType.Lsm);
        string target = $"\"{Spec.AttachTo}\"";
        try
        {
            SafeBpfHandle link = cookie == 0
                ? _kernel.OpenRawTracepoint(Handle, null)
                : _kernel.CreateTracingLink(Handle, Spec.AttachType, cookie);
            return new KernelLink(_kernel, link, target);
        }
        catch (BpfException e)
        {
            throw Refusal(target, e, null);
        }
    }

    /// <summary>Attaches to a cgroup by a link. Since Linux 5.7.</summary>
    /// <param name="path">The folder of the cgroup; relative ones are below the root of the cgroup2 hierarchy.</param>
    /// <exception cref="BpfException">There is no such cgroup, or the kernel refused.</exception>
    public Link AttachCgroup(string path, CgroupAttachOptions? options = null)
    {
        const uint Before = 1 << 3; // BPF_F_BEFORE
        const uint Preorder = 1 << 6; // BPF_F_PREORDER
        options ??= new CgroupAttachOptions();
        uint flags = (options.First ? Before : 0) | (options.BeforeDescendants ? Preorder : 0);
        string target = $"cgroup \"{path}\"";
        using SafeBpfHandle cgroup = CgroupFileSystem.Open(path);
        try
        {
            SafeBpfHandle link = _kernel.CreateDescriptorLink(Handle, cgroup, Spec.AttachType, flags);
            return new KernelLink(_kernel, link, target);
        }
        catch (BpfException e)
        {
            throw Refusal(target, e, e.Errno == Errno.EINVAL && flags != 0
                ? "the order of cgroup programs needs Linux 6.17, and 6.15 to run before descendants"
                : null);
        }
    }

    internal Link AttachTracepoint(string tracepoint, ulong cookie, bool usesLink)
    {
        ArgumentException.ThrowIfNullOrEmpty(tracepoint);
        RequireType(ProgramType.Tracepoint);
        if (tracepoint.Split('/') is not [var category, var name])
        {
            throw new ArgumentException(
                $"\"{tracepoint}\" names no tracepoint: write category/name, like sched/sched_switch.");
        }

        string target = $"tracepoint \"{tracepoint}\"";
        using TraceFileSystem tracefs = TraceFileSystem.Open();
        SafeBpfHandle perfEvent = PerfEvent.OpenTracepoint(tracefs.GetTracepointId(category, name));
        return AttachEvent(perfEvent, cookie, target, usesLink);
    }

    private TcFilterLink AttachFilter(int index, TcDirection direction, TcAttachOptions options, string target)
    {
        bool isNew = TrafficControl.AddClsact(index);
        try
        {
            TcFilter filter = TrafficControl.AddFilter(index, direction, Handle, Name, options.Priority);
            return new TcFilterLink(filter, isNew, target);
        }
        catch when (isNew)
        {
            TrafficControl.RemoveClsact(index);
            throw;
        }
    }

    private TcDirection DirectionInSpec() => (Spec.AttachType, Spec.AttachTo) switch
    {
        (AttachType.TcxEgress, _) or (_, "egress") => TcDirection.Egress,
        _ => TcDirection.Ingress,
    };

    private string RequireTarget(string? target) => string.IsNullOrEmpty(target)
        ? throw new InvalidOperationException($"{this} needs to be told what to attach to.")
        : target;

    private void RequireType(params ReadOnlySpan<ProgramType> types)
    {
        if (!types.Contains(Type))
        {
            throw new InvalidOperationException($"{this} cannot be attached there: it is no {types[0]} program.");
        }
    }

    private BpfException Refusal(string target, BpfException cause, string? advice)
    {
        string operation = $"attach \"{Name}\" to {target}";
        return cause is BpfNotSupportedException || cause.Errno == 0
            ? cause
            : new BpfException(operation, cause.Errno, advice);
    }
}
