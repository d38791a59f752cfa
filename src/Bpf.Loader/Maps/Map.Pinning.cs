using Bpf.Syscalls;

namespace Bpf.Loader;

public sealed partial class Map
{
    /// <summary>Opens a pinned map. The caller disposes it.</summary>
    /// <param name="path">A file in a bpf file system.</param>
    /// <param name="expected">The shape it must have; <see langword="null"/> for any.</param>
    /// <returns>The map; <see langword="null"/> when there is no such file.</returns>
    /// <exception cref="BpfException">The map has another shape, or the file is no pinned map.</exception>
    public static Map? TryOpenPinned(string path, MapShape? expected = null, IBpfKernel? kernel = null)
    {
        kernel ??= BpfKernel.Host;
        if (kernel.TryOpenPinned(path, ObjectKind.Map) is not { } handle)
        {
            return null;
        }

        Map map = FromHandle(kernel, handle, Path.GetFileName(path));
        if (expected is not null && map.Shape.DifferenceTo(expected) is { } difference)
        {
            map.Dispose();
            throw new BpfException(
                $"open pinned map \"{path}\"",
                $"it has another shape: {difference}",
                $"remove it (rm {path}) if its contents are no longer needed, or pin under another name");
        }

        return map;
    }

    /// <summary>Gives the map a name in a bpf file system, so that it outlives the process.</summary>
    /// <param name="path">A file that does not exist yet, in an existing folder of a bpf file system.</param>
    /// <exception cref="BpfException">The path is not in a bpf file system, or exists.</exception>
    public void Pin(string path) => _kernel.PinObject(Handle, path);

    /// <summary>Removes a name that <see cref="Pin"/> gave.</summary>
    /// <returns>Whether there was such a file.</returns>
    /// <exception cref="IOException">The file cannot be removed.</exception>
    public static bool Unpin(string path)
    {
        bool exists = File.Exists(path);
        File.Delete(path);
        return exists;
    }
}
