using System.Buffers.Binary;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Makes the maps of a collection. Disposed before it is told to keep them, it undoes what it did.</summary>
internal sealed class MapSet : IDisposable
{
    private readonly CollectionOptions _options;
    private readonly LoadedTypes? _types;
    private readonly List<string> _newPins = [];
    private bool _isKept;

    public MapSet(CollectionOptions options, LoadedTypes? types)
    {
        _options = options;
        _types = types;
    }

    /// <summary>The maps by name.</summary>
    public Dictionary<string, Map> Maps { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes, opens or borrows all maps of a spec and stores their contents.</summary>
    public void AddAll(CollectionSpec spec)
    {
        foreach (MapSpec map in spec.Maps)
        {
            Maps.Add(map.Name, Provide(map));
        }

        foreach (MapSpec map in spec.Maps)
        {
            foreach (MapEntry entry in map.Contents)
            {
                if (entry.Reference is { } name && Maps.TryGetValue(name, out Map? inner))
                {
                    StoreDescriptor(Maps[map.Name], entry, inner.Handle);
                }
            }
        }
    }

    /// <summary>Leaves the maps and their pins as they are; their owner is the collection from now on.</summary>
    public void Keep() => _isKept = true;

    /// <summary>Writes a descriptor as the value of an entry.</summary>
    public static void StoreDescriptor(Map map, MapEntry entry, SafeBpfHandle handle)
    {
        using BorrowedDescriptor fd = handle.Borrow();
        Span<byte> value = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(value, fd.Number);
        map.Update(entry.Key.AsSpan(), value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isKept)
        {
            return;
        }

        foreach (string path in _newPins)
        {
            Map.Unpin(path);
        }

        foreach (Map map in Maps.Values)
        {
            map.Dispose();
        }
    }

    private Map Provide(MapSpec spec)
    {
        if (_options.MapReplacements is { } replacements && replacements.TryGetValue(spec.Name, out Map? replacement))
        {
            return Replace(spec, replacement);
        }

        if (spec.Pinning == PinType.None)
        {
            return MapCreator.Create(_options.Kernel, spec, _types);
        }

        string path = PinPath(spec);
        if (Map.TryOpenPinned(path, MapCreator.ShapeOf(spec), _options.Kernel) is { } pinned)
        {
            return pinned;
        }

        Map map = MapCreator.Create(_options.Kernel, spec, _types);
        try
        {
            map.Pin(path);
            _newPins.Add(path);
            return map;
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    private Map Replace(MapSpec spec, Map replacement)
    {
        if (replacement.Shape.DifferenceTo(MapCreator.ShapeOf(spec)) is { } difference)
        {
            throw new BpfException(
                $"replace map \"{spec.Name}\"",
                $"the replacement has another shape: {difference}",
                "give a map that fits");
        }

        return new Map(_options.Kernel, replacement.Handle.Duplicate(), spec.Name, replacement.Shape);
    }

    private string PinPath(MapSpec spec)
    {
        string path = spec.PinPath ?? Path.Combine(_options.PinFolder ?? BpfFileSystem.Require(), spec.Name);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "/");
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string advice = BpfFileSystem.Find() is { } folder
                ? $"the bpf file system is mounted at {folder}: pin below that"
                : $"mount a bpf file system first (mount -t bpf bpf {BpfFileSystem.UsualFolder})";
            throw new BpfException($"pin map \"{spec.Name}\" to \"{path}\"", "its folder cannot be made", advice);
        }
    }
}
