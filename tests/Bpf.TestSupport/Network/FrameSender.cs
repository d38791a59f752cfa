using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Bpf.TestSupport.Interop;
using Microsoft.Win32.SafeHandles;

namespace Bpf.TestSupport;

/// <summary>Sends whole Ethernet frames out of a network interface, past the protocol stack.</summary>
public sealed class FrameSender : IDisposable
{
    private const int AddressSize = 20; // struct sockaddr_ll

    private readonly SafeFileHandle _socket;
    private readonly byte[] _address = new byte[AddressSize];

    private FrameSender(SafeFileHandle socket, uint interfaceIndex)
    {
        _socket = socket;
        BinaryPrimitives.WriteUInt16LittleEndian(_address, PacketInterop.AF_PACKET);
        BinaryPrimitives.WriteUInt32LittleEndian(_address.AsSpan(4), interfaceIndex);
        _address[11] = 6; // bytes of a hardware address
    }

    /// <summary>Opens an interface in the network namespace of the calling thread.</summary>
    public static FrameSender Open(string interfaceName)
    {
        uint index = PacketInterop.InterfaceIndex(interfaceName);
        int fd = PacketInterop.Socket(PacketInterop.AF_PACKET, PacketInterop.SOCK_RAW | PacketInterop.SOCK_CLOEXEC, 0);
        return index == 0 || fd < 0
            ? throw new InvalidOperationException($"open {interfaceName}: {Marshal.GetLastPInvokeErrorMessage()}")
            : new FrameSender(new SafeFileHandle(fd, ownsHandle: true), index);
    }

    public void Send(ReadOnlySpan<byte> frame)
    {
        if (PacketInterop.SendTo(_socket, frame, frame.Length, 0, _address, AddressSize) != frame.Length)
        {
            throw new InvalidOperationException($"send frame: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    public void Dispose() => _socket.Dispose();
}
