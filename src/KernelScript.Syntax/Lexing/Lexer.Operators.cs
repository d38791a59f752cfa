namespace KernelScript.Syntax;

internal ref partial struct Lexer
{
    /// <summary>The longest operator that begins with these characters.</summary>
    /// <returns>Its length; 0 when there is none.</returns>
    private static int GetOperator(char first, char second, char third, out TokenKind kind)
    {
        (kind, int length) = first switch
        {
            '(' => (TokenKind.OpenParen, 1),
            ')' => (TokenKind.CloseParen, 1),
            '[' => (TokenKind.OpenBracket, 1),
            ']' => (TokenKind.CloseBracket, 1),
            '{' => (TokenKind.OpenBrace, 1),
            '}' => (TokenKind.CloseBrace, 1),
            ',' => (TokenKind.Comma, 1),
            ';' => (TokenKind.Semicolon, 1),
            '@' => (TokenKind.At, 1),
            '?' => (TokenKind.Question, 1),
            '~' => (TokenKind.Tilde, 1),
            ':' => second == ':' ? (TokenKind.ColonColon, 2) : (TokenKind.Colon, 1),
            '.' => second == '.' ? (TokenKind.DotDot, 2) : (TokenKind.Dot, 1),
            '!' => second == '=' ? (TokenKind.BangEqual, 2) : (TokenKind.Bang, 1),
            '=' => second == '=' ? (TokenKind.EqualEqual, 2) : (TokenKind.Equal, 1),
            '+' => second == '=' ? (TokenKind.PlusEqual, 2) : (TokenKind.Plus, 1),
            '*' => second == '=' ? (TokenKind.StarEqual, 2) : (TokenKind.Star, 1),
            '/' => second == '=' ? (TokenKind.SlashEqual, 2) : (TokenKind.Slash, 1),
            '%' => second == '=' ? (TokenKind.PercentEqual, 2) : (TokenKind.Percent, 1),
            '^' => second == '=' ? (TokenKind.CaretEqual, 2) : (TokenKind.Caret, 1),
            _ => GetLongOperator(first, second, third),
        };
        return length;
    }

    private static (TokenKind Kind, int Length) GetLongOperator(char first, char second, char third) =>
        (first, second) switch
        {
            ('-', '>') => (TokenKind.Arrow, 2),
            ('-', '=') => (TokenKind.MinusEqual, 2),
            ('-', _) => (TokenKind.Minus, 1),
            ('&', '&') => (TokenKind.AmpersandAmpersand, 2),
            ('&', '=') => (TokenKind.AmpersandEqual, 2),
            ('&', _) => (TokenKind.Ampersand, 1),
            ('|', '|') => (TokenKind.PipePipe, 2),
            ('|', '=') => (TokenKind.PipeEqual, 2),
            ('|', _) => (TokenKind.Pipe, 1),
            ('<', '<') => third == '=' ? (TokenKind.LessLessEqual, 3) : (TokenKind.LessLess, 2),
            ('<', '=') => (TokenKind.LessEqual, 2),
            ('<', _) => (TokenKind.Less, 1),
            ('>', '>') => third == '=' ? (TokenKind.GreaterGreaterEqual, 3) : (TokenKind.GreaterGreater, 2),
            ('>', '=') => (TokenKind.GreaterEqual, 2),
            ('>', _) => (TokenKind.Greater, 1),
            _ => (TokenKind.EndOfFile, 0),
        };
}
