namespace KernelScript.Syntax;

/// <summary>Groups of tokens and their spelling.</summary>
internal static class TokenFacts
{
    /// <summary>A name, or a word that may be used as one.</summary>
    public static bool IsName(TokenKind kind) =>
        kind is TokenKind.Identifier or (>= TokenKind.ConfigKeyword and <= TokenKind.TypeKeyword);

    public static bool IsKeyword(TokenKind kind) => kind >= TokenKind.ConfigKeyword;

    /// <summary>
    /// What may follow <c>.</c> or name a field: kernel structs have fields named <c>type</c> or <c>match</c>.
    /// </summary>
    public static bool IsMemberName(TokenKind kind) => kind is TokenKind.Identifier || IsKeyword(kind);

    public static bool IsAssignment(TokenKind kind) => kind is >= TokenKind.Equal and <= TokenKind.PipeEqual;

    /// <summary>The operator that an assignment applies first; null for <c>=</c>.</summary>
    public static BinaryOperator? GetAssignmentOperator(TokenKind kind) =>
        kind == TokenKind.Equal ? null : (BinaryOperator)(kind - TokenKind.PlusEqual);

    public static bool IsBinaryOperator(TokenKind kind) => kind is >= TokenKind.Plus and <= TokenKind.PipePipe;

    public static BinaryOperator GetBinaryOperator(TokenKind kind) => (BinaryOperator)(kind - TokenKind.Plus);

    /// <summary>
    /// Whether an operand may begin so; <c>-</c>, <c>*</c>, <c>&amp;</c>, <c>(</c> and <c>[</c> included.
    /// </summary>
    public static bool StartsExpression(TokenKind kind) => kind is
        TokenKind.Identifier or TokenKind.Integer or TokenKind.Float or TokenKind.Char or TokenKind.String
        or TokenKind.OpenParen or TokenKind.OpenBracket
        or TokenKind.Bang or TokenKind.Tilde or TokenKind.Minus or TokenKind.Star or TokenKind.Ampersand
        or (>= TokenKind.ConfigKeyword and <= TokenKind.TypeKeyword)
        or TokenKind.IfKeyword or TokenKind.MatchKeyword
        or TokenKind.TrueKeyword or TokenKind.FalseKeyword or TokenKind.NullKeyword or TokenKind.NoneKeyword;

    /// <summary>Words that begin a statement and never stand inside one.</summary>
    public static bool IsStatementKeyword(TokenKind kind) => kind is
        TokenKind.VarKeyword or TokenKind.ConstKeyword or TokenKind.ForKeyword or TokenKind.WhileKeyword
        or TokenKind.LoopKeyword or TokenKind.ReturnKeyword or TokenKind.BreakKeyword or TokenKind.ContinueKeyword
        or TokenKind.DeleteKeyword or TokenKind.TryKeyword or TokenKind.ThrowKeyword or TokenKind.DeferKeyword;

    /// <summary>Tokens that begin a declaration at the top of a file and never stand in a function body.</summary>
    public static bool IsDeclarationKeyword(TokenKind kind) => kind is
        TokenKind.FnKeyword or TokenKind.StructKeyword or TokenKind.EnumKeyword or TokenKind.ImplKeyword
        or TokenKind.ImportKeyword or TokenKind.IncludeKeyword or TokenKind.ExternKeyword
        or TokenKind.PubKeyword or TokenKind.PrivKeyword or TokenKind.At;

    /// <summary>How a token with a fixed spelling is written; for others what it is.</summary>
    public static string GetText(TokenKind kind) => kind switch
    {
        TokenKind.EndOfFile => "the end of the file",
        TokenKind.Identifier => "a name",
        TokenKind.String => "a string",
        TokenKind.OpenParen => "'('",
        TokenKind.CloseParen => "')'",
        TokenKind.OpenBracket => "'['",
        TokenKind.CloseBracket => "']'",
        TokenKind.OpenBrace => "'{'",
        TokenKind.CloseBrace => "'}'",
        TokenKind.Comma => "','",
        TokenKind.Colon => "':'",
        TokenKind.Equal => "'='",
        TokenKind.Greater => "'>'",
        TokenKind.Arrow => "'->'",
        TokenKind.DotDot => "'..'",
        TokenKind.FromKeyword => "'from'",
        TokenKind.InKeyword => "'in'",
        _ => kind.ToString(),
    };

    /// <summary>The keyword with this spelling, or <see cref="TokenKind.Identifier"/>.</summary>
    public static TokenKind GetWordKind(ReadOnlySpan<char> word) => word switch
    {
        "as" => TokenKind.AsKeyword,
        "break" => TokenKind.BreakKeyword,
        "catch" => TokenKind.CatchKeyword,
        "config" => TokenKind.ConfigKeyword,
        "const" => TokenKind.ConstKeyword,
        "continue" => TokenKind.ContinueKeyword,
        "default" => TokenKind.DefaultKeyword,
        "defer" => TokenKind.DeferKeyword,
        "delete" => TokenKind.DeleteKeyword,
        "else" => TokenKind.ElseKeyword,
        "enum" => TokenKind.EnumKeyword,
        "extern" => TokenKind.ExternKeyword,
        "false" => TokenKind.FalseKeyword,
        "fn" => TokenKind.FnKeyword,
        "for" => TokenKind.ForKeyword,
        "from" => TokenKind.FromKeyword,
        "if" => TokenKind.IfKeyword,
        "impl" => TokenKind.ImplKeyword,
        "import" => TokenKind.ImportKeyword,
        "in" => TokenKind.InKeyword,
        "include" => TokenKind.IncludeKeyword,
        "kernel" => TokenKind.KernelKeyword,
        "local" => TokenKind.LocalKeyword,
        "loop" => TokenKind.LoopKeyword,
        "match" => TokenKind.MatchKeyword,
        "new" => TokenKind.NewKeyword,
        "none" => TokenKind.NoneKeyword,
        "null" => TokenKind.NullKeyword,
        "option" => TokenKind.OptionKeyword,
        "pin" => TokenKind.PinKeyword,
        "priv" => TokenKind.PrivKeyword,
        "program" => TokenKind.ProgramKeyword,
        "pub" => TokenKind.PubKeyword,
        "return" => TokenKind.ReturnKeyword,
        "sizeof" => TokenKind.SizeofKeyword,
        "struct" => TokenKind.StructKeyword,
        "throw" => TokenKind.ThrowKeyword,
        "true" => TokenKind.TrueKeyword,
        "try" => TokenKind.TryKeyword,
        "type" => TokenKind.TypeKeyword,
        "var" => TokenKind.VarKeyword,
        "while" => TokenKind.WhileKeyword,
        _ => TokenKind.Identifier,
    };
}
