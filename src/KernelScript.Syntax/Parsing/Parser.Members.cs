using System.Collections.Immutable;

namespace KernelScript.Syntax;

internal sealed partial class Parser
{
    private ConfigDeclarationSyntax ParseConfig(Prefix prefix)
    {
        Next();
        Identifier name = ParseName();
        ImmutableArray<ConfigFieldSyntax> fields = ParseBraced(static parser => parser.ParseConfigField());
        return new ConfigDeclarationSyntax(From(prefix.Start), prefix.Header, name, fields);
    }

    private ConfigFieldSyntax ParseConfigField()
    {
        int start = _current.Start;
        (Identifier name, TypeSyntax type) = ParseNameAndType(ParseMemberName());
        ExpressionSyntax? initializer = TryTake(TokenKind.Equal) ? ParseExpression() : null;
        return new ConfigFieldSyntax(From(start), name, type, initializer);
    }

    private (Identifier Name, TypeSyntax Type) ParseNameAndType(Identifier name)
    {
        Expect(TokenKind.Colon);
        return (name, ParseType());
    }

    private StructDeclarationSyntax ParseStruct(Prefix prefix)
    {
        Next();
        return ParseStructBody(prefix, ParseName());
    }

    private StructDeclarationSyntax ParseStructBody(Prefix prefix, Identifier name)
    {
        ImmutableArray<StructFieldSyntax> fields = ParseBraced(static parser => parser.ParseStructField());
        return new StructDeclarationSyntax(From(prefix.Start), prefix.Header, name, fields);
    }

    private StructFieldSyntax ParseStructField()
    {
        int start = _current.Start;
        (Identifier name, TypeSyntax type) = ParseNameAndType(ParseMemberName());
        ExpressionSyntax? initializer = TryTake(TokenKind.Equal) ? ParseExpression() : null;
        return new StructFieldSyntax(From(start), name, type, initializer);
    }

    private EnumDeclarationSyntax ParseEnum(Prefix prefix)
    {
        Next();
        return ParseEnumBody(prefix, ParseName());
    }

    private EnumDeclarationSyntax ParseEnumBody(Prefix prefix, Identifier name)
    {
        ImmutableArray<EnumMemberSyntax> members = ParseBraced(static parser => parser.ParseEnumMember());
        return new EnumDeclarationSyntax(From(prefix.Start), prefix.Header, name, members);
    }

    private EnumMemberSyntax ParseEnumMember()
    {
        int start = _current.Start;
        Identifier name = ParseName();
        ExpressionSyntax? value = TryTake(TokenKind.Equal) ? ParseExpression() : null;
        return new EnumMemberSyntax(From(start), name, value);
    }

    private FunctionDeclarationSyntax ParseFunction(Prefix prefix)
    {
        Next();
        int failures = _failures;
        Identifier name = ParseName();
        ImmutableArray<ParameterSyntax> parameters = ParseParameters();
        ReturnSpecSyntax? returns = ParseReturnSpec();
        if (_failures != failures && Kind != TokenKind.OpenBrace)
        {
            SkipToOpenBrace();
        }

        BlockSyntax? body = null;
        if (Kind == TokenKind.OpenBrace)
        {
            body = ParseBlock();
        }
        else if (!_current.HasLineBefore
            && Kind is not (TokenKind.EndOfFile or TokenKind.Semicolon or TokenKind.CloseBrace))
        {
            ReportUnexpected(Descriptors.ExpectedToken, TokenFacts.GetText(TokenKind.OpenBrace), DescribeFound());
        }

        return new FunctionDeclarationSyntax(
            From(prefix.Start), prefix.Header, prefix.Kernel is not null, name, parameters, returns, body);
    }

    private ImmutableArray<ParameterSyntax> ParseParameters()
    {
        if (Kind == TokenKind.OpenParen)
        {
            return ParseList(Next(), TokenKind.CloseParen, static parser => parser.ParseParameter());
        }

        ReportUnexpected(Descriptors.ExpectedToken, TokenFacts.GetText(TokenKind.OpenParen), DescribeFound());
        return [];
    }

    private ParameterSyntax ParseParameter()
    {
        int start = _current.Start;
        (Identifier name, TypeSyntax type) = ParseNameAndType(ParseName());
        return new ParameterSyntax(From(start), name, type);
    }

    private ExternDeclarationSyntax ParseExtern(Prefix prefix)
    {
        Next();
        TryTake(TokenKind.FnKeyword);
        Identifier name = ParseName();
        ImmutableArray<ParameterSyntax> parameters = ParseParameters();
        ReturnSpecSyntax? returns = ParseReturnSpec();
        var declaration = new ExternDeclarationSyntax(From(prefix.Start), prefix.Header, name, parameters, returns);
        if (Kind == TokenKind.OpenBrace)
        {
            Report(Descriptors.ExternWithBody, _current.Span, name.Text);
            ParseBlock();
        }

        return declaration;
    }

    private ImplDeclarationSyntax ParseImpl(Prefix prefix)
    {
        Next();
        Identifier name = ParseName();
        ImmutableArray<FunctionDeclarationSyntax>.Builder functions =
            ImmutableArray.CreateBuilder<FunctionDeclarationSyntax>();
        ImmutableArray<FieldInitializerSyntax>.Builder fields = ImmutableArray.CreateBuilder<FieldInitializerSyntax>();
        if (TryOpenBrace(out Token open))
        {
            (bool, bool) saved = Enter(linesMatter: true);
            while (Kind is not (TokenKind.CloseBrace or TokenKind.EndOfFile) && !IsAfterImpl())
            {
                ParseImplMember(functions, fields);
            }

            Restore(saved);
            CloseBrace(open);
        }

        return new ImplDeclarationSyntax(
            From(prefix.Start), prefix.Header, name, functions.DrainToImmutable(), fields.DrainToImmutable());
    }

    /// <summary>Whether a declaration begins that cannot stand in an impl block.</summary>
    private bool IsAfterImpl() =>
        IsNextDeclaration()
        && Kind is not (TokenKind.FnKeyword or TokenKind.At or TokenKind.PubKeyword or TokenKind.PrivKeyword);

    private void ParseImplMember(
        ImmutableArray<FunctionDeclarationSyntax>.Builder functions,
        ImmutableArray<FieldInitializerSyntax>.Builder fields)
    {
        int position = _position;
        int failures = _failures;
        _itemStart = position;
        if (Peek(1).Kind != TokenKind.Colon && IsDeclarationStart())
        {
            Prefix prefix = ParsePrefix();
            if (Kind == TokenKind.FnKeyword)
            {
                functions.Add(ParseFunction(prefix));
                if (_failures == failures)
                {
                    TryTake(TokenKind.Comma);
                    return;
                }
            }
            else
            {
                ReportUnexpected(Descriptors.ExpectedToken, "'fn'", DescribeFound());
            }

            SkipToImplMember();
        }
        else
        {
            fields.Add(ParseFieldInitializer());
            EndItem(failures, position);
        }

        if (_position == position)
        {
            Next();
        }
    }

    private void SkipToImplMember()
    {
        while (Kind is not (TokenKind.EndOfFile or TokenKind.CloseBrace)
            && !(_current.HasLineBefore && (IsDeclarationStart() || Peek(1).Kind == TokenKind.Colon)))
        {
            Next();
        }
    }

    private FieldInitializerSyntax ParseFieldInitializer()
    {
        int start = _current.Start;
        Identifier name = ParseMemberName();
        Expect(TokenKind.Colon);
        ExpressionSyntax value = ParseNestedExpression();
        return new FieldInitializerSyntax(From(start), name, value);
    }

    private ProgramDeclarationSyntax ParseProgram(Prefix prefix)
    {
        Next();
        Identifier name = ParseName();
        Expect(TokenKind.Colon);
        AttributeSyntax kind = ParseProgramKind();
        ImmutableArray<DeclarationSyntax> members = [];
        if (TryOpenBrace(out Token open))
        {
            (bool, bool) saved = Enter(linesMatter: true);
            members = ParseDeclarations(TokenKind.CloseBrace);
            Restore(saved);
            CloseBrace(open);
        }

        var program = new ProgramDeclarationSyntax(From(prefix.Start), prefix.Header, name, kind, members);
        TextSpan head = TextSpan.FromBounds(prefix.Start, kind.Span.End);
        Report(Descriptors.ProgramWrapper, head, DescribeAttributeForm(program));
        return program;
    }

    /// <summary>
    /// The same program as one line with an attribute: <c>@xdp fn name(ctx: *xdp_md) -> xdp_action</c>.
    /// </summary>
    private static string DescribeAttributeForm(ProgramDeclarationSyntax program)
    {
        string attribute = SyntaxPrinter.Print(program.Kind);
        if (program.Kind is { Name.Text: "tc", Arguments.IsEmpty: true })
        {
            attribute += "(\"ingress\")";
        }

        foreach (DeclarationSyntax member in program.Members)
        {
            if (member is FunctionDeclarationSyntax { Name.Text: "main" } main)
            {
                var entry = new FunctionDeclarationSyntax(
                    main.Location, DeclarationHeader.Empty, false, program.Name, main.Parameters, main.Returns, null);
                return $"{attribute} {SyntaxPrinter.Print(entry).TrimEnd()}";
            }
        }

        return $"{attribute} fn {program.Name}()";
    }

    private AttributeSyntax ParseProgramKind()
    {
        int start = _current.Start;
        Identifier name = ParseName();
        ImmutableArray<ExpressionSyntax> arguments = [];
        if (Kind == TokenKind.OpenParen)
        {
            arguments = ParseList(Next(), TokenKind.CloseParen, static parser => parser.ParseNestedExpression());
        }

        return new AttributeSyntax(From(start), name, arguments);
    }
}
