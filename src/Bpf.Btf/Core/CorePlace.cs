using System.Collections.Immutable;
using System.Globalization;

namespace Bpf.Btf;

/// <summary>A step of an access: to a member by name, or to an element by index.</summary>
/// <param name="Member">The member that the step goes to; <see langword="null"/> for an element.</param>
/// <param name="Index">The index of the element.</param>
internal readonly record struct CoreStep(BtfMember? Member, int Index);

/// <summary>A place inside of a type, and how it is reached.</summary>
/// <param name="Type">The type at the place.</param>
/// <param name="BitOffset">Bits from the start of the root type.</param>
/// <param name="Steps">The steps, without those to members that have no name.</param>
internal sealed record CorePlace(BtfType Type, ulong BitOffset, ImmutableArray<CoreStep> Steps)
{
    /// <summary>The member at the place; <see langword="null"/> if it is the root type or an element.</summary>
    public BtfMember? Member => Steps is [.., var last] ? last.Member : null;

    /// <summary>The start of a type.</summary>
    public static CorePlace At(BtfType root) => new(root, 0, []);

    /// <summary>Follows the indices that a compiler wrote.</summary>
    /// <param name="access">Indices such as <c>0:1:2</c>; the first treats the root as an array.</param>
    /// <exception cref="BtfFormatException">The indices do not fit the type.</exception>
    public static CorePlace Parse(BtfType root, string access)
    {
        ImmutableArray<int> indices = ParseIndices(access);
        CorePlace? place = At(root).ToElementOf(root, indices[0]);
        foreach (int index in indices.AsSpan()[1..])
        {
            place = place?.StepTo(index);
        }

        return place ?? throw new BtfFormatException($"apply CO-RE: access '{access}' does not fit {root}", 0);
    }

    /// <exception cref="BtfFormatException">The text is not a list of indices.</exception>
    public static ImmutableArray<int> ParseIndices(string access)
    {
        var indices = ImmutableArray.CreateBuilder<int>();
        foreach (string part in access.Split(':'))
        {
            indices.Add(int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                ? index
                : throw new BtfFormatException($"apply CO-RE: '{access}' is not a list of indices", 0));
        }

        return indices.ToImmutable();
    }

    /// <summary>Takes the steps that lead to another place, members by name, in this place's type.</summary>
    /// <returns>The place; <see langword="null"/> if the type has none like it.</returns>
    public CorePlace? Follow(CorePlace local)
    {
        CorePlace? place = ToElementOf(Type, local.Steps[0].Index);
        foreach (CoreStep step in local.Steps.AsSpan()[1..])
        {
            place = step.Member is { } member ? place?.ToMemberLike(member, 0) : place?.ToElement(step.Index);
        }

        return place;
    }

    private CorePlace? StepTo(int index) => Type.Underlying switch
    {
        BtfStruct structure when index < structure.Members.Length => ToMember(structure.Members[index]),
        BtfArray => ToElement(index),
        _ => null,
    };

    private CorePlace ToMember(BtfMember member) => new(
        member.Type,
        BitOffset + member.BitOffset,
        member.Name.Length > 0 ? Steps.Add(new CoreStep(member, 0)) : Steps);

    private CorePlace? ToMemberLike(BtfMember local, int depth)
    {
        if (Type.Underlying is not BtfStruct structure || depth > BtfLimits.MaxDepth)
        {
            return null;
        }

        foreach (BtfMember member in structure.Members)
        {
            if (member.Name.Length == 0)
            {
                if (ToMember(member).ToMemberLike(local, depth + 1) is { } found)
                {
                    return found;
                }
            }
            else if (string.Equals(member.Name, local.Name, StringComparison.Ordinal))
            {
                return CoreCompatibility.OfFields(local.Type, member.Type) ? ToMember(member) : null;
            }
        }

        return null;
    }

    private CorePlace? ToElement(int index)
    {
        if (Type.Underlying is not BtfArray array || (index >= array.Length && !IsFlexible(array)))
        {
            return null;
        }

        return ToElementOf(array.Element, index);
    }

    /// <summary>An array without length at the end of a structure may be accessed anywhere.</summary>
    private bool IsFlexible(BtfArray array) => array.Length == 0 && Member is not null;

    private CorePlace? ToElementOf(BtfType element, int index)
    {
        if (index != 0 && element.ByteSize is null)
        {
            return null;
        }

        ulong offset = BitOffset + ((ulong)(element.ByteSize ?? 0) * 8 * (ulong)index);
        return new CorePlace(element, offset, Steps.Add(new CoreStep(null, index)));
    }
}
