namespace Bpf.Btf;

/// <summary>Whether a type of the kernel may stand in for one of the program.</summary>
/// <remarks>The rules are those of libbpf, so that an object means the same to both loaders.</remarks>
internal static class CoreCompatibility
{
    /// <summary>The nesting that libbpf follows.</summary>
    private const int MaxDepth = 32;

    /// <summary>Whether a field of the one type may be read as one of the other: sizes may differ.</summary>
    public static bool OfFields(BtfType local, BtfType target)
    {
        for (int depth = 0; depth < MaxDepth; depth++)
        {
            (local, target) = (local.Underlying, target.Underlying);
            switch (local, target)
            {
                case (BtfStruct, BtfStruct) or (BtfPointer, BtfPointer) or (BtfFloat, BtfFloat):
                    return true;
                case (BtfForward, BtfForward) or (BtfEnum, BtfEnum):
                    return local.Name.Length == 0 || target.Name.Length == 0
                        || CoreName.AreEqual(local.Name, target.Name);
                case (BtfInt one, BtfInt other):
                    return one.BitOffset == 0 && other.BitOffset == 0;
                case (BtfArray one, BtfArray other):
                    (local, target) = (one.Element, other.Element);
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether the types are of one kind, behind pointers too; members do not count.</summary>
    public static bool OfTypes(BtfType local, BtfType target, int depth = 0)
    {
        (local, target) = (local.Underlying, target.Underlying);
        if (depth >= MaxDepth || !AreOfOneKind(local, target))
        {
            return false;
        }

        return (local, target) switch
        {
            (BtfInt one, BtfInt other) => one.BitOffset == 0 && other.BitOffset == 0,
            (BtfPointer one, BtfPointer other) => OfTypes(one.Target, other.Target, depth + 1),
            (BtfArray one, BtfArray other) => OfTypes(one.Element, other.Element, depth + 1),
            (BtfFunctionPrototype one, BtfFunctionPrototype other) => one.ReferenceCount == other.ReferenceCount
                && AllReferences(one, other, (a, b) => OfTypes(a, b, depth + 1)),
            (BtfVoid or BtfStruct or BtfEnum or BtfForward, _) => true,
            _ => false,
        };
    }

    /// <summary>Whether all that the program says of its type is true of the other.</summary>
    public static bool Matches(BtfType local, BtfType target, bool isBehindPointer = false, int depth = 0)
    {
        (local, target) = (local.Underlying, target.Underlying);
        if (depth >= MaxDepth || !CoreName.AreEqual(local.Name, target.Name))
        {
            return false;
        }

        // Behind a pointer a declaration is as good as a definition.
        if (isBehindPointer && IsForwardFor(local, target))
        {
            return true;
        }

        return AreOfOneKind(local, target) && (local, target) switch
        {
            (BtfVoid, _) => true,
            (BtfForward one, BtfForward other) => one.IsUnion == other.IsUnion,
            (BtfEnum one, BtfEnum other) => ValuesMatch(one, other),
            (BtfStruct one, BtfStruct other) => isBehindPointer || MembersMatch(one, other, depth),
            (BtfInt one, BtfInt other) => one.Size == other.Size && one.IsSigned == other.IsSigned,
            (BtfFloat one, BtfFloat other) => one.Size == other.Size,
            (BtfPointer one, BtfPointer other) => Matches(one.Target, other.Target, true, depth + 1),
            (BtfArray one, BtfArray other) => one.Length == other.Length
                && Matches(one.Element, other.Element, isBehindPointer, depth + 1),
            (BtfFunctionPrototype one, BtfFunctionPrototype other) => one.ReferenceCount == other.ReferenceCount
                && AllReferences(one, other, (a, b) => Matches(a, b, isBehindPointer, depth + 1)),
            _ => false,
        };
    }

    /// <summary>Enumerations of 32 and 64 bits are of one kind; structures and unions are not.</summary>
    private static bool AreOfOneKind(BtfType local, BtfType target) =>
        local.Kind == target.Kind || (local is BtfEnum && target is BtfEnum);

    private static bool IsForwardFor(BtfType local, BtfType target) => (local, target) switch
    {
        (BtfForward forward, BtfStruct structure) => forward.IsUnion == structure.IsUnion,
        (BtfStruct structure, BtfForward forward) => forward.IsUnion == structure.IsUnion,
        _ => false,
    };

    private static bool AllReferences(BtfType local, BtfType target, Func<BtfType, BtfType, bool> areAlike)
    {
        for (int i = 0; i < local.ReferenceCount; i++)
        {
            if (!areAlike(local.ReferenceAt(i), target.ReferenceAt(i)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ValuesMatch(BtfEnum local, BtfEnum target) => local.Values.All(value =>
        target.Values.Any(other => CoreName.AreEqual(value.Name, other.Name)));

    private static bool MembersMatch(BtfStruct local, BtfStruct target, int depth) => local.Members.All(member =>
        member.Name.Length == 0
            ? member.Type.Underlying is not BtfStruct inner || MembersMatch(inner, target, depth + 1)
            : FindMember(target, member.Name, depth) is { } other
                && Matches(member.Type, other.Type, false, depth + 1));

    private static BtfMember? FindMember(BtfStruct type, string name, int depth)
    {
        foreach (BtfMember member in type.Members)
        {
            BtfMember? found = string.Equals(member.Name, name, StringComparison.Ordinal) ? member
                : member.Name.Length == 0 && depth < MaxDepth && member.Type.Underlying is BtfStruct inner
                    ? FindMember(inner, name, depth + 1)
                : null;
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }
}
