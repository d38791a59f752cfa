using System.Diagnostics;

namespace KernelScript.Ir.Text;

public sealed partial class IrPrinter
{
    /// <summary>A data type where it is mentioned.</summary>
    private void WriteDataType(DataType type)
    {
        switch (type)
        {
            case VoidData:
                _text.Append("void");
                break;
            case IntegerData integer:
                _text.Append(IrNames.ShortNameOf(integer)
                    ?? $"int({IrNames.Quote(integer.Name)}, {integer.Size}, {IrNames.Of(integer.Encoding)})");
                break;
            case PointerData pointer:
                _text.Append("ptr(");
                WriteDataType(pointer.Target);
                _text.Append(')');
                break;
            case ArrayData array:
                _text.Append("array(");
                WriteDataType(array.Element);
                Append($", {array.Count})");
                break;
            case FunctionData function:
                WriteSignature(function);
                break;
            case StructData or EnumData or AliasData or ForwardData:
                Append($"%{_labels[type]}");
                break;
            default:
                throw new UnreachableException($"No text for {type.GetType().Name}.");
        }
    }

    private void WriteSignature(FunctionData function)
    {
        _text.Append("fn(");
        for (int i = 0; i < function.Parameters.Length; i++)
        {
            _text.Append(i > 0 ? ", " : "");
            Append($"{IrNames.Quote(function.Parameters[i].Key)}: ");
            WriteDataType(function.Parameters[i].Value);
        }

        _text.Append(") -> ");
        WriteDataType(function.Result);
    }

    /// <summary>The line that defines a named type. The name is left out when the label says it.</summary>
    private void WriteDefinition(DataType type)
    {
        Append($"type %{_labels[type]} = ");
        string name = _labels[type] == type.Name ? "" : $" {IrNames.Quote(type.Name)}";
        switch (type)
        {
            case StructData structure:
                Append($"struct{name} {structure.Size} {{");
                WriteMembers(structure);
                break;
            case EnumData enumeration:
                Append($"enum{name} {enumeration.Size} {(enumeration.IsSigned ? "signed" : "unsigned")} {{");
                WriteEnumerators(enumeration);
                break;
            case AliasData alias:
                Append($"alias{name} ");
                WriteDataType(alias.Target);
                break;
            case ForwardData:
                Append($"forward{name}");
                break;
            default:
                throw new UnreachableException($"No definition for {type.GetType().Name}.");
        }

        _text.Append('\n');
    }

    private void WriteMembers(StructData structure)
    {
        foreach (DataMember member in structure.Members)
        {
            Append($"\n    {member.Offset} {IrNames.Quote(member.Name)} ");
            WriteDataType(member.Type);
        }

        _text.Append(structure.Members.IsEmpty ? "}" : "\n}");
    }

    private void WriteEnumerators(EnumData enumeration)
    {
        foreach (KeyValuePair<string, long> value in enumeration.Values)
        {
            Append($"\n    {IrNames.Quote(value.Key)} {value.Value}");
        }

        _text.Append(enumeration.Values.IsEmpty ? "}" : "\n}");
    }
}
