using System.Globalization;

namespace Bpf.Syscalls;

/// <summary>
/// tracefs, which tells the ids and layouts of tracepoints and carries the kernel's trace. Uses the mounted one, or
/// mounts it privately.
/// </summary>
public sealed class TraceFileSystem : IDisposable
{
    private static readonly string[] _usualFolders = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

    private readonly PrivateMount? _mount;

    private TraceFileSystem(string folder, PrivateMount? mount)
    {
        Folder = folder;
        _mount = mount;
    }

    /// <summary>The root folder; valid until this is disposed.</summary>
    public string Folder { get; }

    /// <summary>Finds tracefs, or mounts it where only this process sees it.</summary>
    /// <exception cref="BpfException">It is mounted nowhere and cannot be mounted.</exception>
    public static TraceFileSystem Open()
    {
        string? folder = _usualFolders.Concat(MountTable.Find("tracefs")).FirstOrDefault(HasEvents);
        if (folder is not null)
        {
            return new TraceFileSystem(folder, null);
        }

        try
        {
            PrivateMount mount = PrivateMount.Create("tracefs");
            return new TraceFileSystem(mount.Folder, mount);
        }
        catch (BpfException e)
        {
            throw new BpfException(
                "open tracefs", e.Errno, "mount it (mount -t tracefs tracefs /sys/kernel/tracing), or run as root");
        }
    }

    /// <summary>The id that <c>perf_event_open(2)</c> knows a tracepoint by.</summary>
    /// <param name="category">The part before the slash: <c>sched</c>.</param>
    /// <param name="name">The part after it: <c>sched_switch</c>.</param>
    /// <exception cref="BpfException">There is no such tracepoint. The message suggests similar names.</exception>
    public ulong GetTracepointId(string category, string name) =>
        ulong.Parse(
            ReadEventFile(category, name, "id").AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The fields of a tracepoint's record, as the kernel describes them.</summary>
    /// <inheritdoc cref="GetTracepointId"/>
    public string GetTracepointFormat(string category, string name) => ReadEventFile(category, name, "format");

    /// <summary>The categories of tracepoints, sorted.</summary>
    public IReadOnlyList<string> GetCategories() => Subfolders(Path.Combine(Folder, "events"));

    /// <summary>The tracepoints of a category, sorted; empty when there is no such category.</summary>
    public IReadOnlyList<string> GetTracepoints(string category)
    {
        string folder = Path.Combine(Folder, "events", category);
        return Directory.Exists(folder) ? Subfolders(folder) : [];
    }

    /// <inheritdoc/>
    public void Dispose() => _mount?.Dispose();

    private static bool HasEvents(string folder) => Directory.Exists(Path.Combine(folder, "events"));

    private static string[] Subfolders(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Select(static path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];

    private string ReadEventFile(string category, string name, string file)
    {
        CheckName(category);
        CheckName(name);
        try
        {
            return File.ReadAllText(Path.Combine(Folder, "events", category, name, file));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotFound(category, name);
        }
    }

    private static void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('/', StringComparison.Ordinal) || name.StartsWith('.'))
        {
            throw new ArgumentException($"\"{name}\" is not the name of a tracepoint or category.");
        }
    }

    private BpfException NotFound(string category, string name)
    {
        IReadOnlyList<string> names = GetTracepoints(category);
        string? similar = names.Count > 0
            ? Similarity.Nearest(name, names) is { } near ? $"{category}/{near}" : null
            : Similarity.Nearest(category, GetCategories()) is { } nearCategory ? $"{nearCategory}/{name}" : null;
        return new BpfException(
            $"find tracepoint \"{category}/{name}\"",
            names.Count > 0 ? $"category \"{category}\" has no such tracepoint" : "the kernel has no such category",
            similar is null ? "ls /sys/kernel/tracing/events lists them" : $"did you mean \"{similar}\"?");
    }
}
