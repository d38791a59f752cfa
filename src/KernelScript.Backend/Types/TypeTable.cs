using System.Collections.Immutable;
using System.Diagnostics;
using Bpf.Btf;
using KernelScript.Ir;

namespace KernelScript.Backend.Types;

/// <summary>The BTF of a module: source-level types, functions, sections.</summary>
/// <remarks>Each source-level type object becomes one BTF type; the builder merges those that are equal.</remarks>
internal sealed class TypeTable
{
    private static readonly BtfInt _arrayIndex = new("__ARRAY_SIZE_TYPE__", 4, BtfIntEncoding.None);
    private static readonly Version _enum64 = new(6, 0);

    private readonly Dictionary<DataType, BtfType> _types = new(ReferenceEqualityComparer.Instance);
    private readonly BtfBuilder _builder = new();
    private readonly Target _target;

    /// <summary>An empty table. Kernels before 6.0 get integers for enums with 64-bit values.</summary>
    public TypeTable(Target target) => _target = target;

    /// <summary>The spec of everything asked for so far.</summary>
    public BtfSpec Build() => _builder.Build();

    /// <summary>The map with the types of its keys and values; void is not stated.</summary>
    public CompiledMap Map(IrMap map) => new(map, ElementType(map.Key), ElementType(map.Value));

    /// <summary>The function's type. What the source does not state is made from the IR's types.</summary>
    public BtfFunction Function(IrFunction function)
    {
        var parameters = ImmutableArray.CreateBuilder<BtfParameter>(function.Entry.Parameters.Count);
        for (int i = 0; i < function.Entry.Parameters.Count; i++)
        {
            bool stated = function.Signature is { } signature && i < signature.Parameters.Length;
            string name = stated ? function.Signature!.Parameters[i].Key : "";
            BtfType parameter = stated
                ? Convert(function.Signature!.Parameters[i].Value)
                : Convert(function.TypeOf(function.Entry.Parameters[i]));
            parameters.Add(new BtfParameter(IsIdentifier(name) ? name : $"arg{i + 1}", parameter));
        }

        BtfType result = function.Signature is { } stating ? Convert(stating.Result) : Convert(function.ReturnType);
        var prototype = new BtfFunctionPrototype(result, parameters.MoveToImmutable());
        BtfLinkage linkage = function.Program != null ? BtfLinkage.Global : BtfLinkage.Static;
        var type = new BtfFunction(function.Name, prototype, linkage);
        _builder.Add(type);
        return type;
    }

    /// <summary>The section with the variables that the outside may see; null when it has none.</summary>
    public DataSection Section(DataSection section)
    {
        var places = ImmutableArray.CreateBuilder<BtfSectionVariable>();
        var variables = ImmutableArray.CreateBuilder<DataVariable>(section.Variables.Length);
        foreach (DataVariable variable in section.Variables)
        {
            BtfVariable? type = null;
            if (!variable.Global.IsHidden && IsIdentifier(variable.Global.Name))
            {
                type = new BtfVariable(variable.Global.Name, Convert(variable.Global.Type), BtfLinkage.Global);
                places.Add(new BtfSectionVariable(type, (uint)variable.Offset, (uint)variable.Size));
            }

            variables.Add(variable with { Type = type });
        }

        BtfDataSection? sectionType = null;
        if (places.Count > 0)
        {
            sectionType = new BtfDataSection(section.Name, (uint)section.Contents.Length, places.ToImmutable());
            _builder.Add(sectionType);
        }

        return section with { Variables = variables.MoveToImmutable(), Type = sectionType };
    }

    private BtfType? ElementType(DataType type)
    {
        if (type is VoidData)
        {
            return null;
        }

        BtfType converted = Convert(type);
        _builder.Add(converted);
        return converted;
    }

    /// <summary>What the kernel takes as a name of a function, parameter or variable on every version.</summary>
    private static bool IsIdentifier(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return name.Length > 0 && !char.IsAsciiDigit(name[0]);
    }

    private BtfType Convert(DataType type)
    {
        if (_types.TryGetValue(type, out BtfType? known))
        {
            return known;
        }

        BtfType converted = type switch
        {
            VoidData => BtfVoid.Instance,
            IntegerData integer => new BtfInt(integer.Name, integer.Size, Encoding(integer.Encoding)),
            PointerData pointer => new BtfPointer(Convert(pointer.Target)),
            ArrayData array => new BtfArray(Convert(array.Element), _arrayIndex, (uint)array.Count),
            StructData structure => Convert(structure),
            EnumData enumeration => Convert(enumeration),
            AliasData alias => new BtfTypedef(alias.Name, Convert(alias.Target)),
            ForwardData forward => new BtfForward(forward.Name),
            FunctionData signature => Convert(signature),
            _ => throw new UnreachableException($"No BTF for {type.GetType().Name}."),
        };
        _types[type] = converted;
        return converted;
    }

    private BtfStruct Convert(StructData structure) => new(structure.Name, (uint)structure.Size, self =>
    {
        _types[structure] = self; // A struct may refer to itself through pointers.
        var members = ImmutableArray.CreateBuilder<BtfMember>(structure.Members.Length);
        foreach (DataMember member in structure.Members)
        {
            members.Add(new BtfMember(member.Name, Convert(member.Type), (uint)member.Offset * 8));
        }

        return members.MoveToImmutable();
    });

    private BtfType Convert(EnumData enumeration)
    {
        bool is64 = false;
        var values = ImmutableArray.CreateBuilder<BtfEnumValue>(enumeration.Values.Length);
        foreach ((string name, long value) in enumeration.Values)
        {
            is64 |= enumeration.IsSigned ? value != (int)value : value != (uint)value;
            values.Add(new BtfEnumValue(name, value));
        }

        if (is64 && _target.Kernel < _enum64)
        {
            BtfIntEncoding encoding = enumeration.IsSigned ? BtfIntEncoding.Signed : BtfIntEncoding.None;
            return new BtfInt(enumeration.Name, enumeration.Size, encoding);
        }

        return new BtfEnum(enumeration.Name, enumeration.Size, enumeration.IsSigned, values.MoveToImmutable(), is64);
    }

    private BtfFunctionPrototype Convert(FunctionData signature)
    {
        var parameters = ImmutableArray.CreateBuilder<BtfParameter>(signature.Parameters.Length);
        foreach ((string name, DataType type) in signature.Parameters)
        {
            parameters.Add(new BtfParameter(name, Convert(type)));
        }

        return new BtfFunctionPrototype(Convert(signature.Result), parameters.MoveToImmutable());
    }

    private static BtfType Convert(IrType type) => type.Kind switch
    {
        IrTypeKind.Void => BtfVoid.Instance,
        IrTypeKind.Bool => new BtfInt("bool", 1, BtfIntEncoding.Bool),
        IrTypeKind.Pointer => new BtfPointer(BtfVoid.Instance),
        _ => new BtfInt($"u{type.Bits}", type.Bytes, BtfIntEncoding.None),
    };

    private static BtfIntEncoding Encoding(IntegerEncoding encoding) => encoding switch
    {
        IntegerEncoding.Signed => BtfIntEncoding.Signed,
        IntegerEncoding.Bool => BtfIntEncoding.Bool,
        IntegerEncoding.Char => BtfIntEncoding.Char,
        _ => BtfIntEncoding.None,
    };
}
