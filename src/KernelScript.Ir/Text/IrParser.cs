using System.Collections.Immutable;

namespace KernelScript.Ir.Text;

/// <summary>Reads what <see cref="IrPrinter"/> writes.</summary>
/// <remarks>
/// It checks the text and that each name means something; whether the IR makes sense is the verifier's business. The
/// label of the entry block may be left out when it is <c>b1</c>.
/// </remarks>
public sealed partial class IrParser
{
    private readonly List<IrToken> _tokens;
    private readonly IrModule _module = new();
    private int _next;

    private IrParser(string text) => _tokens = IrLexer.Tokenize(text);

    private IrToken Current => _tokens[_next];

    /// <summary>The module that the text describes.</summary>
    /// <exception cref="IrFormatException">The text is not IR.</exception>
    public static IrModule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new IrParser(text);
        parser.DeclareStructs();
        while (parser.Current.Kind != IrTokenKind.End)
        {
            parser.ParseDeclaration();
        }

        return parser._module;
    }

    private void ParseDeclaration()
    {
        IrToken keyword = Expect(IrTokenKind.Word, "a declaration");
        switch (keyword.Text)
        {
            case "license":
                _module.License = Expect(IrTokenKind.String, "the licence in quotes").Text;
                break;
            case "file":
                _module.Files.Add(ParseFile());
                break;
            case "type":
                ParseDefinition();
                break;
            case "map":
                _module.Maps.Add(ParseMap());
                break;
            case "global":
                _module.Globals.Add(ParseGlobal());
                break;
            case "func":
                ParseFunction();
                break;
            default:
                throw Error(keyword, $"'{keyword.Text}' is none of license, file, type, map, global and func");
        }
    }

    private IrSourceFile ParseFile()
    {
        string path = Expect(IrTokenKind.String, "the path in quotes").Text;
        ImmutableArray<string>.Builder lines = ImmutableArray.CreateBuilder<string>();
        while (Current.Kind == IrTokenKind.RawLine)
        {
            lines.Add(Take().Text);
        }

        return new IrSourceFile(path, lines.ToImmutable());
    }

    private IrMap ParseMap()
    {
        IrToken name = Expect(IrTokenKind.DataSymbol, "the name of the map, such as @counts");
        if (_module.FindMap(name.Text) is not null || _module.FindGlobal(name.Text) is not null)
        {
            throw Error(name, $"there is already a map or global {name}");
        }

        int type = ParseMapType();
        ExpectWord("key");
        DataType key = ParseDataType();
        ExpectWord("value");
        DataType value = ParseDataType();
        ExpectWord("entries");
        int entries = ParseInt();
        uint flags = TryWord("flags") ? (uint)ParseUnsigned(uint.MaxValue) : 0;
        return new IrMap
        {
            Name = name.Text, Type = type, Key = key, Value = value, MaxEntries = entries, Flags = flags,
            IsPinned = TryWord("pinned"), Position = ParsePosition(),
        };
    }

    private int ParseMapType()
    {
        IrToken token = Current;
        if (token.Kind == IrTokenKind.Number)
        {
            return ParseInt();
        }

        string name = Expect(IrTokenKind.Word, "the type of the map").Text;
        return IrNames.FindMapType(name) ?? throw Error(token, $"'{name}' is no type of map; give its number");
    }

    private IrGlobal ParseGlobal()
    {
        IrToken name = Expect(IrTokenKind.DataSymbol, "the name of the global, such as @total");
        if (_module.FindMap(name.Text) is not null || _module.FindGlobal(name.Text) is not null)
        {
            throw Error(name, $"there is already a map or global {name}");
        }

        IrToken word = Expect(IrTokenKind.Word, "data, bss or rodata");
        GlobalSection section = IrNames.FindSection(word.Text)
            ?? throw Error(word, $"'{word.Text}' is no section; it is data, bss or rodata");
        DataType type = ParseDataType();
        ExpectWord("align");
        return new IrGlobal
        {
            Name = name.Text, Section = section, Type = type, Alignment = ParseInt(), IsHidden = TryWord("hidden"),
            Contents = TryWord("bytes") ? ParseBytes() : [],
        };
    }

    private ImmutableArray<byte> ParseBytes()
    {
        IrToken token = Expect(IrTokenKind.String, "bytes as hex digits in quotes");
        if (token.Text.Length % 2 != 0 || !token.Text.All(char.IsAsciiHexDigit))
        {
            throw Error(token, "bytes are pairs of hex digits");
        }

        return [.. Convert.FromHexString(token.Text)];
    }

    private SourcePosition ParsePosition()
    {
        if (!TryPunctuation("!"))
        {
            return default;
        }

        int file = ParseInt();
        ExpectPunctuation(":");
        int line = ParseInt();
        ExpectPunctuation(":");
        return new SourcePosition(file, line, ParseInt());
    }

    private int ParseInt() => (int)ParseUnsigned(int.MaxValue);

    private ulong ParseUnsigned(ulong largest)
    {
        IrToken token = Expect(IrTokenKind.Number, "a number");
        return token.Number <= largest ? token.Number : throw Error(token, $"{token.Text} is more than {largest}");
    }

    /// <summary>
    /// A number of 64 bits with an optional sign. Hex numbers and those from 2^63 stand for their bits.
    /// </summary>
    private long ParseLong()
    {
        bool isNegative = TryPunctuation("-");
        IrToken token = Expect(IrTokenKind.Number, "a number");
        if (isNegative && token.Number > 1UL << 63)
        {
            throw Error(token, $"-{token.Text} does not fit 64 bits");
        }

        return unchecked(isNegative ? -(long)token.Number : (long)token.Number);
    }

    private IrToken Take() => _tokens[_next++];

    private IrToken Expect(IrTokenKind kind, string what) =>
        Current.Kind == kind ? Take() : throw Error(Current, $"expected {what}, found {Current}");

    private bool IsAt(IrTokenKind kind, string text) => Current.Kind == kind && Current.Text == text;

    private bool TryWord(string word) => Try(IrTokenKind.Word, word);

    private bool TryPunctuation(string text) => Try(IrTokenKind.Punctuation, text);

    private bool Try(IrTokenKind kind, string text)
    {
        bool isThere = IsAt(kind, text);
        _next += isThere ? 1 : 0;
        return isThere;
    }

    private void ExpectWord(string word)
    {
        if (!TryWord(word))
        {
            throw Error(Current, $"expected '{word}', found {Current}");
        }
    }

    private void ExpectPunctuation(string text)
    {
        if (!TryPunctuation(text))
        {
            throw Error(Current, $"expected '{text}', found {Current}");
        }
    }

    private static IrFormatException Error(IrToken token, string reason) => new(token.Line, token.Column, reason);
}
