using System.Collections.Immutable;

namespace KernelScript.Ir.Text;

public sealed partial class IrParser
{
    /// <summary>Deeper nesting than any program has; keeps recursion off the end of the thread's stack.</summary>
    private const int MaxTypeDepth = 64;

    private readonly Dictionary<string, DataType> _types = [];
    private readonly HashSet<string> _defined = [];
    private int _typeDepth;

    /// <summary>Makes every struct before anything is read: a struct may be mentioned before it is defined.</summary>
    private void DeclareStructs()
    {
        for (; Current.Kind != IrTokenKind.End; _next++)
        {
            if (IsAt(IrTokenKind.Word, "type") && _tokens[_next + 1].Kind == IrTokenKind.TypeLabel)
            {
                int start = _next++;
                string label = Take().Text;
                if (TryPunctuation("=") && TryWord("struct"))
                {
                    string name = ParseOptionalName(label);
                    _types.TryAdd(label, new StructData(name, ParseInt()));
                }

                _next = start;
            }
        }

        _next = 0;
    }

    private string ParseOptionalName(string label) => Current.Kind == IrTokenKind.String ? Take().Text : label;

    private void ParseDefinition()
    {
        IrToken label = Expect(IrTokenKind.TypeLabel, "the label of the type, such as %flow");
        ExpectPunctuation("=");
        if (!_defined.Add(label.Text))
        {
            throw Error(label, $"{label} is defined twice");
        }

        IrToken kind = Expect(IrTokenKind.Word, "struct, enum, alias or forward");
        string name = ParseOptionalName(label.Text);
        switch (kind.Text)
        {
            case "struct":
                ParseInt();
                ((StructData)_types[label.Text]).Members = ParseMembers();
                break;
            case "enum":
                Define(label, ParseEnum(name));
                break;
            case "alias":
                Define(label, new AliasData(name, ParseDataType()));
                break;
            case "forward":
                Define(label, new ForwardData(name));
                break;
            default:
                throw Error(kind, $"'{kind.Text}' is no kind of type; it is struct, enum, alias or forward");
        }
    }

    private void Define(IrToken label, DataType type)
    {
        if (!_types.TryAdd(label.Text, type))
        {
            throw Error(label, $"{label} is defined twice");
        }
    }

    private ImmutableArray<DataMember> ParseMembers()
    {
        ImmutableArray<DataMember>.Builder members = ImmutableArray.CreateBuilder<DataMember>();
        ExpectPunctuation("{");
        while (!TryPunctuation("}"))
        {
            int offset = ParseInt();
            string name = Expect(IrTokenKind.String, "the name of the member in quotes").Text;
            members.Add(new DataMember(name, ParseDataType(), offset));
        }

        return members.ToImmutable();
    }

    private EnumData ParseEnum(string name)
    {
        int size = ParseInt();
        bool isSigned = TryWord("signed");
        if (!isSigned)
        {
            ExpectWord("unsigned");
        }

        ImmutableArray<KeyValuePair<string, long>>.Builder values =
            ImmutableArray.CreateBuilder<KeyValuePair<string, long>>();
        ExpectPunctuation("{");
        while (!TryPunctuation("}"))
        {
            string value = Expect(IrTokenKind.String, "the name of the enumerator in quotes").Text;
            values.Add(new(value, ParseLong()));
        }

        return new EnumData(name, size, isSigned, values.ToImmutable());
    }

    private DataType ParseDataType()
    {
        if (++_typeDepth > MaxTypeDepth)
        {
            throw Error(Current, $"types nest more than {MaxTypeDepth} deep");
        }

        DataType type = Current.Kind == IrTokenKind.TypeLabel ? FindType(Take()) : ParseUnnamedType();
        _typeDepth--;
        return type;
    }

    private DataType FindType(IrToken label) =>
        _types.GetValueOrDefault(label.Text) ?? throw Error(label, $"no type {label} is defined before this");

    private DataType ParseUnnamedType()
    {
        IrToken word = Expect(IrTokenKind.Word, "a type");
        switch (word.Text)
        {
            case "void":
                return VoidData.Instance;
            case "int":
                return ParseInteger();
            case "ptr":
                ExpectPunctuation("(");
                var pointer = new PointerData(ParseDataType());
                ExpectPunctuation(")");
                return pointer;
            case "array":
                return ParseArray();
            case "fn":
                return ParseSignature();
            default:
                return IrNames.FindInteger(word.Text) ?? throw Error(word, $"'{word.Text}' is no type");
        }
    }

    private IntegerData ParseInteger()
    {
        ExpectPunctuation("(");
        string name = Expect(IrTokenKind.String, "the name of the integer type in quotes").Text;
        ExpectPunctuation(",");
        int size = ParseInt();
        ExpectPunctuation(",");
        IrToken word = Expect(IrTokenKind.Word, "unsigned, signed, bool or char");
        IntegerEncoding encoding = IrNames.FindEncoding(word.Text)
            ?? throw Error(word, $"'{word.Text}' is no encoding; it is unsigned, signed, bool or char");
        ExpectPunctuation(")");
        return new IntegerData(name, size, encoding);
    }

    private ArrayData ParseArray()
    {
        ExpectPunctuation("(");
        DataType element = ParseDataType();
        ExpectPunctuation(",");
        IrToken number = Current;
        int count = ParseInt();
        if ((long)element.Size * count > int.MaxValue)
        {
            throw Error(number, "the array has more than 2^31 - 1 bytes");
        }

        ExpectPunctuation(")");
        return new ArrayData(element, count);
    }

    /// <summary><c>fn("a": u32, "b": ptr(%flow)) -> u64</c>; the word <c>fn</c> is read.</summary>
    private FunctionData ParseSignature()
    {
        ImmutableArray<KeyValuePair<string, DataType>>.Builder parameters =
            ImmutableArray.CreateBuilder<KeyValuePair<string, DataType>>();
        ExpectPunctuation("(");
        while (!TryPunctuation(")"))
        {
            if (parameters.Count > 0)
            {
                ExpectPunctuation(",");
            }

            string name = Expect(IrTokenKind.String, "the name of the parameter in quotes").Text;
            ExpectPunctuation(":");
            parameters.Add(new(name, ParseDataType()));
        }

        ExpectPunctuation("->");
        return new FunctionData(ParseDataType(), parameters.ToImmutable());
    }

    private IrType ParseType()
    {
        IrToken word = Expect(IrTokenKind.Word, "a type");
        if (word.Text != "ptr")
        {
            return new IrType(IrNames.FindKind(word.Text) ?? throw Error(word, $"'{word.Text}' is no type"));
        }

        ExpectPunctuation("<");
        IrToken space = Expect(IrTokenKind.Word, "an address space");
        AddressSpace found = IrNames.FindSpace(space.Text)
            ?? throw Error(space, $"'{space.Text}' is no address space");
        ExpectPunctuation(">");
        return new IrType(IrTypeKind.Pointer, found, TryPunctuation("?"));
    }
}
