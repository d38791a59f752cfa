using System.Collections.Immutable;

namespace Bpf.Loader;

/// <summary>Puts other initial values of variables into the data sections of a spec.</summary>
internal static class VariableValues
{
    /// <summary>The spec with the values.</summary>
    /// <exception cref="ArgumentException">A variable does not exist or has another size.</exception>
    public static CollectionSpec Apply(CollectionSpec spec, IReadOnlyDictionary<string, ImmutableArray<byte>> values)
    {
        Dictionary<string, byte[]> sections = new(StringComparer.Ordinal);
        foreach ((string name, ImmutableArray<byte> value) in values)
        {
            VariableSpec variable = spec.Variables.TryGet(name, out VariableSpec? found)
                ? found
                : throw new ArgumentException($"The collection has no variable \"{name}\".", nameof(values));
            if (value.Length != variable.Size)
            {
                throw new ArgumentException(
                    $"Variable \"{name}\" has {variable.Size} bytes, not {value.Length}.", nameof(values));
            }

            if (!sections.TryGetValue(variable.Section, out byte[]? section))
            {
                section = InitialBytes(spec.Maps[variable.Section]);
                sections.Add(variable.Section, section);
            }

            value.CopyTo(section, (int)variable.Offset);
        }

        IEnumerable<MapSpec> maps = spec.Maps.Select(
            map => sections.TryGetValue(map.Name, out byte[]? bytes) ? WithBytes(map, bytes) : map);
        return spec with { Maps = [.. maps] };
    }

    private static byte[] InitialBytes(MapSpec section)
    {
        byte[] bytes = new byte[section.ValueSize];
        if (section.Contents is [var entry, ..])
        {
            entry.Value.CopyTo(bytes);
        }

        return bytes;
    }

    private static MapSpec WithBytes(MapSpec section, byte[] bytes) => section with
    {
        Contents = [new MapEntry { Key = [0, 0, 0, 0], Value = ImmutableArray.Create(bytes) }],
    };
}
