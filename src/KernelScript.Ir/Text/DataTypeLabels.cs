using System.Globalization;

namespace KernelScript.Ir.Text;

/// <summary>
/// Gives each named data type of a module a label that is unique in the text, in an order fit for reading.
/// </summary>
/// <remarks>
/// Named types keep their identity through the text; the others are written out where they stand. A type comes after
/// the types it mentions, except that structs may be mentioned before they come: only structs can be part of a cycle.
/// </remarks>
internal sealed class DataTypeLabels
{
    private readonly Dictionary<DataType, string> _labels = [];
    private readonly HashSet<string> _used = [];
    private readonly List<DataType> _ordered = [];

    public DataTypeLabels(IrModule module)
    {
        foreach (IrMap map in module.Maps)
        {
            Visit(map.Key);
            Visit(map.Value);
        }

        foreach (IrGlobal global in module.Globals)
        {
            Visit(global.Type);
        }

        foreach (IrFunction function in module.Functions)
        {
            if (function.Signature is { } signature)
            {
                Visit(signature);
            }
        }
    }

    /// <summary>The named types, in the order of their definitions in the text.</summary>
    public IReadOnlyList<DataType> Ordered => _ordered;

    public string this[DataType type] => _labels[type];

    private void Visit(DataType type)
    {
        if (type is StructData or EnumData or AliasData or ForwardData && !_labels.TryAdd(type, NewLabel(type.Name)))
        {
            return;
        }

        switch (type)
        {
            case PointerData pointer:
                Visit(pointer.Target);
                break;
            case ArrayData array:
                Visit(array.Element);
                break;
            case AliasData alias:
                Visit(alias.Target);
                break;
            case StructData structure:
                foreach (DataMember member in structure.Members)
                {
                    Visit(member.Type);
                }

                break;
            case FunctionData function:
                Visit(function.Result);
                foreach (KeyValuePair<string, DataType> parameter in function.Parameters)
                {
                    Visit(parameter.Value);
                }

                break;
            case VoidData or IntegerData or EnumData or ForwardData:
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"No labels rule for {type.GetType().Name}.");
        }

        if (_labels.ContainsKey(type))
        {
            _ordered.Add(type);
        }
    }

    private string NewLabel(string name)
    {
        string stem = name.Length > 0 && name.All(IrNames.IsNameCharacter) ? name : "anonymous";
        string label = stem;
        for (int i = 2; !_used.Add(label); i++)
        {
            label = string.Create(CultureInfo.InvariantCulture, $"{stem}.{i}");
        }

        return label;
    }
}
