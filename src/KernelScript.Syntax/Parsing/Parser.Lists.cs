using System.Collections.Immutable;

namespace KernelScript.Syntax;

internal sealed partial class Parser
{
    /// <summary>Items with commas between them, up to a closing parenthesis or bracket, which is taken.</summary>
    /// <param name="open">The token that opened the list, already taken.</param>
    private ImmutableArray<T> ParseList<T>(Token open, TokenKind close, Func<Parser, T> parseItem)
        where T : SyntaxNode
    {
        if (TryTake(close))
        {
            return [];
        }

        (bool, bool) saved = Enter(linesMatter: false);
        ImmutableArray<T>.Builder items = ImmutableArray.CreateBuilder<T>();
        while (true)
        {
            int failures = _failures;
            items.Add(parseItem(this));
            if (_failures != failures)
            {
                SkipToSeparator(close);
            }

            if (IsFieldWithoutComma(close))
            {
                ReportUnexpected(
                    Descriptors.ExpectedToken, TokenFacts.GetText(TokenKind.Comma), DescribeFound());
            }
            else if (!TryTake(TokenKind.Comma) || Kind == close)
            {
                break;
            }
        }

        Restore(saved);
        ExpectClose(close, open);
        return items.DrainToImmutable();
    }

    private bool IsFieldWithoutComma(TokenKind close) =>
        close == TokenKind.CloseBrace && TokenFacts.IsMemberName(Kind) && Peek(1).Kind == TokenKind.Colon;

    /// <summary>The fields or members of a declaration: items with commas between them in braces.</summary>
    private ImmutableArray<T> ParseBraced<T>(Func<Parser, T> parseItem)
        where T : SyntaxNode
    {
        if (!TryOpenBrace(out Token open))
        {
            return [];
        }

        (bool, bool) saved = Enter(linesMatter: true);
        ImmutableArray<T>.Builder items = ImmutableArray.CreateBuilder<T>();
        while (Kind is not (TokenKind.CloseBrace or TokenKind.EndOfFile) && !IsNextDeclaration())
        {
            int position = _position;
            int failures = _failures;
            _itemStart = position;
            items.Add(parseItem(this));
            EndItem(failures, position);
        }

        Restore(saved);
        CloseBrace(open);
        return items.DrainToImmutable();
    }

    private bool TryOpenBrace(out Token open)
    {
        if (Kind != TokenKind.OpenBrace)
        {
            ReportUnexpected(Descriptors.ExpectedToken, TokenFacts.GetText(TokenKind.OpenBrace), DescribeFound());
            SkipToOpenBrace();
        }

        open = _current;
        return TryTake(TokenKind.OpenBrace);
    }

    private void CloseBrace(Token open)
    {
        if (!TryTake(TokenKind.CloseBrace))
        {
            ReportUnclosed(TokenKind.CloseBrace, open);
        }
    }

    /// <summary>The comma after an item; after an error the next item.</summary>
    private void EndItem(int failures, int start)
    {
        if (_failures != failures)
        {
            SkipToSeparator(TokenKind.CloseBrace);
        }
        else if (Kind is not (TokenKind.Comma or TokenKind.CloseBrace))
        {
            ReportUnexpected(Descriptors.ExpectedToken, TokenFacts.GetText(TokenKind.Comma), DescribeFound());
            if (!_current.HasLineBefore)
            {
                SkipToSeparator(TokenKind.CloseBrace);
            }
        }

        if (!TryTake(TokenKind.Comma) && !TryTake(TokenKind.Semicolon) && _position == start)
        {
            // Nothing was taken: without this the list would not end.
            Next();
        }
    }

    /// <summary>Whether a line begins with a declaration, so that an open brace must have been forgotten.</summary>
    /// <remarks><c>pin var</c> and <c>local var</c> that are indented were rather meant to stand here.</remarks>
    private bool IsNextDeclaration() =>
        _current.HasLineBefore && IsDeclarationStart() && Peek(1).Kind != TokenKind.Colon
        && (IsAtColumnOne() || Kind is not (TokenKind.PinKeyword or TokenKind.LocalKeyword));

    private bool IsAtColumnOne() =>
        _current.Start == 0 || _source.Text[_current.Start - 1] is '\n' or '\r';
}
