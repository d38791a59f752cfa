using Bpf.Syscalls;

namespace Bpf.Loader;

public sealed partial class Program
{
    private const string OwnNetworkNamespace = "/proc/thread-self/ns/net";
    private static readonly KernelVersion _firstWithSocketMapLink = new(6, 10);

    /// <summary>
    /// Attaches a socket lookup program (5.9) or a flow dissector (5.8) to a network namespace, by a link.
    /// </summary>
    /// <param name="path">
    /// The file of the namespace, such as <c>/run/netns/blue</c>; <see langword="null"/>: that of the calling thread.
    /// </param>
    /// <exception cref="InvalidOperationException">This is another kind of program.</exception>
    /// <exception cref="BpfException">There is no such namespace, or the kernel refused.</exception>
    public Link AttachNetworkNamespace(string? path = null)
    {
        RequireType(ProgramType.SkLookup, ProgramType.FlowDissector);
        AttachType attachType = Type == ProgramType.SkLookup ? AttachType.SkLookup : AttachType.FlowDissector;
        string target = path is null ? "this network namespace" : $"network namespace \"{path}\"";
        using ReadableFile file = ReadableFile.Open(path ?? OwnNetworkNamespace);
        try
        {
            return new KernelLink(_kernel, _kernel.CreateDescriptorLink(Handle, file.Handle, attachType), target);
        }
        catch (BpfException e)
        {
            throw Refusal(target, e, e.Errno switch
            {
                Errno.EINVAL => "the file is no network namespace, or another program is attached without a link",
                Errno.EEXIST or Errno.E2BIG => "a flow dissector is attached already, here or for all namespaces",
                _ => null,
            });
        }
    }

    /// <summary>
    /// Attaches a netfilter program in the network namespace of the calling thread, by a link. Since Linux 6.4.
    /// </summary>
    /// <exception cref="InvalidOperationException">This is another kind of program.</exception>
    /// <exception cref="BpfException">The priority is taken, or the kernel refused.</exception>
    public Link AttachNetfilter(NetfilterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireType(ProgramType.Netfilter);
        string target = $"netfilter {options.Hook} of IPv{(options.IsIPv6 ? 6 : 4)}";
        try
        {
            SafeBpfHandle link = _kernel.CreateNetfilterLink(
                Handle, options.IsIPv6, (uint)options.Hook, options.Priority, options.Defragments);
            return new KernelLink(_kernel, link, target);
        }
        catch (BpfException e)
        {
            throw Refusal(target, e, e.Errno switch
            {
                Errno.EBUSY => $"a program with priority {options.Priority} is there already; give another priority",
                Errno.ERANGE or Errno.EINVAL => "int.MinValue and int.MaxValue are no priorities, and with Defragments"
                    + " it must be above -400",
                _ => null,
            });
        }
    }

    /// <summary>
    /// Attaches to a map of sockets: the program decides what the sockets in it receive or send. By a link (6.10).
    /// </summary>
    /// <param name="map">A <see cref="MapType.SockMap"/> or <see cref="MapType.SockHash"/>.</param>
    /// <exception cref="InvalidOperationException">This is another kind of program.</exception>
    /// <exception cref="BpfException">The map holds no sockets, or the kernel refused.</exception>
    public Link AttachSocketMap(Map map) =>
        AttachSocketMap(map, usesLink: KernelVersion.Running >= _firstWithSocketMapLink);

    internal Link AttachSocketMap(Map map, bool usesLink)
    {
        ArgumentNullException.ThrowIfNull(map);
        RequireType(ProgramType.SkSkb, ProgramType.SkMsg);
        string target = $"sockets in \"{map.Name}\"";
        try
        {
            return usesLink
                ? new KernelLink(_kernel, _kernel.CreateDescriptorLink(Handle, map.Handle, Spec.AttachType), target)
                : new SocketMapLink(_kernel, map.Handle, Handle, Spec.AttachType, target);
        }
        catch (BpfException e)
        {
            throw Refusal(target, e, e.Errno switch
            {
                Errno.EBUSY => "a program of this kind is attached to it already",
                Errno.EINVAL => "it takes a SockMap or SockHash, and a program with the section of one kind of verdict",
                _ => null,
            });
        }
    }
}
