using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Bpf.Btf;

/// <summary>Makes a type from its record. What the record itself can tell is checked here; cycles are not.</summary>
internal readonly ref struct BtfDecoder
{
    private readonly BtfSpec _spec;
    private readonly ReadOnlySpan<byte> _tail;
    private readonly int _offset;
    private readonly BtfRecord _record;

    private BtfDecoder(BtfSpec spec, ReadOnlySpan<byte> data, int offset)
    {
        _spec = spec;
        _offset = offset;
        _record = BtfRecord.Read(data[offset..]);
        _tail = data[(offset + BtfRecord.Size)..(offset + BtfRecord.SizeOf(_record.Info))];
    }

    /// <summary>
    /// Decodes the record at <paramref name="offset"/>, which lies inside <paramref name="data"/> as a whole.
    /// </summary>
    public static BtfType Decode(BtfSpec spec, ReadOnlySpan<byte> data, int offset) =>
        new BtfDecoder(spec, data, offset).Decode();

    private BtfType Decode() => _record.Kind switch
    {
        BtfKind.Int => DecodeInt(),
        BtfKind.Pointer => new BtfPointer(Anonymous(Target)),
        BtfKind.Array => new BtfArray(Anonymous(TypeAt(0)), TypeAt(4), UInt32At(8)),
        BtfKind.Struct or BtfKind.Union => DecodeStruct(),
        BtfKind.Enum or BtfKind.Enum64 => DecodeEnum(),
        BtfKind.Forward => new BtfForward(Name, _record.KindFlag),
        BtfKind.Typedef => new BtfTypedef(Name, Target),
        BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict => new BtfQualifier(_record.Kind, Anonymous(Target)),
        BtfKind.Function => new BtfFunction(Name, Target, Linkage((uint)_record.Count)),
        BtfKind.FunctionPrototype => DecodePrototype(),
        BtfKind.Variable => new BtfVariable(Name, Target, Linkage(UInt32At(0))),
        BtfKind.DataSection => DecodeDataSection(),
        BtfKind.Float => DecodeFloat(),
        BtfKind.DeclarationTag => DecodeDeclarationTag(),
        BtfKind.TypeTag => new BtfTypeTag(Name, Target, _record.KindFlag),
        _ => throw Error($"kind {(int)_record.Kind} is not known"),
    };

    private string Name => NameAt(_record.NameOffset);

    private TypeReference Target => Reference(_record.SizeOrType);

    private BtfInt DecodeInt()
    {
        uint layout = UInt32At(0);
        (int bits, int offset) = ((int)(layout & 0xFF), (int)((layout >> 16) & 0xFF));
        uint size = _record.SizeOrType;
        if (size is not (1 or 2 or 4 or 8 or 16) || bits == 0 || bits + offset > size * 8)
        {
            throw Error($"{bits} bits at bit {offset} do not make an integer of {size} bytes");
        }

        return new BtfInt(Name, (int)size, (BtfIntEncoding)((layout >> 24) & 0xF), bits, offset);
    }

    private BtfFloat DecodeFloat() => _record.SizeOrType is 2 or 4 or 8 or 12 or 16
        ? new BtfFloat(Name, (int)_record.SizeOrType)
        : throw Error($"{_record.SizeOrType} bytes do not make a floating point number");

    private BtfStruct DecodeStruct()
    {
        var members = new BtfMember[_record.Count];
        for (int i = 0; i < members.Length; i++)
        {
            uint place = UInt32At((i * 12) + 8);
            (uint offset, uint size) = _record.KindFlag ? (place & 0xFFFFFF, place >> 24) : (place, 0);
            members[i] = new BtfMember(NameAt(UInt32At(i * 12)), TypeAt((i * 12) + 4), offset, (int)size);
        }

        return new BtfStruct(
            Name, _record.SizeOrType, ImmutableCollectionsMarshal.AsImmutableArray(members),
            _record.Kind == BtfKind.Union);
    }

    private BtfEnum DecodeEnum()
    {
        bool is64 = _record.Kind == BtfKind.Enum64;
        if (_record.SizeOrType is not (1 or 2 or 4 or 8))
        {
            throw Error($"{_record.SizeOrType} bytes do not make an enumeration");
        }

        var values = new BtfEnumValue[_record.Count];
        for (int i = 0; i < values.Length; i++)
        {
            int at = i * (is64 ? 12 : 8);
            uint low = UInt32At(at + 4);
            long value = is64 ? (long)(low | ((ulong)UInt32At(at + 8) << 32)) : _record.KindFlag ? (int)low : low;
            values[i] = new BtfEnumValue(NameAt(UInt32At(at)), value);
        }

        return new BtfEnum(
            Name, (int)_record.SizeOrType, _record.KindFlag,
            ImmutableCollectionsMarshal.AsImmutableArray(values), is64);
    }

    private BtfFunctionPrototype DecodePrototype()
    {
        var parameters = new BtfParameter[_record.Count];
        for (int i = 0; i < parameters.Length; i++)
        {
            parameters[i] = new BtfParameter(NameAt(UInt32At(i * 8)), TypeAt((i * 8) + 4));
        }

        return new BtfFunctionPrototype(Anonymous(Target), ImmutableCollectionsMarshal.AsImmutableArray(parameters));
    }

    private BtfDataSection DecodeDataSection()
    {
        var variables = new BtfSectionVariable[_record.Count];
        for (int i = 0; i < variables.Length; i++)
        {
            variables[i] = new BtfSectionVariable(TypeAt(i * 12), UInt32At((i * 12) + 4), UInt32At((i * 12) + 8));
        }

        return new BtfDataSection(Name, _record.SizeOrType, ImmutableCollectionsMarshal.AsImmutableArray(variables));
    }

    private BtfDeclarationTag DecodeDeclarationTag()
    {
        int component = (int)UInt32At(0);
        return component >= BtfDeclarationTag.WholeDeclaration
            ? new BtfDeclarationTag(Name, Target, component, _record.KindFlag)
            : throw Error($"component {component} is below -1");
    }

    private BtfLinkage Linkage(uint value) => value <= (uint)BtfLinkage.Extern
        ? (BtfLinkage)value
        : throw Error($"linkage {value} is not known");

    private TypeReference Anonymous(TypeReference reference) => _record.NameOffset == 0
        ? reference
        : throw Error($"a {_record.Kind} has no name, yet one is given");

    private uint UInt32At(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_tail[at..]);

    private TypeReference TypeAt(int at) => Reference(UInt32At(at));

    private TypeReference Reference(uint id) => id < (uint)_spec.Count
        ? new TypeReference(_spec, (int)id)
        : throw Error($"type id {id} is not below {_spec.Count}");

    private string NameAt(uint offset)
    {
        if (!_spec.TryStringAt(offset, out ReadOnlySpan<byte> name))
        {
            throw Error($"name offset {offset} is outside the strings");
        }

        return name.Length <= BtfLimits.MaxNameLength
            ? Encoding.UTF8.GetString(name)
            : throw Error($"a name of {name.Length} bytes is too long");
    }

    private BtfFormatException Error(string reason) => new($"read BTF: {_record.Kind} record: {reason}", _offset);
}
