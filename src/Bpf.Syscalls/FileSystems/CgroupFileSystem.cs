using System.Runtime.InteropServices;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>The cgroup2 hierarchy. A hybrid host has it under <c>/sys/fs/cgroup/unified</c>.</summary>
public static class CgroupFileSystem
{
    /// <summary>Where the hierarchy is mounted.</summary>
    /// <exception cref="BpfException">It is mounted nowhere.</exception>
    public static string Require() => MountTable.Find("cgroup2") is [var folder, ..]
        ? folder
        : throw new BpfException(
            "find the cgroup2 hierarchy",
            "it is not mounted",
            "mount it (mount -t cgroup2 none /sys/fs/cgroup/unified)");

    /// <summary>Opens a cgroup, to attach programs to it. The caller owns the handle.</summary>
    /// <param name="path">
    /// Its folder; a path that does not start with <c>/</c> is taken below the hierarchy's root.
    /// </param>
    /// <exception cref="BpfException">There is no such folder.</exception>
    public static SafeBpfHandle Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string folder = Path.IsPathRooted(path) ? path : Path.Combine(Require(), path);
        int fd = LibC.Open(folder, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC, 0);
        return fd >= 0
            ? SafeBpfHandle.Own(fd)
            : throw new BpfException(
                $"open cgroup \"{folder}\"",
                Marshal.GetLastPInvokeError(),
                "make the folder first, in a cgroup2 hierarchy");
    }
}
