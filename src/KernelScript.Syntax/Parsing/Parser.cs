using System.Diagnostics;

namespace KernelScript.Syntax;

/// <summary>Recursive descent over the tokens of a file; binary operators by precedence climbing.</summary>
/// <remarks>
/// <para>A parse method consumes what belongs to its construct and always returns a node. What is missing is reported
/// once for a token and stands in the tree as a missing node; lists, statements and declarations then find their
/// next beginning (<c>Parser.Recovery.cs</c>).</para>
/// <para>A new line ends a statement that is complete, see <see cref="Continues"/>; inside parentheses, brackets and
/// struct literals it means nothing.</para>
/// </remarks>
internal sealed partial class Parser
{
    /// <summary>Levels of recursion; each takes at most about 4 KB of stack.</summary>
    private const int MaxDepth = 200;

    /// <summary>Levels of the tree, which chains such as <c>a + b + c</c> make deep without recursion here.</summary>
    private const int MaxReach = 1000;

    private readonly SourceText _source;
    private readonly ReadOnlyMemory<Token> _tokens;
    private readonly DiagnosticBag _diagnostics;
    private readonly NameTable _names = new();
    private int _position;
    private Token _current;

    /// <summary>Whether a line break can end what is being parsed.</summary>
    private bool _linesMatter = true;

    /// <summary>Whether <c>Name {</c> may begin a struct literal; not in a condition without parentheses.</summary>
    private bool _allowStructLiteral = true;

    private int _depth;

    /// <summary>The deepest level of the tree under construction.</summary>
    private int _reach;

    public Parser(SourceText source, ReadOnlyMemory<Token> tokens, DiagnosticBag diagnostics)
    {
        _source = source;
        _tokens = tokens;
        _diagnostics = diagnostics;
        _current = tokens.Span[0];
    }

    private int PreviousEnd => _position == 0 ? 0 : _tokens.Span[_position - 1].End;

    private TokenKind Kind => _current.Kind;

    private Token Peek(int offset)
    {
        ReadOnlySpan<Token> tokens = _tokens.Span;
        return tokens[Math.Min(_position + offset, tokens.Length - 1)];
    }

    /// <summary>Takes the current token; the end of the file is never passed.</summary>
    private Token Next()
    {
        Token token = _current;
        if (token.Kind != TokenKind.EndOfFile)
        {
            MoveTo(_position + 1);
        }

        return token;
    }

    private void MoveTo(int position)
    {
        _position = position;
        _current = _tokens.Span[position];
    }

    /// <summary>Takes the current token if it is of a kind.</summary>
    private bool TryTake(TokenKind kind)
    {
        if (Kind != kind)
        {
            return false;
        }

        Next();
        return true;
    }

    /// <summary>Takes a token of a kind or reports that it is missing.</summary>
    private Token Expect(TokenKind kind)
    {
        if (Kind == kind)
        {
            return Next();
        }

        ReportUnexpected(Descriptors.ExpectedToken, TokenFacts.GetText(kind), DescribeFound());
        return new Token(kind, false, false, PreviousEnd, 0);
    }

    /// <summary>Whether the current token may go on with an expression that could already be complete.</summary>
    private bool Continues => !_linesMatter || !_current.HasLineBefore;

    private SourceSpan From(int start) => new(_source, TextSpan.FromBounds(start, Math.Max(start, PreviousEnd)));

    private SourceSpan Here() => new(_source, new TextSpan(PreviousEnd, 0));

    private Identifier ToName(Token token) => new(_names.Get(_source.AsSpan(token.Span)), token.Span);

    private Identifier ParseName()
    {
        if (TokenFacts.IsName(Kind))
        {
            return ToName(Next());
        }

        if (TokenFacts.IsKeyword(Kind) && !_current.HasLineBefore)
        {
            Report(Descriptors.KeywordAsName, _current.Span, _source.ToString(_current.Span));
            return ToName(Next());
        }

        ReportUnexpected(Descriptors.ExpectedName, DescribeFound());
        return new Identifier("", new TextSpan(PreviousEnd, 0));
    }

    /// <summary>The name of a field, which may be a keyword.</summary>
    private Identifier ParseMemberName() => TokenFacts.IsMemberName(Kind) ? ToName(Next()) : ParseName();

    /// <summary>Goes one level down.</summary>
    /// <returns>False when that is too deep: the rest of the file has been given up.</returns>
    private bool TryEnter()
    {
        if (_depth >= MaxDepth || _reach >= MaxReach)
        {
            GiveUp();
            return false;
        }

        _depth++;
        _reach = Math.Max(_reach, _depth);
        return true;
    }

    private void Leave()
    {
        _depth--;
        Debug.Assert(_depth >= 0, "Leave without TryEnter.");
    }

    /// <summary>Counts a level that a chain adds above what it has built so far.</summary>
    private void Deepen()
    {
        if (++_reach >= MaxReach)
        {
            GiveUp();
        }
    }

    /// <summary>Sets how line breaks and braces are read; <see cref="Restore"/> takes it back.</summary>
    private (bool LinesMatter, bool AllowStructLiteral) Enter(bool linesMatter, bool allowStructLiteral = true)
    {
        (bool, bool) saved = (_linesMatter, _allowStructLiteral);
        (_linesMatter, _allowStructLiteral) = (linesMatter, allowStructLiteral);
        return saved;
    }

    private void Restore((bool LinesMatter, bool AllowStructLiteral) saved) =>
        (_linesMatter, _allowStructLiteral) = saved;
}
