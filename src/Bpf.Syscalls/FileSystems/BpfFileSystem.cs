using System.Runtime.InteropServices;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>The bpf file system, in which objects get names. It is not mounted everywhere.</summary>
public static class BpfFileSystem
{
    /// <summary>Where it is mounted by convention.</summary>
    public const string UsualFolder = "/sys/fs/bpf";

    /// <summary>Where it is mounted: the usual folder if possible, otherwise any.</summary>
    /// <returns>The folder; <see langword="null"/> when it is mounted nowhere.</returns>
    public static string? Find()
    {
        IReadOnlyList<string> folders = MountTable.Find("bpf");
        return folders.Contains(UsualFolder) ? UsualFolder : folders.Count > 0 ? folders[0] : null;
    }

    /// <summary>Where it is mounted.</summary>
    /// <exception cref="BpfException">It is mounted nowhere.</exception>
    public static string Require() => Find() ?? throw new BpfException(
        "find the bpf file system", "it is not mounted", $"mount it (mount -t bpf bpf {UsualFolder})");

    /// <summary>Where it is mounted; mounts it at the usual folder if it is mounted nowhere, as bpftool does.</summary>
    /// <exception cref="BpfException">It cannot be mounted.</exception>
    public static string EnsureMounted()
    {
        if (Find() is { } folder)
        {
            return folder;
        }

        Mount(UsualFolder);
        return UsualFolder;
    }

    /// <summary>Mounts a bpf file system of its own at a folder.</summary>
    /// <exception cref="BpfException">The folder does not exist, or the process lacks <c>CAP_SYS_ADMIN</c>.</exception>
    public static unsafe void Mount(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);

        // SAFETY: no data is passed; the strings are copied during the call.
        if (LibC.Mount("bpf", folder, "bpf", 0, null) < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            throw new BpfException(
                $"mount the bpf file system at \"{folder}\"",
                errno,
                errno == Errno.EPERM ? "the process needs CAP_SYS_ADMIN" : "the folder must exist");
        }
    }

    /// <summary>Undoes <see cref="Mount"/>. Objects pinned there and held by nothing else go away.</summary>
    /// <exception cref="BpfException">Nothing is mounted there.</exception>
    public static void Unmount(string folder)
    {
        const int Detach = 2; // MNT_DETACH: open files do not keep it
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (LibC.Unmount(folder, Detach) < 0)
        {
            throw new BpfException($"unmount \"{folder}\"", Marshal.GetLastPInvokeError());
        }
    }
}
