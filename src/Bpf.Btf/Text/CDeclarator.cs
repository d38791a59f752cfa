using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Bpf.Btf;

/// <summary>Writes C declarations and the bodies of structures, unions and enumerations.</summary>
internal sealed class CDeclarator(CNames names, TypeAlignment alignments)
{
    private const int BitsPerByte = 8;
    private const ulong LongBits = 64;

    /// <summary>Bytes that are padded by bit-fields without a name; what is longer is an array.</summary>
    private const ulong MaxBitFieldPadding = 256;

    /// <summary>Types without a name are written wherever they are used: shared ones can explode.</summary>
    private const int MaxLength = 1 << 24;

    /// <summary>Writes a declaration; types without a name are written in full.</summary>
    /// <param name="name">What is declared; empty for the type alone.</param>
    /// <param name="indent">Tabs before the lines of bodies.</param>
    public void Write(StringBuilder text, BtfType type, string name, int indent)
    {
        // From the name outwards: what is applied to it last in BTF stands farthest away in C.
        string declarator = name;
        string qualifiers = string.Empty;
        bool isPointer = false;
        for (; ; )
        {
            switch (type)
            {
                case BtfQualifier qualifier:
                    qualifiers = Join(qualifiers, Keyword(qualifier.Kind));
                    type = qualifier.Target;
                    break;
                case BtfTypeTag tag:
                    type = tag.Target;
                    break;
                case BtfPointer pointer:
                    declarator = "*" + Join(qualifiers, declarator);
                    (qualifiers, isPointer, type) = (string.Empty, true, pointer.Target);
                    break;
                case BtfArray array:
                    declarator = string.Create(
                        CultureInfo.InvariantCulture, $"{Group(declarator, isPointer)}[{array.Length}]");
                    (isPointer, type) = (false, array.Element);
                    break;
                case BtfFunctionPrototype prototype:
                    declarator = $"{Group(declarator, isPointer)}({Parameters(prototype, indent)})";
                    (qualifiers, isPointer, type) = (string.Empty, false, prototype.ReturnType);
                    break;
                default:
                    WriteBase(text, type, qualifiers, indent);
                    text.Append(declarator.Length > 0 ? " " : "").Append(declarator);
                    return;
            }
        }
    }

    /// <summary>Writes a structure, union or enumeration with its members.</summary>
    public void WriteBody(StringBuilder text, BtfType type, int indent)
    {
        if (text.Length > MaxLength)
        {
            throw new InvalidOperationException($"print {type} as C: its definition is too long");
        }

        text.Append(TagOf(type)).Append(" {\n");
        switch (type)
        {
            case BtfStruct structure:
                WriteMembers(text, structure, indent + 1);
                break;
            case BtfEnum enumeration:
                WriteValues(text, enumeration, indent + 1);
                break;
            default:
                throw new UnreachableException($"{type.GetType().Name} has no body.");
        }

        text.Append('\t', indent).Append('}').Append(Attributes(type));
    }

    /// <summary>The keyword and name of a structure, union or enumeration.</summary>
    public string TagOf(BtfType type)
    {
        string keyword = type switch
        {
            BtfStruct { IsUnion: true } or BtfForward { IsUnion: true } => "union",
            BtfStruct or BtfForward => "struct",
            _ => "enum",
        };
        return type.Name.Length == 0 ? keyword : $"{keyword} {(type is BtfForward ? type.Name : names.NameOf(type))}";
    }

    private static string Join(string left, string right) =>
        left.Length == 0 ? right : right.Length == 0 ? left : $"{left} {right}";

    private static string Group(string declarator, bool isPointer) => isPointer ? $"({declarator})" : declarator;

    private static string Keyword(BtfKind kind) => kind switch
    {
        BtfKind.Const => "const",
        BtfKind.Volatile => "volatile",
        _ => "restrict",
    };

    private string Parameters(BtfFunctionPrototype type, int indent)
    {
        if (type.Parameters.IsEmpty)
        {
            return "void";
        }

        var text = new StringBuilder();
        for (int i = 0; i < type.Parameters.Length; i++)
        {
            text.Append(i > 0 ? ", " : "");
            if (i > 0 && i == type.Parameters.Length - 1 && type.IsVariadic)
            {
                text.Append("...");
            }
            else
            {
                Write(text, type.Parameters[i].Type, type.Parameters[i].Name, indent);
            }
        }

        return text.ToString();
    }

    private void WriteBase(StringBuilder text, BtfType type, string qualifiers, int indent)
    {
        text.Append(qualifiers).Append(qualifiers.Length > 0 ? " " : "");
        switch (type)
        {
            case BtfStruct { Name.Length: 0 } or BtfEnum { Name.Length: 0 }:
                WriteBody(text, type, indent);
                break;
            case BtfStruct or BtfEnum or BtfForward:
                text.Append(TagOf(type));
                break;
            case BtfTypedef:
                text.Append(names.NameOf(type));
                break;
            case BtfVoid:
                text.Append("void");
                break;
            default:
                text.Append(type.Name);
                break;
        }
    }

    private string Attributes(BtfType type) => type switch
    {
        BtfStruct structure when alignments.IsPacked(structure) => " __attribute__((packed))",
        BtfEnum { Size: 8 } enumeration when enumeration.Values.All(FitsInt) => " __attribute__((mode(DI)))",
        BtfEnum { Size: 1 } => " __attribute__((mode(byte)))",
        BtfEnum { Size: 2 } => " __attribute__((mode(HI)))",
        _ => string.Empty,
    };

    private static bool FitsInt(BtfEnumValue value) => value.Value is >= int.MinValue and <= uint.MaxValue;

    private void WriteValues(StringBuilder text, BtfEnum type, int indent)
    {
        foreach (BtfEnumValue value in type.Values)
        {
            text.Append('\t', indent).Append(names.NameOf(value)).Append(" = ");
            if (type.IsSigned)
            {
                text.Append(CultureInfo.InvariantCulture, $"{value.Value}{(type.Is64 ? "LL" : "")},\n");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"{(ulong)value.Value}{(type.Is64 ? "ULL" : "")},\n");
            }
        }
    }

    private void WriteMembers(StringBuilder text, BtfStruct type, int indent)
    {
        bool isPacked = alignments.IsPacked(type);
        ulong position = 0;
        foreach (BtfMember member in type.Members)
        {
            if (!type.IsUnion)
            {
                ulong unit = UnitOf(member, isPacked);
                position = Pad(text, position, member.BitOffset, p => Natural(p, member, unit), indent);
            }

            text.Append('\t', indent);
            Write(text, member.Type, member.Name, indent);
            text.Append(member.IsBitField ? $": {member.BitFieldSize}" : "").Append(";\n");
            ulong bits = member.IsBitField
                ? (ulong)member.BitFieldSize
                : (ulong)(member.Type.ByteSize ?? 0) * BitsPerByte;
            position = type.IsUnion ? Math.Max(position, bits) : member.BitOffset + bits;
        }

        WriteTail(text, type, position, indent);
    }

    /// <summary>Pads a type to its size. In a union the padding has to be a member of its own.</summary>
    private void WriteTail(StringBuilder text, BtfStruct type, ulong position, int indent)
    {
        ulong alignment = (ulong)alignments.Of(type) * BitsPerByte;
        ulong size = (ulong)type.Size * BitsPerByte;
        if (!type.IsUnion)
        {
            Pad(text, position, size, p => RoundUp(p, alignment), indent);
        }
        else if (RoundUp(position, alignment) < size)
        {
            text.Append('\t', indent).Append("struct {\n");
            Pad(text, 0, size, p => p, indent + 1);
            text.Append('\t', indent).Append("};\n");
        }
    }

    /// <summary>Writes padding until what comes next falls on its place by itself.</summary>
    private static ulong Pad(
        StringBuilder text, ulong position, ulong target, Func<ulong, ulong> natural, int indent)
    {
        while (natural(position) < target && position < target)
        {
            ulong bytes = (target - position) / BitsPerByte;
            if (bytes > MaxBitFieldPadding && position % BitsPerByte == 0)
            {
                text.Append('\t', indent).Append(
                    CultureInfo.InvariantCulture, $"char __padding_{position / BitsPerByte}[{bytes}];\n");
                position += bytes * BitsPerByte;
                continue;
            }

            ulong bits = Math.Min(target - position, LongBits - (position % LongBits));
            text.Append('\t', indent).Append(CultureInfo.InvariantCulture, $"long: {bits};\n");
            position += bits;
        }

        return position;
    }

    /// <summary>Bits within which a bit-field stays, or to which another member is aligned.</summary>
    private ulong UnitOf(BtfMember member, bool isPacked) => (isPacked, member.IsBitField) switch
    {
        (true, true) => 1,
        (true, false) => BitsPerByte,
        (false, true) => (ulong)(member.Type.ByteSize ?? 1) * BitsPerByte,
        (false, false) => (ulong)alignments.Of(member.Type) * BitsPerByte,
    };

    private static ulong Natural(ulong position, BtfMember member, ulong unit)
    {
        bool fits = member.IsBitField && (position % unit) + (ulong)member.BitFieldSize <= unit;
        return fits || unit == 1 ? position : RoundUp(position, unit);
    }

    private static ulong RoundUp(ulong value, ulong multiple) => (value + multiple - 1) / multiple * multiple;
}
