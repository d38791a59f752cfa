using System.Collections.Immutable;
using Bpf.Btf;

namespace KernelScript.Semantics;

/// <summary>Makes types of the language from BTF types. Structs stay empty until they are completed.</summary>
internal sealed class BtfTypeConverter
{
    private const string TracepointRecord = "trace_event_raw_";

    private readonly Dictionary<BtfStruct, StructType> _structs = [];
    private readonly Dictionary<StructType, BtfStruct> _sources = [];
    private readonly Dictionary<BtfEnum, EnumType> _enums = [];

    /// <summary>The struct or union, without its fields yet.</summary>
    public StructType Struct(BtfStruct source, string? name = null)
    {
        if (!_structs.TryGetValue(source, out StructType? type))
        {
            name ??= source.Name;
            bool isRecord = name.StartsWith(TracepointRecord, StringComparison.Ordinal);
            type = new StructType(name, isRecord ? StructRole.Context : StructRole.Kernel);
            _structs.Add(source, type);
            _sources.Add(type, source);
            type.SetLayout([], (int)source.Size, AlignmentOf((int)source.Size));

            // A record is looked into by every program that names it.
            if (isRecord)
            {
                Complete(type);
            }
        }

        return type;
    }

    /// <summary>Gives a struct its fields.</summary>
    public void Complete(StructType type)
    {
        if (!type.Fields.IsEmpty || !_sources.TryGetValue(type, out BtfStruct? source))
        {
            return;
        }

        var fields = ImmutableArray.CreateBuilder<FieldSymbol>(source.Members.Length);
        AddFields(source, 0, type.Name, fields);
        type.SetLayout(fields.DrainToImmutable(), (int)source.Size, AlignmentOf((int)source.Size));
    }

    /// <summary>An enum with its values.</summary>
    public EnumType Enum(BtfEnum source)
    {
        if (!_enums.TryGetValue(source, out EnumType? type))
        {
            type = new EnumType(
                source.Name, TypeFacts.Integer(source.Size, source.IsSigned),
                [.. source.Values.Select(v => new KeyValuePair<string, long>(v.Name, v.Value))]);
            _enums.Add(source, type);
        }

        return type;
    }

    /// <summary>The type of the language that has the same bytes; null for one of no size.</summary>
    /// <param name="anonymousName">The name of a struct that has none.</param>
    public TypeSymbol? Convert(BtfType source, string anonymousName = "")
    {
        switch (source.Underlying)
        {
            case BtfInt integer:
                return ConvertInteger(integer);
            case BtfEnum e:
                // Kernel code mixes enums and integers; so may scripts that read its fields.
                return TypeFacts.Integer(e.Size, e.IsSigned);
            case BtfPointer pointer:
                // What kernel memory points to is read safely: a null gives zeros.
                return new PointerType(ConvertTarget(pointer.Target, anonymousName), isNullable: false);
            case BtfStruct s:
                return Struct(s, s.Name.Length == 0 ? anonymousName : null);
            case BtfArray { Length: > 0 } array when Convert(array.Element, anonymousName) is { } element:
                return new ArrayType(element, (int)array.Length);
            case BtfFloat f:
                return new ArrayType(BuiltInTypes.U8, f.Size);
            default:
                return null;
        }
    }

    private TypeSymbol ConvertTarget(BtfType target, string anonymousName) => target.Underlying switch
    {
        BtfForward f => new StructType(f.Name, StructRole.Kernel),
        BtfVoid or BtfFunctionPrototype => BuiltInTypes.Void,
        _ => Convert(target, anonymousName) ?? BuiltInTypes.Void,
    };

    private static TypeSymbol ConvertInteger(BtfInt integer)
    {
        if (integer.Size is not (1 or 2 or 4 or 8))
        {
            return new ArrayType(BuiltInTypes.U8, integer.Size);
        }

        // The compiler that built the kernel says 'char' and 'bool' by name, not always by encoding.
        return (integer.Name, integer.Size) switch
        {
            ("char", 1) => BuiltInTypes.Char,
            ("_Bool" or "bool", 1) => BuiltInTypes.Bool,
            _ => TypeFacts.Integer(integer.Size, integer.IsSigned),
        };
    }

    // The members of a struct without a name are the outer struct's own.
    private void AddFields(BtfStruct source, int baseOffset, string path, ImmutableArray<FieldSymbol>.Builder fields)
    {
        foreach (BtfMember member in source.Members)
        {
            if (member.Name.Length == 0)
            {
                if (member.Type.Underlying is BtfStruct inner)
                {
                    AddFields(inner, baseOffset + member.ByteOffset, path, fields);
                }

                continue;
            }

            if (Convert(member.Type, $"{path}.{member.Name}") is { } type)
            {
                fields.Add(Field(member, type, baseOffset));
            }
        }
    }

    private static FieldSymbol Field(BtfMember member, TypeSymbol type, int baseOffset)
    {
        if (!member.IsBitField)
        {
            return new FieldSymbol(member.Name, type, baseOffset + member.ByteOffset, type.Size);
        }

        int unit = type.Size * 8;
        int first = (int)member.BitOffset / unit;
        return new FieldSymbol(
            member.Name, type, baseOffset + first * type.Size, type.Size,
            (int)member.BitOffset - first * unit, member.BitFieldSize);
    }

    // BTF does not say alignment; the largest power of two that divides the size is never too small in practice.
    private static int AlignmentOf(int size) => size == 0 ? 1 : Math.Min(size & -size, 8);
}
