using System.Collections.Immutable;

namespace KernelScript.Syntax;

internal sealed partial class Parser
{
    /// <summary>What was read before a declaration.</summary>
    /// <param name="Start">The first character.</param>
    private readonly record struct Prefix(
        int Start,
        ImmutableArray<AttributeSyntax> Attributes,
        Visibility Visibility,
        Token? Pin,
        Token? Local,
        Token? Kernel)
    {
        public DeclarationHeader Header => new(Attributes, Visibility);
    }

    /// <summary>The whole file.</summary>
    public CompilationUnitSyntax ParseUnit()
    {
        ImmutableArray<DeclarationSyntax> declarations = ParseDeclarations(TokenKind.EndOfFile);
        return new CompilationUnitSyntax(
            new SourceSpan(_source, new TextSpan(0, _source.Text.Length)), declarations);
    }

    private ImmutableArray<DeclarationSyntax> ParseDeclarations(TokenKind end)
    {
        ImmutableArray<DeclarationSyntax>.Builder declarations = ImmutableArray.CreateBuilder<DeclarationSyntax>();
        while (Kind != TokenKind.EndOfFile && Kind != end)
        {
            if (TryTake(TokenKind.Semicolon))
            {
                continue;
            }

            if (Kind is TokenKind.CloseBrace or TokenKind.CloseParen or TokenKind.CloseBracket)
            {
                ReportUnmatchedClose();
                Next();
                continue;
            }

            int position = _position;
            _itemStart = position;
            if (TryEnter())
            {
                ParseDeclaration(declarations);
                Leave();
            }

            if (_position == position)
            {
                Next();
            }
        }

        return declarations.DrainToImmutable();
    }

    private void ParseDeclaration(ImmutableArray<DeclarationSyntax>.Builder declarations)
    {
        int failures = _failures;
        int outer = _reach;
        _reach = _depth;
        Prefix prefix = ParsePrefix();
        DeclarationSyntax? declaration = Kind switch
        {
            TokenKind.FnKeyword => ParseFunction(prefix),
            TokenKind.VarKeyword => ParseGlobalVariable(prefix),
            TokenKind.ConstKeyword => ParseConstant(prefix),
            TokenKind.StructKeyword => ParseStruct(prefix),
            TokenKind.EnumKeyword => ParseEnum(prefix),
            TokenKind.ImplKeyword => ParseImpl(prefix),
            TokenKind.ExternKeyword => ParseExtern(prefix),
            TokenKind.ImportKeyword => ParseImport(prefix),
            TokenKind.IncludeKeyword => ParseInclude(prefix),
            TokenKind.ConfigKeyword when IsDeclarationStart() => ParseConfig(prefix),
            TokenKind.ProgramKeyword when IsDeclarationStart() => ParseProgram(prefix),
            TokenKind.TypeKeyword when TokenFacts.IsName(Peek(1).Kind) => ParseTypeDeclaration(prefix, declarations),
            _ => ParseGlobalStatement(prefix),
        };
        if (declaration is not null)
        {
            CheckPrefix(prefix, declaration);
            declarations.Add(declaration);
        }

        _reach = Math.Max(outer, _reach);
        EndDeclaration(failures);
    }

    private void EndDeclaration(int failures)
    {
        bool isEnd = _current.HasLineBefore
            || Kind is TokenKind.EndOfFile or TokenKind.Semicolon or TokenKind.CloseBrace
            || _tokens.Span[Math.Max(_position - 1, 0)].Kind == TokenKind.CloseBrace;
        if (_failures != failures)
        {
            if (!isEnd || !(IsDeclarationStart() || Kind is TokenKind.VarKeyword or TokenKind.ConstKeyword))
            {
                SkipAfterFailure();
            }
        }
        else if (!isEnd)
        {
            ReportUnexpected(Descriptors.ExpectedEndOfStatement, DescribeFound());
            SkipAfterFailure();
        }
    }

    private void SkipAfterFailure()
    {
        bool isPlausible = IsAtColumnOne() && (TokenFacts.IsName(Kind) || IsDeclarationStart());
        if (!isPlausible && Kind is not (TokenKind.EndOfFile or TokenKind.CloseBrace))
        {
            SkipToDeclaration();
        }
    }

    private Prefix ParsePrefix()
    {
        var prefix = new Prefix(_current.Start, [], Visibility.Default, null, null, null);
        while (true)
        {
            switch (Kind)
            {
                case TokenKind.At:
                    prefix = prefix with { Attributes = prefix.Attributes.Add(ParseAttribute()) };
                    break;
                case TokenKind.PubKeyword:
                    Next();
                    prefix = prefix with { Visibility = Visibility.Public };
                    break;
                case TokenKind.PrivKeyword:
                    Next();
                    prefix = prefix with { Visibility = Visibility.Private };
                    break;
                case TokenKind.PinKeyword when IsDeclarationStart():
                    prefix = prefix with { Pin = Next() };
                    break;
                case TokenKind.LocalKeyword when IsDeclarationStart():
                    prefix = prefix with { Local = Next() };
                    break;
                case TokenKind.KernelKeyword when IsDeclarationStart():
                    prefix = prefix with { Kernel = Next() };
                    break;
                default:
                    return prefix;
            }
        }
    }

    private AttributeSyntax ParseAttribute()
    {
        int start = Next().Start;
        Identifier name = ParseName();
        ImmutableArray<ExpressionSyntax> arguments = [];
        if (Kind == TokenKind.OpenParen && !_current.HasLineBefore)
        {
            arguments = ParseList(Next(), TokenKind.CloseParen, static parser => parser.ParseNestedExpression());
        }

        return new AttributeSyntax(From(start), name, arguments);
    }

    /// <summary>Reports what stands before a declaration that cannot have it.</summary>
    private void CheckPrefix(Prefix prefix, DeclarationSyntax declaration)
    {
        string name = DescribeDeclaration(declaration);
        bool isVariable = declaration is GlobalVariableDeclarationSyntax;
        bool canPin = isVariable || declaration is MapDeclarationSyntax;
        bool hasAttributes = canPin || declaration is FunctionDeclarationSyntax or ImplDeclarationSyntax
            or StructDeclarationSyntax;
        if (!hasAttributes && !prefix.Attributes.IsEmpty)
        {
            AttributeSyntax attribute = prefix.Attributes[0];
            Report(Descriptors.MisplacedAttribute, attribute.Span, attribute.Name.Text, name);
        }

        if (declaration is ImportDeclarationSyntax or IncludeDeclarationSyntax or GlobalStatementSyntax
            && prefix.Visibility != Visibility.Default)
        {
            string visibility = prefix.Visibility == Visibility.Public ? "pub" : "priv";
            Report(Descriptors.MisplacedModifier, new TextSpan(prefix.Start, visibility.Length), visibility, name);
        }

        CheckModifier(prefix.Pin, canPin, name);
        CheckModifier(prefix.Local, isVariable, name);
        CheckModifier(prefix.Kernel, declaration is FunctionDeclarationSyntax, name);
        if (isVariable && prefix is { Pin: { } pin, Local: not null })
        {
            Report(Descriptors.PinnedLocal, pin.Span, ((GlobalVariableDeclarationSyntax)declaration).Name.Text);
        }
    }

    private void CheckModifier(Token? modifier, bool isAllowed, string declaration)
    {
        if (modifier is { } token && !isAllowed)
        {
            Report(Descriptors.MisplacedModifier, token.Span, _source.ToString(token.Span), declaration);
        }
    }

    private static string DescribeDeclaration(DeclarationSyntax declaration) => declaration switch
    {
        FunctionDeclarationSyntax => "a function",
        MapDeclarationSyntax => "a map",
        GlobalVariableDeclarationSyntax => "a variable",
        ConstantDeclarationSyntax => "a constant",
        StructDeclarationSyntax => "a struct",
        EnumDeclarationSyntax => "an enum",
        ConfigDeclarationSyntax => "a config",
        TypeAliasDeclarationSyntax => "a type alias",
        ImplDeclarationSyntax => "an impl block",
        ProgramDeclarationSyntax => "a program",
        ExternDeclarationSyntax => "an extern function",
        ImportDeclarationSyntax => "an import",
        IncludeDeclarationSyntax => "an include",
        _ => "a statement",
    };

    private ImportDeclarationSyntax ParseImport(Prefix prefix)
    {
        Next();
        Identifier name = ParseName();
        Expect(TokenKind.FromKeyword);
        StringLiteralSyntax path = ParsePath();
        return new ImportDeclarationSyntax(From(prefix.Start), prefix.Header, name, path);
    }

    private IncludeDeclarationSyntax ParseInclude(Prefix prefix)
    {
        Next();
        StringLiteralSyntax path = ParsePath();
        return new IncludeDeclarationSyntax(From(prefix.Start), prefix.Header, path);
    }

    private StringLiteralSyntax ParsePath()
    {
        if (Kind == TokenKind.String)
        {
            return ParseString();
        }

        ReportUnexpected(Descriptors.ExpectedToken, TokenFacts.GetText(TokenKind.String), DescribeFound());
        return new StringLiteralSyntax(Here(), "", []);
    }

    private DeclarationSyntax ParseGlobalVariable(Prefix prefix)
    {
        Next();
        Identifier name = ParseName();
        TypeSyntax? type = null;
        if (TryTake(TokenKind.Colon))
        {
            type = ParseGlobalType();
        }

        if (type is MapTypeSyntax map && Kind != TokenKind.Equal)
        {
            return new MapDeclarationSyntax(From(prefix.Start), prefix.Header, prefix.Pin is not null, name, map);
        }

        ExpressionSyntax? initializer = TryTake(TokenKind.Equal) ? ParseExpression() : null;
        bool isLocal = prefix.Local is not null;
        return new GlobalVariableDeclarationSyntax(
            From(prefix.Start), prefix.Header, prefix.Pin is not null, isLocal, name, type, initializer);
    }

    /// <summary>A type, or a map that has no type arguments: <c>stack_trace(64)</c>.</summary>
    private TypeSyntax ParseGlobalType()
    {
        TypeSyntax type = ParseType();
        return type is NamedTypeSyntax { Qualifier: null } named && Kind == TokenKind.OpenParen && Continues
            ? ParseMapType(type.Span.Start, named.Name)
            : type;
    }

    private ConstantDeclarationSyntax ParseConstant(Prefix prefix)
    {
        (Identifier name, TypeSyntax? type, ExpressionSyntax value) = ParseConstantParts();
        return new ConstantDeclarationSyntax(From(prefix.Start), prefix.Header, name, type, value);
    }

    private (Identifier Name, TypeSyntax? Type, ExpressionSyntax Value) ParseConstantParts()
    {
        Next();
        Identifier name = ParseName();
        TypeSyntax? type = TryTake(TokenKind.Colon) ? ParseType() : null;
        if (TryTake(TokenKind.Equal))
        {
            return (name, type, ParseExpression());
        }

        ReportFailure(Descriptors.ConstantWithoutValue, name.Span, null, name.Text);
        return (name, type, new MissingExpressionSyntax(Here()));
    }

    /// <summary><c>type Name = T</c>; a struct or enum on the right side is declared before the alias.</summary>
    private DeclarationSyntax ParseTypeDeclaration(
        Prefix prefix, ImmutableArray<DeclarationSyntax>.Builder declarations)
    {
        Next();
        Identifier name = ParseName();
        Expect(TokenKind.Equal);
        if (Kind is not (TokenKind.StructKeyword or TokenKind.EnumKeyword))
        {
            TypeSyntax type = ParseType();
            return new TypeAliasDeclarationSyntax(From(prefix.Start), prefix.Header, name, type);
        }

        bool isStruct = Next().Kind == TokenKind.StructKeyword;
        Identifier inner = TokenFacts.IsName(Kind) ? ToName(Next()) : name;
        DeclarationSyntax definition = isStruct
            ? ParseStructBody(prefix, inner)
            : ParseEnumBody(prefix, inner);
        if (inner.Text == name.Text)
        {
            return definition;
        }

        declarations.Add(definition);
        var target = new NamedTypeSyntax(new SourceSpan(_source, inner.Span), null, inner);
        return new TypeAliasDeclarationSyntax(From(prefix.Start), prefix.Header, name, target);
    }

    private GlobalStatementSyntax? ParseGlobalStatement(Prefix prefix)
    {
        bool hasPrefix = prefix.Start != _current.Start;
        if (hasPrefix || !StartsStatement() || IsForeignDeclaration())
        {
            _itemStart = _position;
            ReportFailure(Descriptors.ExpectedDeclaration, FoundSpan(), SuggestDeclaration(), DescribeFound());
            Next();
            return null;
        }

        StatementSyntax statement = ParseStatement();
        bool isAllowed = statement is AssignmentStatementSyntax
            or ExpressionStatementSyntax { Expression: CallExpressionSyntax or MissingExpressionSyntax };
        if (!isAllowed)
        {
            Report(Descriptors.StatementOutsideFunction, statement.Span);
        }

        return new GlobalStatementSyntax(statement.Location, statement);
    }

    /// <summary>Two words side by side: a declaration of another language, or a misspelt keyword.</summary>
    private bool IsForeignDeclaration() =>
        TokenFacts.IsName(Kind) && Kind != TokenKind.NewKeyword
        && Peek(1) is { HasLineBefore: false } next && TokenFacts.IsName(next.Kind);

    private string? SuggestDeclaration() => _source.AsSpan(_current.Span) switch
    {
        "func" or "function" or "def" or "void" or "int" or "static" or "proc" => "functions begin with 'fn'",
        "let" or "mut" or "auto" or "u8" or "u16" or "u32" or "u64" or "map" => "variables and maps begin with 'var'",
        "class" or "record" or "typedef" or "union" => "types begin with 'struct', 'enum' or 'type'",
        "use" or "using" or "from" or "require" =>
            "other files come in with 'import name from \"file\"' or 'include \"file\"'",
        _ => null,
    };
}
