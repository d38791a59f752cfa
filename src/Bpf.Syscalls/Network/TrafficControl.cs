using System.Buffers.Binary;

namespace Bpf.Syscalls;

/// <summary>
/// TC programs by the <c>clsact</c> queueing discipline and <c>bpf</c> filters, for kernels before 6.6. Such an
/// attachment
/// outlives the process.
/// </summary>
public static class TrafficControl
{
    private const int MessageSize = 20; // struct tcmsg
    private const ushort NewQdisc = 36; // RTM_NEWQDISC
    private const ushort DeleteQdisc = 37; // RTM_DELQDISC
    private const ushort NewFilter = 44; // RTM_NEWTFILTER
    private const ushort DeleteFilter = 45; // RTM_DELTFILTER
    private const ushort GetFilter = 46; // RTM_GETTFILTER
    private const ushort KindAttribute = 1; // TCA_KIND
    private const ushort OptionsAttribute = 2; // TCA_OPTIONS
    private const ushort FdAttribute = 6; // TCA_BPF_FD
    private const ushort NameAttribute = 7; // TCA_BPF_NAME
    private const ushort FlagsAttribute = 8; // TCA_BPF_FLAGS
    private const ushort IdAttribute = 11; // TCA_BPF_ID
    private const uint DirectAction = 1; // TCA_BPF_FLAG_ACT_DIRECT: the program's result is the verdict
    private const uint ClsactParent = 0xFFFFFFF1; // TC_H_CLSACT
    private const uint ClsactHandle = 0xFFFF0000;
    private const uint AllProtocols = 0x0300; // ETH_P_ALL in network order

    /// <summary>Adds <c>clsact</c> to an interface that lacks it.</summary>
    /// <returns>Whether it was added, rather than there already.</returns>
    /// <exception cref="BpfException">
    /// The kernel refused, perhaps because an <c>ingress</c> discipline is in its place.
    /// </exception>
    public static bool AddClsact(int interfaceIndex)
    {
        const ushort Flags =
            NetlinkSocket.Request | NetlinkSocket.Acknowledge | NetlinkSocket.Create | NetlinkSocket.Exclusive;
        (int errno, string? words, _) = Exchange(new NetlinkWriter(NewQdisc, Flags)
            .Fixed(Message(interfaceIndex, ClsactHandle, ClsactParent, 0))
            .Attribute(KindAttribute, "clsact"));
        return errno is 0 or Errno.EEXIST
            ? errno == 0
            : throw new BpfException($"add clsact to interface {interfaceIndex}", errno, words);
    }

    /// <summary>Removes <c>clsact</c> from an interface with all its filters.</summary>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static bool RemoveClsact(int interfaceIndex)
    {
        (int errno, string? words, _) = Exchange(
            new NetlinkWriter(DeleteQdisc, NetlinkSocket.Request | NetlinkSocket.Acknowledge)
                .Fixed(Message(interfaceIndex, ClsactHandle, ClsactParent, 0))
                .Attribute(KindAttribute, "clsact"));
        return errno switch
        {
            0 => true,
            Errno.ENOENT or Errno.EINVAL or Errno.ENODEV => false,
            _ => throw new BpfException($"remove clsact from interface {interfaceIndex}", errno, words),
        };
    }

    /// <summary>Adds a program as a direct-action filter to an interface that has <c>clsact</c>.</summary>
    /// <param name="name">A name for people, as <c>tc filter show</c> prints it.</param>
    /// <param name="priority">Filters run by ascending priority; 0 lets the kernel choose one after all others.</param>
    /// <exception cref="BpfException">There is no <c>clsact</c>, or the kernel refused.</exception>
    public static TcFilter AddFilter(
        int interfaceIndex, TcDirection direction, SafeBpfHandle program, string name, ushort priority = 0)
    {
        const ushort Flags = NetlinkSocket.Request | NetlinkSocket.Acknowledge | NetlinkSocket.Create
            | NetlinkSocket.Exclusive | NetlinkSocket.Echo;
        ArgumentNullException.ThrowIfNull(program);
        using BorrowedDescriptor fd = program.Borrow();
        uint number = (uint)fd.Number;
        (int errno, string? words, List<NetlinkMessage> messages) = Exchange(new NetlinkWriter(NewFilter, Flags)
            .Fixed(Message(interfaceIndex, 0, Parent(direction), ((uint)priority << 16) | AllProtocols))
            .Attribute(KindAttribute, "bpf")
            .Nest(OptionsAttribute, options => options
                .Attribute(FdAttribute, number)
                .Attribute(NameAttribute, name)
                .Attribute(FlagsAttribute, DirectAction)));
        if (errno != 0)
        {
            throw new BpfException($"add {direction} filter to interface {interfaceIndex}", errno, words);
        }

        return messages.Select(message => ReadFilter(message, direction))
            .FirstOrDefault(static filter => filter is not null)
            ?? throw new BpfException(
                $"add {direction} filter to interface {interfaceIndex}",
                "the kernel did not say which filter it added");
    }

    /// <summary>Removes a filter.</summary>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static bool RemoveFilter(TcFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        uint info = ((uint)filter.Priority << 16) | AllProtocols;
        (int errno, string? words, _) = Exchange(
            new NetlinkWriter(DeleteFilter, NetlinkSocket.Request | NetlinkSocket.Acknowledge)
                .Fixed(Message(filter.InterfaceIndex, filter.Handle, Parent(filter.Direction), info))
                .Attribute(KindAttribute, "bpf"));
        return errno switch
        {
            0 => true,
            Errno.ENOENT or Errno.EINVAL or Errno.ENODEV => false, // the filter, clsact or the interface is gone
            _ => throw new BpfException($"remove filter from interface {filter.InterfaceIndex}", errno, words),
        };
    }

    /// <summary>The BPF filters on a side of an interface.</summary>
    /// <returns>The filters in the order they run; empty without <c>clsact</c>.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static IReadOnlyList<TcFilter> ListFilters(int interfaceIndex, TcDirection direction)
    {
        (int errno, string? words, List<NetlinkMessage> messages) = Exchange(
            new NetlinkWriter(GetFilter, NetlinkSocket.Request | NetlinkSocket.Dump)
                .Fixed(Message(interfaceIndex, 0, Parent(direction), 0)));
        return errno is 0 or Errno.ENOENT or Errno.EINVAL
            ? [.. messages.Select(message => ReadFilter(message, direction)).OfType<TcFilter>()
                .Where(static f => f.Handle != 0)]
            : throw new BpfException($"list filters of interface {interfaceIndex}", errno, words);
    }

    private static TcFilter? ReadFilter(NetlinkMessage message, TcDirection direction)
    {
        if (message.Type != NewFilter || message.Body.Length < MessageSize)
        {
            return null;
        }

        ReadOnlySpan<byte> body = message.Body;
        uint programId = 0;
        bool isBpf = false;
        var attributes = new NetlinkReader(body[MessageSize..]);
        while (attributes.Read())
        {
            isBpf |= attributes.Type == KindAttribute && attributes.Text == "bpf";
            if (attributes.Type == OptionsAttribute)
            {
                var options = new NetlinkReader(attributes.Value);
                programId = options.ReadTo(IdAttribute) ? options.UInt32 : 0;
            }
        }

        return !isBpf ? null : new TcFilter(
            BinaryPrimitives.ReadInt32LittleEndian(body[4..]),
            direction,
            BinaryPrimitives.ReadUInt32LittleEndian(body[8..]),
            (ushort)(BinaryPrimitives.ReadUInt32LittleEndian(body[16..]) >> 16),
            programId);
    }

    private static (int Errno, string? Words, List<NetlinkMessage> Messages) Exchange(NetlinkWriter request)
    {
        using NetlinkSocket socket = NetlinkSocket.Open();
        return socket.Exchange(request);
    }

    private static uint Parent(TcDirection direction) => direction == TcDirection.Ingress ? 0xFFFFFFF2 : 0xFFFFFFF3;

    private static byte[] Message(int interfaceIndex, uint handle, uint parent, uint info)
    {
        byte[] message = new byte[MessageSize];
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), interfaceIndex);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), handle);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(12), parent);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(16), info);
        return message;
    }
}
