using System.Text;
using Bpf.Syscalls.Attributes;

namespace Bpf.Syscalls.Interop;

/// <summary>Runs a command that writes a log, with a buffer that grows until the log fits.</summary>
internal static unsafe class LoggedInvocation
{
    private const int FirstSize = 64 * 1024;

    // What kernels before 5.2 take at most. A longer log is cut: since 6.4 its head, before that its tail.
    private const int LargestSize = (1 << 24) - 1;

    /// <summary>Runs the command.</summary>
    /// <returns>
    /// The kernel's result and the log. The result is <c>-ENOSPC</c> only when the log was longer than the largest
    /// buffer.
    /// </returns>
    public static (int Result, VerifierLog Log) InvokeWithLog<T>(
        this IBpfKernel kernel, BpfCommand command, ref T attribute, VerifierLogLevel level)
        where T : unmanaged, ILoggedAttribute
    {
        for (int size = FirstSize; ;)
        {
            byte[] buffer = new byte[size];
            int result;

            // SAFETY: the kernel writes at most `size` bytes and keeps no address after the call.
            fixed (byte* address = buffer)
            {
                attribute.SetLog((ulong)address, (uint)size, (uint)level);
                result = kernel.InvokeAgain(command, ref attribute);
                attribute.SetLog(0, 0, 0);
            }

            if (result != -Errno.ENOSPC || size == LargestSize)
            {
                return (result, new VerifierLog(Text(buffer), isTruncated: result == -Errno.ENOSPC));
            }

            size = (int)Math.Min(LargestSize, Math.Max(size * 4L, attribute.LogTrueSize));
        }
    }

    /// <summary>
    /// Runs a command, again when a signal interrupted it (<c>EAGAIN</c> on load, <c>EINTR</c> on test runs).
    /// </summary>
    public static int InvokeAgain<T>(this IBpfKernel kernel, BpfCommand command, ref T attribute)
        where T : unmanaged
    {
        // The runtime signals threads to suspend them for garbage collection, so this is ordinary here.
        const int MostAttempts = 30;
        int result = -Errno.EAGAIN;
        for (int attempt = 0; attempt < MostAttempts && result is -Errno.EAGAIN or -Errno.EINTR; attempt++)
        {
            result = kernel.Invoke(command, ref attribute);
        }

        return result;
    }

    private static string Text(ReadOnlySpan<byte> buffer)
    {
        int end = buffer.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? buffer : buffer[..end]);
    }
}
