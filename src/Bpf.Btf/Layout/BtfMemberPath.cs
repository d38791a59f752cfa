using System.Collections.Immutable;
using System.Globalization;

namespace Bpf.Btf;

/// <summary>Where a member lies in a structure, found by its path.</summary>
/// <param name="Type">The type of the member; of an element, if the path ends with an index.</param>
/// <param name="BitOffset">Bits from the start of the structure.</param>
/// <param name="BitFieldSize">Bits of a bit-field; 0 for an ordinary member.</param>
/// <param name="Indices">Indices of members and elements from the structure on, anonymous members included.</param>
public sealed record BtfMemberPath(BtfType Type, ulong BitOffset, int BitFieldSize, ImmutableArray<int> Indices)
{
    /// <summary>Whole bytes from the start of the structure.</summary>
    public ulong ByteOffset => BitOffset / 8;

    /// <summary>The path as CO-RE relocations have it: element 0 of an array of structures, then the indices.</summary>
    public string AccessString =>
        string.Join(':', Indices.Prepend(0).Select(index => index.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Finds a member by a path such as <c>se.vruntime</c> or <c>comm[3]</c>.</summary>
    /// <param name="type">A structure or union, also behind typedefs and qualifiers.</param>
    /// <param name="path">Names and indices. Members of anonymous structures and unions need no name for those.</param>
    /// <returns>The place; <see langword="null"/> if the type has no such member.</returns>
    public static BtfMemberPath? Find(BtfType type, string path)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(path);
        var place = new BtfMemberPath(type, 0, 0, []);
        foreach (string part in path.Split('.'))
        {
            int bracket = part.IndexOf('[', StringComparison.Ordinal);
            string name = bracket < 0 ? part : part[..bracket];
            if (name.Length == 0 || place.Step(name, 0) is not { } member)
            {
                return null;
            }

            place = member;
            if (bracket >= 0)
            {
                if (place.StepIndices(part.AsSpan(bracket)) is not { } element)
                {
                    return null;
                }

                place = element;
            }
        }

        return place;
    }

    /// <summary>Goes to the member at an index, of a structure or array.</summary>
    /// <returns>The place; <see langword="null"/> if there is none.</returns>
    internal BtfMemberPath? StepTo(int index) => Type.Underlying switch
    {
        BtfStruct structure when (uint)index < (uint)structure.Members.Length => Join(structure.Members[index], index),
        BtfArray array when index >= 0 && array.Element.ByteSize is { } size => new BtfMemberPath(
            array.Element, BitOffset + ((ulong)size * 8 * (ulong)index), 0, Indices.Add(index)),
        _ => null,
    };

    private BtfMemberPath Join(BtfMember member, int index) =>
        new(member.Type, BitOffset + member.BitOffset, member.BitFieldSize, Indices.Add(index));

    private BtfMemberPath? Step(string name, int depth)
    {
        if (Type.Underlying is not BtfStruct structure || depth > BtfLimits.MaxDepth)
        {
            return null;
        }

        for (int i = 0; i < structure.Members.Length; i++)
        {
            BtfMember member = structure.Members[i];
            BtfMemberPath? found = member.Name == name ? Join(member, i)
                : member.Name.Length == 0 ? Join(member, i).Step(name, depth + 1)
                : null;
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private BtfMemberPath? StepIndices(ReadOnlySpan<char> brackets)
    {
        BtfMemberPath? place = this;
        while (!brackets.IsEmpty)
        {
            int end = brackets.IndexOf(']');
            bool isIndex = brackets[0] == '[' && end > 1;
            if (!isIndex || place?.Type.Underlying is not BtfArray || !int.TryParse(
                brackets[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            {
                return null;
            }

            place = place.StepTo(index);
            brackets = brackets[(end + 1)..];
        }

        return place;
    }
}
