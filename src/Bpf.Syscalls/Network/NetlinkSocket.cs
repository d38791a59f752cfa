using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>
/// A connection to rtnetlink, in the network namespace of the thread that opened it. For one thread at a time.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    public const ushort Request = 1; // NLM_F_REQUEST
    public const ushort Acknowledge = 4; // NLM_F_ACK
    public const ushort Echo = 8; // NLM_F_ECHO
    public const ushort Dump = 0x300; // NLM_F_DUMP
    public const ushort Exclusive = 0x200; // NLM_F_EXCL
    public const ushort Create = 0x400; // NLM_F_CREATE

    private const ushort ErrorType = 2; // NLMSG_ERROR, also an acknowledgement
    private const ushort DoneType = 3; // NLMSG_DONE
    private const ushort HasAttributes = 0x200; // NLM_F_ACK_TLVS
    private const ushort MessageAttribute = 1; // NLMSGERR_ATTR_MSG
    private const int BufferSize = 64 * 1024;

    private readonly SafeBpfHandle _handle;
    private readonly byte[] _buffer = new byte[BufferSize];
    private uint _sequence;

    private NetlinkSocket(SafeBpfHandle handle) => _handle = handle;

    /// <summary>Opens a connection.</summary>
    /// <exception cref="BpfException">The process may open no more descriptors, or no sockets of this kind.</exception>
    public static NetlinkSocket Open()
    {
        int fd = LibC.Socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, LibC.NETLINK_ROUTE);
        if (fd < 0)
        {
            throw new BpfException("open rtnetlink", Marshal.GetLastPInvokeError());
        }

        // Words with errors, and no copy of the request in them. Kernels before 4.12 have neither, which does no harm.
        // SAFETY: the kernel reads the number, which is in this frame, during the calls.
        int on = 1;
        _ = LibC.SetSocketOption(fd, LibC.SOL_NETLINK, LibC.NETLINK_EXT_ACK, &on, sizeof(int));
        _ = LibC.SetSocketOption(fd, LibC.SOL_NETLINK, LibC.NETLINK_CAP_ACK, &on, sizeof(int));
        return new NetlinkSocket(SafeBpfHandle.Own(fd));
    }

    /// <summary>Sends a request and collects what the kernel answers until it says that it is done.</summary>
    /// <returns>The error number, 0 for none, the kernel's words about it, and the messages.</returns>
    /// <exception cref="BpfException">The socket failed.</exception>
    public (int Errno, string? Words, List<NetlinkMessage> Messages) Exchange(NetlinkWriter request)
    {
        Send(request.Finish(++_sequence));
        List<NetlinkMessage> messages = [];
        while (true)
        {
            ReadOnlySpan<byte> datagram = Receive();
            while (datagram.Length >= NetlinkWriter.HeaderSize)
            {
                int length = Math.Clamp(
                    BinaryPrimitives.ReadInt32LittleEndian(datagram), NetlinkWriter.HeaderSize, datagram.Length);
                ushort type = BinaryPrimitives.ReadUInt16LittleEndian(datagram[4..]);
                ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(datagram[6..]);
                uint sequence = BinaryPrimitives.ReadUInt32LittleEndian(datagram[8..]);
                ReadOnlySpan<byte> body = datagram[NetlinkWriter.HeaderSize..length];
                datagram = datagram[Math.Min((length + 3) & ~3, datagram.Length)..];
                if (sequence != _sequence)
                {
                    continue; // an answer to a request that was given up
                }

                if (type is ErrorType or DoneType)
                {
                    int errno = body.Length >= sizeof(int) ? -BinaryPrimitives.ReadInt32LittleEndian(body) : 0;
                    return (errno, type == ErrorType ? Words(body, flags) : null, messages);
                }

                messages.Add(new NetlinkMessage(type, body.ToArray()));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static string? Words(ReadOnlySpan<byte> body, ushort flags)
    {
        const int ErrorAndHeader = sizeof(int) + NetlinkWriter.HeaderSize;
        if ((flags & HasAttributes) == 0 || body.Length < ErrorAndHeader)
        {
            return null;
        }

        var reader = new NetlinkReader(body[ErrorAndHeader..]);
        return reader.ReadTo(MessageAttribute) ? reader.Text : null;
    }

    private void Send(ReadOnlySpan<byte> message)
    {
        using BorrowedDescriptor fd = _handle.Borrow();

        // SAFETY: the message stays pinned during the call.
        fixed (byte* address = message)
        {
            if (LibC.Send(fd.Number, address, (nuint)message.Length, 0) < 0)
            {
                throw new BpfException("send to rtnetlink", Marshal.GetLastPInvokeError());
            }
        }
    }

    private ReadOnlySpan<byte> Receive()
    {
        using BorrowedDescriptor fd = _handle.Borrow();

        // SAFETY: the kernel writes at most the buffer's length.
        fixed (byte* address = _buffer)
        {
            nint length;
            do
            {
                length = LibC.Receive(fd.Number, address, BufferSize, 0);
            }
            while (length < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

            return length >= 0
                ? _buffer.AsSpan(0, (int)length)
                : throw new BpfException("receive from rtnetlink", Marshal.GetLastPInvokeError());
        }
    }
}
