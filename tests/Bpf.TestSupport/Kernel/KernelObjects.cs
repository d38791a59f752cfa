using System.Collections.Immutable;
using System.Globalization;
using Bpf.Syscalls;

namespace Bpf.TestSupport;

/// <summary>
/// What this process holds at one moment: its descriptors, and the ids of the kernel objects behind them.
/// Other processes load programs at the same time, so objects are found by this process's own descriptors.
/// </summary>
/// <param name="Descriptors">
/// The number of open descriptors by what they refer to: <c>anon_inode:bpf-map</c>, a path.
/// </param>
/// <param name="Objects">The kernel objects behind them.</param>
public sealed record KernelObjects(
    ImmutableSortedDictionary<string, int> Descriptors, ImmutableHashSet<(ObjectKind Kind, uint Id)> Objects)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    // Starting the first process makes the runtime open descriptors for good; that must not look like a leak.
    private static readonly Lazy<ToolResult> _firstProcess = new(() => Tool.Run("true"));

    /// <summary>Takes stock.</summary>
    public static KernelObjects Snapshot()
    {
        _ = _firstProcess.Value;
        var descriptors = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var objects = ImmutableHashSet.CreateBuilder<(ObjectKind, uint)>();
        foreach (string path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            string? target = ReadTarget(path);
            if (target is null || IsLoadedCode(target))
            {
                continue;
            }

            string kind = KindOfTarget(target);
            descriptors[kind] = descriptors.GetValueOrDefault(kind) + 1;
            if (kind.StartsWith("anon_inode:", StringComparison.Ordinal))
            {
                objects.UnionWith(ReadObjects(path.Replace("/fd/", "/fdinfo/", StringComparison.Ordinal)));
            }
        }

        return new KernelObjects(
            descriptors.ToImmutableSortedDictionary(StringComparer.Ordinal), objects.ToImmutable());
    }

    /// <summary>Waits until no descriptor is open that was not open at this snapshot.</summary>
    /// <returns>What is left over, empty if nothing.</returns>
    public ImmutableArray<string> FindLeaks()
    {
        ImmutableArray<string> leaks = [];
        bool clean = SpinWait.SpinUntil(() => (leaks = Surplus()).IsEmpty, TimeSpan.FromSeconds(1));
        return clean ? [] : leaks;
    }

    /// <summary>
    /// Waits until an object no longer exists; the kernel frees objects a little after the last descriptor.
    /// </summary>
    /// <returns>Whether it is gone.</returns>
    public static bool WaitUntilGone(ObjectKind kind, uint id) => SpinWait.SpinUntil(
        () =>
        {
            using SafeBpfHandle? handle = BpfKernel.Host.TryOpenById(kind, id);
            return handle is null;
        },
        _patience);

    private ImmutableArray<string> Surplus()
    {
        KernelObjects now = Snapshot();
        return
        [
            .. now.Descriptors
                .Where(pair => pair.Value > Descriptors.GetValueOrDefault(pair.Key))
                .Select(pair => $"{pair.Key}: {Descriptors.GetValueOrDefault(pair.Key)} before, {pair.Value} now"),
            .. now.Objects.Except(Objects).Select(item => $"{item.Kind} {item.Id}"),
        ];
    }

    // The runtime opens assemblies and libraries when code first needs them, and keeps them open.
    private static bool IsLoadedCode(string target) =>
        target.EndsWith(".dll", StringComparison.Ordinal) || target.Contains(".so", StringComparison.Ordinal);

    // "socket:[123]" has a number that differs each time; "anon_inode:[eventpoll]" has a name that counts.
    private static string KindOfTarget(string target) =>
        target.EndsWith(']') && char.IsAsciiDigit(target[^2])
            ? target[..target.IndexOf('[', StringComparison.Ordinal)]
            : target;

    private static string? ReadTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (IOException)
        {
            return null; // closed since the listing, such as the listing's own descriptor
        }
    }

    private static IEnumerable<(ObjectKind Kind, uint Id)> ReadObjects(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return [];
        }

        // A link's file names its program too: only the first id is the object's own, but both are held.
        return
        [
            .. from line in lines
               let parts = line.Split(':')
               let kind = KindOf(parts[0])
               where kind is not null
               select (kind.Value, uint.Parse(parts[1], CultureInfo.InvariantCulture)),
        ];
    }

    private static ObjectKind? KindOf(string label) => label switch
    {
        "prog_id" => ObjectKind.Program,
        "map_id" => ObjectKind.Map,
        "link_id" => ObjectKind.Link,
        "btf_id" => ObjectKind.Btf,
        _ => null,
    };
}
