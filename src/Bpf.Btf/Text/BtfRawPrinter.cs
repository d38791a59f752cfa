using System.Diagnostics;
using System.Globalization;

namespace Bpf.Btf;

/// <summary>Prints type records, one by one, as <c>bpftool btf dump</c> does.</summary>
public static class BtfRawPrinter
{
    /// <summary>Prints all types of a spec, without those of its base.</summary>
    public static void Print(BtfSpec spec, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(output);
        for (int id = spec.FirstId; id < spec.Count; id++)
        {
            Print(spec, id, output);
        }
    }

    /// <summary>Prints one type: a line, and one more for each member, value, parameter or variable.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No type has this id.</exception>
    public static void Print(BtfSpec spec, int id, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(output);
        BtfType type = spec.TypeById(id);
        Write(output, $"[{id}] {KindName(type.Kind)} '{NameOf(type.Name)}'");
        PrintFields(spec, type, output);
    }

    private static void PrintFields(BtfSpec spec, BtfType type, TextWriter output)
    {
        switch (type)
        {
            case BtfInt integer:
                Write(output, $" size={integer.Size} bits_offset={integer.BitOffset} nr_bits={integer.Bits}");
                WriteLine(output, $" encoding={EncodingName(integer.Encoding)}");
                break;
            case BtfArray array:
                Write(output, $" type_id={spec.IdOf(array.Element)} index_type_id={spec.IdOf(array.Index)}");
                WriteLine(output, $" nr_elems={array.Length}");
                break;
            case BtfStruct structure:
                PrintMembers(spec, structure, output);
                break;
            case BtfEnum enumeration:
                PrintValues(enumeration, output);
                break;
            case BtfForward forward:
                WriteLine(output, $" fwd_kind={(forward.IsUnion ? "union" : "struct")}");
                break;
            case BtfFunction function:
                WriteLine(output, $" type_id={spec.IdOf(function.Prototype)} linkage={LinkageName(function.Linkage)}");
                break;
            case BtfFunctionPrototype prototype:
                PrintParameters(spec, prototype, output);
                break;
            case BtfVariable variable:
                WriteLine(output, $" type_id={spec.IdOf(variable.Type)}, linkage={LinkageName(variable.Linkage)}");
                break;
            case BtfDataSection section:
                PrintVariables(spec, section, output);
                break;
            case BtfFloat real:
                WriteLine(output, $" size={real.Size}");
                break;
            case BtfDeclarationTag tag:
                WriteLine(output, $" type_id={spec.IdOf(tag.Target)} component_idx={tag.ComponentIndex}");
                break;
            case BtfPointer or BtfTypedef or BtfQualifier or BtfTypeTag:
                WriteLine(output, $" type_id={spec.IdOf(type.ReferenceAt(0))}");
                break;
            case BtfVoid:
                WriteLine(output, $"");
                break;
            default:
                throw new UnreachableException($"No printing rule for {type.GetType().Name}.");
        }
    }

    private static void PrintMembers(BtfSpec spec, BtfStruct type, TextWriter output)
    {
        WriteLine(output, $" size={type.Size} vlen={type.Members.Length}");
        foreach (BtfMember member in type.Members)
        {
            Write(
                output, $"\t'{NameOf(member.Name)}' type_id={spec.IdOf(member.Type)} bits_offset={member.BitOffset}");
            if (member.IsBitField)
            {
                Write(output, $" bitfield_size={member.BitFieldSize}");
            }

            WriteLine(output, $"");
        }
    }

    private static void PrintValues(BtfEnum type, TextWriter output)
    {
        string encoding = type.IsSigned ? "SIGNED" : "UNSIGNED";
        WriteLine(output, $" encoding={encoding} size={type.Size} vlen={type.Values.Length}");
        foreach (BtfEnumValue value in type.Values)
        {
            Write(output, $"\t'{NameOf(value.Name)}' val=");
            if (type.IsSigned)
            {
                WriteLine(output, $"{value.Value}{(type.Is64 ? "LL" : "")}");
            }
            else
            {
                WriteLine(output, $"{(ulong)value.Value}{(type.Is64 ? "ULL" : "")}");
            }
        }
    }

    private static void PrintParameters(BtfSpec spec, BtfFunctionPrototype type, TextWriter output)
    {
        WriteLine(output, $" ret_type_id={spec.IdOf(type.ReturnType)} vlen={type.Parameters.Length}");
        foreach (BtfParameter parameter in type.Parameters)
        {
            WriteLine(output, $"\t'{NameOf(parameter.Name)}' type_id={spec.IdOf(parameter.Type)}");
        }
    }

    private static void PrintVariables(BtfSpec spec, BtfDataSection type, TextWriter output)
    {
        WriteLine(output, $" size={type.Size} vlen={type.Variables.Length}");
        foreach (BtfSectionVariable place in type.Variables)
        {
            BtfType variable = place.Variable;
            Write(output, $"\ttype_id={spec.IdOf(variable)} offset={place.Offset} size={place.Size}");
            WriteLine(output, $" ({KindName(variable.Kind)} '{NameOf(variable.Name)}')");
        }
    }

    private static string NameOf(string name) => name.Length == 0 ? "(anon)" : name;

    private static string LinkageName(BtfLinkage linkage) => linkage switch
    {
        BtfLinkage.Static => "static",
        BtfLinkage.Global => "global",
        _ => "extern",
    };

    private static string EncodingName(BtfIntEncoding encoding) => encoding switch
    {
        BtfIntEncoding.None => "(none)",
        BtfIntEncoding.Signed => "SIGNED",
        BtfIntEncoding.Char => "CHAR",
        BtfIntEncoding.Bool => "BOOL",
        _ => "(unknown)",
    };

    private static string KindName(BtfKind kind) => kind switch
    {
        BtfKind.Void => "VOID",
        BtfKind.Int => "INT",
        BtfKind.Pointer => "PTR",
        BtfKind.Array => "ARRAY",
        BtfKind.Struct => "STRUCT",
        BtfKind.Union => "UNION",
        BtfKind.Enum => "ENUM",
        BtfKind.Forward => "FWD",
        BtfKind.Typedef => "TYPEDEF",
        BtfKind.Volatile => "VOLATILE",
        BtfKind.Const => "CONST",
        BtfKind.Restrict => "RESTRICT",
        BtfKind.Function => "FUNC",
        BtfKind.FunctionPrototype => "FUNC_PROTO",
        BtfKind.Variable => "VAR",
        BtfKind.DataSection => "DATASEC",
        BtfKind.Float => "FLOAT",
        BtfKind.DeclarationTag => "DECL_TAG",
        BtfKind.TypeTag => "TYPE_TAG",
        BtfKind.Enum64 => "ENUM64",
        _ => throw new UnreachableException($"No name for kind {kind}."),
    };

    private static void Write(TextWriter output, FormattableString text) =>
        output.Write(text.ToString(CultureInfo.InvariantCulture));

    private static void WriteLine(TextWriter output, FormattableString text)
    {
        Write(output, text);
        output.Write('\n');
    }
}
