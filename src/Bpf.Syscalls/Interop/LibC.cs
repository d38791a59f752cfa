using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Interop;

/// <summary>
/// The functions of the C library that this project calls, and the numbers of the system calls it has no function for.
/// </summary>
/// <remarks>
/// Descriptors come and go as <see cref="int"/> here; everywhere else they are <see cref="SafeBpfHandle"/>.
/// </remarks>
internal static unsafe partial class LibC
{
    public const int F_DUPFD_CLOEXEC = 1030;

    private const string Library = "libc";

    private static readonly int _bpfNumber = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.S390x => 351,
        Architecture.Ppc64le => 361,
        _ => 280, // asm-generic/unistd.h: arm64, riscv64
    };

    private static readonly int _perfEventOpenNumber = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 298,
        Architecture.S390x => 331,
        Architecture.Ppc64le => 319,
        _ => 241,
    };

    /// <summary>bpf(2).</summary>
    public static long Bpf(int command, ref byte attribute, uint size) =>
        SyscallBpf(_bpfNumber, command, ref attribute, size);

    /// <summary>perf_event_open(2).</summary>
    public static long PerfEventOpen(ref PerfEventAttr attribute, int processId, int cpu, int groupFd, ulong flags) =>
        SyscallPerfEventOpen(_perfEventOpenNumber, ref attribute, processId, cpu, groupFd, flags);

    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int fd);

    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Fcntl(int fd, int command, int argument);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial long SyscallBpf(long number, int command, ref byte attribute, uint size);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial long SyscallPerfEventOpen(
        long number, ref PerfEventAttr attribute, int processId, int cpu, int groupFd, ulong flags);
}
