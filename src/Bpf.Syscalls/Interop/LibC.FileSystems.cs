using System.Runtime.InteropServices;

namespace Bpf.Syscalls.Interop;

internal static unsafe partial class LibC
{
    public const uint FSOPEN_CLOEXEC = 1;
    public const uint FSCONFIG_CMD_CREATE = 6;
    public const uint FSMOUNT_CLOEXEC = 1;

    public const int O_RDONLY = 0;
    public const int O_NONBLOCK = 0x800;
    public const int O_DIRECTORY = 0x10000;
    public const int O_CLOEXEC = 0x80000;

    // Equal on all architectures: they came after the numbering was unified.
    private const long FsOpenNumber = 430;
    private const long FsConfigNumber = 431;
    private const long FsMountNumber = 432;

    /// <summary>fsopen(2). Since Linux 5.2.</summary>
    public static int FsOpen(string type, uint flags) => (int)SyscallFsOpen(FsOpenNumber, type, flags);

    /// <summary>fsconfig(2) without key and value.</summary>
    public static int FsConfig(int fd, uint command) =>
        (int)SyscallFsConfig(FsConfigNumber, fd, command, null, null, 0);

    /// <summary>fsmount(2).</summary>
    public static int FsMount(int fd, uint flags, uint attributes) =>
        (int)SyscallFsMount(FsMountNumber, fd, flags, attributes);

    [LibraryImport(Library, EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string source, string target, string type, ulong flags, void* data);

    [LibraryImport(Library, EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unmount(string target, int flags);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, uint mode);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int fd, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int fd, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long SyscallFsOpen(long number, string type, uint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial long SyscallFsConfig(
        long number, int fd, uint command, byte* key, void* value, int auxiliary);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial long SyscallFsMount(long number, int fd, uint flags, uint attributes);
}
