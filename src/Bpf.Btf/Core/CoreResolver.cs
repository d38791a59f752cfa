namespace Bpf.Btf;

/// <summary>Finds what CO-RE relocations come to with the types of a kernel.</summary>
/// <remarks>
/// A local type is looked for in the kernel by its name without flavour (<c>___</c> and what follows), a member by its
/// name, also in anonymous structures. Where several types of the kernel fit, they have to agree.
/// <c>Documentation/bpf/btf.rst</c>, section 4.2, "core relocations".
/// </remarks>
public sealed class CoreResolver
{
    private readonly BtfSpec _target;
    private readonly Dictionary<(BtfType Root, string Access, CoreRelocationKind Kind), CoreResolution> _known = [];

    /// <summary>A resolver for the kernel with these types.</summary>
    public CoreResolver(BtfSpec target)
    {
        ArgumentNullException.ThrowIfNull(target);
        _target = target;
    }

    /// <summary>Resolves a relocation.</summary>
    /// <param name="root">The root type, of the program's own types.</param>
    /// <param name="rootId">Its id there.</param>
    /// <param name="access">Indices of the access path, such as <c>0:1:2</c>.</param>
    /// <exception cref="BtfFormatException">
    /// The path does not fit the type, or the kernel's types are ambiguous.
    /// </exception>
    public CoreResolution Resolve(BtfType root, int rootId, string access, CoreRelocationKind kind)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(access);
        if (kind == CoreRelocationKind.TypeIdLocal)
        {
            return new CoreResolution((ulong)rootId, (ulong)rootId, true, 0);
        }

        var key = (root, access, kind);
        if (!_known.TryGetValue(key, out CoreResolution resolution))
        {
            resolution = Resolve(root, access, kind);
            _known.Add(key, resolution);
        }

        return kind == CoreRelocationKind.TypeIdTarget ? resolution with { LocalValue = (ulong)rootId } : resolution;
    }

    private CoreResolution Resolve(BtfType root, string access, CoreRelocationKind kind)
    {
        Func<BtfType, CoreResolution?> resolve = kind switch
        {
            >= CoreRelocationKind.FieldByteOffset and <= CoreRelocationKind.FieldRightShift =>
                ResolveField(CorePlace.Parse(root, access), kind),
            CoreRelocationKind.EnumValueExists or CoreRelocationKind.EnumValue => ResolveEnum(root, access, kind),
            CoreRelocationKind.TypeExists or CoreRelocationKind.TypeSize or CoreRelocationKind.TypeIdTarget
                or CoreRelocationKind.TypeMatches => ResolveType(root, kind),
            _ => throw new BtfFormatException($"apply CO-RE: relocation kind {(int)kind} is not known", 0),
        };

        // The local type is a candidate for itself: that gives the value the compiler wrote.
        ulong localValue = resolve(root)?.Value ?? 0;
        CoreResolution? agreed = null;
        foreach (BtfType candidate in Candidates(root))
        {
            if (resolve(candidate) is { } found)
            {
                found = found with { LocalValue = localValue };
                agreed = agreed is null || agreed == found ? found : throw new BtfFormatException(
                    $"apply CO-RE: {root}: the kernel has several such types, and they do not agree", 0);
            }
        }

        bool asksForExistence = kind is CoreRelocationKind.FieldExists or CoreRelocationKind.TypeExists
            or CoreRelocationKind.EnumValueExists or CoreRelocationKind.TypeMatches;
        return agreed ?? (asksForExistence
            ? new CoreResolution(0, localValue, true, 0)
            : CoreResolution.Missing(localValue));
    }

    /// <summary>The kernel's types of the same name and kind.</summary>
    private IEnumerable<BtfType> Candidates(BtfType root)
    {
        string name = CoreName.Essential(root.Name);
        if (name.Length == 0)
        {
            return [];
        }

        return _target.IdsByName(name).Select(_target.TypeById)
            .Where(type => type.Kind == root.Kind || (type is BtfEnum && root is BtfEnum));
    }

    private static Func<BtfType, CoreResolution?> ResolveField(CorePlace local, CoreRelocationKind kind) => candidate =>
    {
        if (CorePlace.At(candidate).Follow(local) is not { } place
            || CoreFieldValue.Of(place, kind) is not { } value)
        {
            return null;
        }

        return new CoreResolution(value, 0, true, AccessSize(local, place, kind));
    };

    /// <summary>The size of a load or store of the field, if it is not the local one.</summary>
    /// <remarks>It may change for pointers and unsigned integers: others would be extended wrongly.</remarks>
    private static int AccessSize(CorePlace local, CorePlace target, CoreRelocationKind kind)
    {
        bool isPlain = kind == CoreRelocationKind.FieldByteOffset && target.Member is not { IsBitField: true };
        if (!isPlain || local.Type.ByteSize == target.Type.ByteSize)
        {
            return 0;
        }

        return (local.Type.Underlying, target.Type.Underlying) switch
        {
            (BtfPointer, BtfPointer) => (int)target.Type.ByteSize!,
            (BtfInt { IsSigned: false }, BtfInt { IsSigned: false } unsigned) => unsigned.Size,
            _ => CoreResolution.NoAccess,
        };
    }

    private static Func<BtfType, CoreResolution?> ResolveEnum(BtfType root, string access, CoreRelocationKind kind)
    {
        if (root.Underlying is not BtfEnum local || CorePlace.ParseIndices(access) is not [var index]
            || index >= local.Values.Length)
        {
            throw new BtfFormatException($"apply CO-RE: access '{access}' does not fit {root}", 0);
        }

        string name = local.Values[index].Name;
        return candidate =>
        {
            foreach (BtfEnumValue value in candidate.Underlying is BtfEnum target ? target.Values : [])
            {
                if (CoreName.AreEqual(name, value.Name))
                {
                    ulong result = kind == CoreRelocationKind.EnumValue ? (ulong)value.Value : 1;
                    return new CoreResolution(result, 0, true, 0);
                }
            }

            return null;
        };
    }

    private Func<BtfType, CoreResolution?> ResolveType(BtfType root, CoreRelocationKind kind) => candidate =>
    {
        bool fits = kind == CoreRelocationKind.TypeMatches
            ? CoreCompatibility.Matches(root, candidate)
            : CoreCompatibility.OfTypes(root, candidate);
        ulong? value = kind switch
        {
            CoreRelocationKind.TypeSize => (ulong?)candidate.ByteSize,
            CoreRelocationKind.TypeIdTarget => _target.TryGetId(candidate, out int id) ? (ulong)id : 0,
            _ => 1,
        };
        return fits && value is not null ? new CoreResolution(value.Value, 0, true, 0) : null;
    };
}
