using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>An attached program. Disposing it detaches the program, unless the link is pinned.</summary>
/// <remarks>Safe for use by several threads. <see cref="Dispose"/> may be called more than once.</remarks>
public abstract class Link : IDisposable
{
    private protected Link(string target) => Target = target;

    /// <summary>Where the program is attached, in words: <c>XDP of interface "lo"</c>.</summary>
    public string Target { get; }

    /// <summary>Whether the program stays attached when the process dies without disposing the link.</summary>
    public abstract bool OutlivesProcess { get; }

    /// <summary>
    /// What the kernel tells about the link; <see langword="null"/> for attachments that are no kernel links.
    /// </summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public virtual LinkInfo? GetInfo() => null;

    /// <summary>
    /// Puts another program in place, without a moment in which none is attached. Since Linux 5.7; not for all kinds.
    /// </summary>
    /// <exception cref="BpfException">The kind of link cannot be updated.</exception>
    public virtual void Update(Program program) => throw Unsupported("update");

    /// <summary>
    /// Gives the link a name in a bpf file system. It stays attached until the file is removed. Since Linux 5.7.
    /// </summary>
    /// <param name="path">A file that does not exist yet, in an existing folder of a bpf file system.</param>
    /// <exception cref="BpfException">
    /// The kind of link cannot be pinned, the path is not in a bpf file system, or exists.
    /// </exception>
    public virtual void Pin(string path) => throw Unsupported("pin");

    /// <summary>Opens a pinned link. The caller disposes it.</summary>
    /// <returns>The link; <see langword="null"/> when there is no such file.</returns>
    /// <exception cref="BpfException">The file is no pinned link.</exception>
    public static Link? TryOpenPinned(string path, IBpfKernel? kernel = null)
    {
        kernel ??= BpfKernel.Host;
        return kernel.TryOpenPinned(path, ObjectKind.Link) is { } handle
            ? new KernelLink(kernel, handle, $"pinned link \"{path}\"")
            : null;
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <inheritdoc/>
    public override string ToString() => Target;

    private BpfException Unsupported(string verb) => new(
        $"{verb} link",
        $"the program is attached to {Target} without one kernel link",
        "use a newer kernel, do not force the older way, and attach to one CPU or process");
}
