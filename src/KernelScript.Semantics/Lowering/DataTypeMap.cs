using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

/// <summary>Describes types of the language as the outside sees them; the back end makes BTF of it.</summary>
internal sealed class DataTypeMap
{
    private readonly Dictionary<TypeSymbol, DataType> _types = new(ReferenceEqualityComparer.Instance);

    /// <summary>The description of <paramref name="type"/>; the same object for the same type object.</summary>
    public DataType Of(TypeSymbol type)
    {
        if (_types.TryGetValue(type, out DataType? known))
        {
            return known;
        }

        if (type is StructType { Role: StructRole.Plain } structure)
        {
            return OfStruct(structure);
        }

        DataType made = type switch
        {
            PrimitiveType p => OfPrimitive(p),
            StringType s => new ArrayData(Of(BuiltInTypes.Char), s.Capacity),
            ArrayType a => new ArrayData(Of(a.Element), a.Count),
            PointerType p => new PointerData(Of(p.Element)),
            EnumType e => new EnumData(e.Name, e.Size, e.Underlying.IsSigned, e.Values),
            StructType s => new ForwardData(s.Name),
            FunctionType => new PointerData(VoidData.Instance),
            _ => VoidData.Instance,
        };
        _types[type] = made;
        return made;
    }

    /// <summary>The signature of a function of these parameters.</summary>
    public FunctionData Signature(TypeSymbol result, IEnumerable<KeyValuePair<string, TypeSymbol>> parameters) =>
        new(Of(result), [.. parameters.Select(p => KeyValuePair.Create(p.Key, Of(p.Value)))]);

    private static DataType OfPrimitive(PrimitiveType type) => type.Kind switch
    {
        PrimitiveKind.Bool => new IntegerData(type.Name, type.Size, IntegerEncoding.Bool),
        PrimitiveKind.Char => new IntegerData(type.Name, type.Size, IntegerEncoding.Char),
        _ when type.Size == 0 => VoidData.Instance,
        _ when type.IsSigned => new IntegerData(type.Name, type.Size, IntegerEncoding.Signed),
        _ => new IntegerData(type.Name, type.Size, IntegerEncoding.Unsigned),
    };

    // Types that the language makes up, such as options, have names that are none in C.
    private static string IdentifierOf(string name) => string.Create(name.Length, name, (characters, source) =>
    {
        for (int i = 0; i < source.Length; i++)
        {
            characters[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
        }
    });

    // Entered before its members are looked at: a struct may hold pointers to itself.
    private StructData OfStruct(StructType type)
    {
        var data = new StructData(IdentifierOf(type.Name), type.Size);
        _types[type] = data;
        data.Members =
        [
            .. type.Fields.Where(f => f.BitSize == 0).Select(f => new DataMember(f.Name, Of(f.Type), f.Offset)),
        ];
        return data;
    }
}
