namespace Bpf.Syscalls;

/// <summary>
/// Attaching XDP programs by rtnetlink, for kernels before 5.9. Such an attachment outlives the process.
/// </summary>
public static class XdpNetlink
{
    private const ushort GetLink = 18; // RTM_GETLINK
    private const ushort SetLink = 19; // RTM_SETLINK
    private const ushort XdpAttribute = 43; // IFLA_XDP
    private const ushort FdAttribute = 1; // IFLA_XDP_FD
    private const ushort FlagsAttribute = 3; // IFLA_XDP_FLAGS
    private const ushort ProgramIdAttribute = 4; // IFLA_XDP_PROG_ID
    private const uint OnlyIfNone = 1; // XDP_FLAGS_UPDATE_IF_NOEXIST

    /// <summary>Attaches a program to an interface that has none.</summary>
    /// <exception cref="BpfException">There is one already (<c>EBUSY</c>), or the driver cannot do it.</exception>
    public static void Attach(int interfaceIndex, SafeBpfHandle program, XdpMode mode)
    {
        ArgumentNullException.ThrowIfNull(program);
        using BorrowedDescriptor fd = program.Borrow();
        Set(interfaceIndex, fd.Number, (uint)mode | OnlyIfNone, "attach XDP program");
    }

    /// <summary>Detaches whatever program is attached in a mode.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static void Detach(int interfaceIndex, XdpMode mode) =>
        Set(interfaceIndex, -1, (uint)mode, "detach XDP program");

    /// <summary>The id of the program attached to an interface; 0 for none.</summary>
    /// <exception cref="BpfException">There is no such interface.</exception>
    public static uint GetProgramId(int interfaceIndex)
    {
        using NetlinkSocket socket = NetlinkSocket.Open();
        NetlinkWriter request = new NetlinkWriter(GetLink, NetlinkSocket.Request | NetlinkSocket.Acknowledge)
            .Fixed(NetworkInterfaces.LinkMessage(interfaceIndex));
        (int errno, string? words, List<NetlinkMessage> messages) = socket.Exchange(request);
        if (errno != 0)
        {
            throw new BpfException($"describe network interface {interfaceIndex}", errno, words);
        }

        foreach (NetlinkMessage message in messages)
        {
            var attributes = new NetlinkReader(message.Body.AsSpan(NetworkInterfaces.LinkMessageSize));
            if (attributes.ReadTo(XdpAttribute))
            {
                var xdp = new NetlinkReader(attributes.Value);
                return xdp.ReadTo(ProgramIdAttribute) ? xdp.UInt32 : 0;
            }
        }

        return 0;
    }

    private static void Set(int interfaceIndex, int fd, uint flags, string operation)
    {
        using NetlinkSocket socket = NetlinkSocket.Open();
        NetlinkWriter request = new NetlinkWriter(SetLink, NetlinkSocket.Request | NetlinkSocket.Acknowledge)
            .Fixed(NetworkInterfaces.LinkMessage(interfaceIndex))
            .Nest(XdpAttribute, xdp => xdp.Attribute(FdAttribute, (uint)fd).Attribute(FlagsAttribute, flags));
        (int errno, string? words, _) = socket.Exchange(request);
        if (errno != 0)
        {
            throw new BpfException($"{operation} on interface {interfaceIndex}", errno, words);
        }
    }
}
