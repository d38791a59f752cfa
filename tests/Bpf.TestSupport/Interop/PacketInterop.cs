using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Bpf.TestSupport.Interop;

/// <summary>What tests need of the C library to send frames in other network namespaces.</summary>
internal static unsafe partial class PacketInterop
{
    public const int AF_PACKET = 17;
    public const int SOCK_RAW = 3;
    public const int SOCK_CLOEXEC = 0x80000;
    private const int CLONE_NEWNET = 0x40000000;

    public static void EnterNetworkNamespace(SafeFileHandle file)
    {
        if (SetNamespace(file, CLONE_NEWNET) < 0)
        {
            throw new InvalidOperationException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    public static partial nint SendTo(
        SafeFileHandle socket, ReadOnlySpan<byte> data, nint length, int flags, ReadOnlySpan<byte> address,
            uint addressLength);

    [LibraryImport(
        "libc", EntryPoint = "if_nametoindex", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint InterfaceIndex(string name);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle file, int type);
}
