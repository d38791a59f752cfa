namespace KernelScript.Syntax;

/// <summary>The diagnostics of lexer and parser, KS0001 to KS0999.</summary>
public static class Descriptors
{
    /// <summary>A character that no token begins with.</summary>
    public static DiagnosticDescriptor UnexpectedCharacter { get; } =
        DiagnosticDescriptor.Error("KS0001", "unexpected character {0}; remove it");

    /// <summary>A string that its line does not end.</summary>
    public static DiagnosticDescriptor UnterminatedString { get; } =
        DiagnosticDescriptor.Error("KS0002", "this string is never closed; end it with '\"' on the same line");

    /// <summary><c>/*</c> without <c>*/</c>.</summary>
    public static DiagnosticDescriptor UnterminatedComment { get; } =
        DiagnosticDescriptor.Error("KS0003", "this comment is never closed; end it with '*/'");

    /// <summary>Quotes that do not hold exactly one character of one byte.</summary>
    public static DiagnosticDescriptor InvalidCharLiteral { get; } = DiagnosticDescriptor.Error(
        "KS0004", "a character literal is one ASCII character or escape, such as 'a' or '\\n'");

    /// <summary>A backslash before something that cannot follow it.</summary>
    public static DiagnosticDescriptor UnknownEscape { get; } = DiagnosticDescriptor.Error(
        "KS0005", "unknown escape '{0}'; use \\n, \\t, \\r, \\\\, \\', \\\", \\0 or \\x and two hex digits");

    /// <summary>A number with digits that its base does not have, or without digits.</summary>
    public static DiagnosticDescriptor InvalidNumber { get; } =
        DiagnosticDescriptor.Error("KS0006", "'{0}' is not a number; {1}");

    /// <summary>A number above 2^64 - 1.</summary>
    public static DiagnosticDescriptor NumberTooLarge { get; } = DiagnosticDescriptor.Error(
        "KS0007", "'{0}' does not fit in 64 bits; the largest number is 18446744073709551615");

    /// <summary>A certain token is missing.</summary>
    public static DiagnosticDescriptor ExpectedToken { get; } =
        DiagnosticDescriptor.Error("KS0010", "expected {0} but found {1}");

    /// <summary>A name is missing.</summary>
    public static DiagnosticDescriptor ExpectedName { get; } =
        DiagnosticDescriptor.Error("KS0011", "expected a name but found {0}");

    /// <summary>A keyword stands where a name must.</summary>
    public static DiagnosticDescriptor KeywordAsName { get; } =
        DiagnosticDescriptor.Error("KS0012", "'{0}' is a keyword and cannot be a name; choose another one");

    /// <summary>An expression is missing.</summary>
    public static DiagnosticDescriptor ExpectedExpression { get; } =
        DiagnosticDescriptor.Error("KS0013", "expected an expression but found {0}");

    /// <summary>A type is missing.</summary>
    public static DiagnosticDescriptor ExpectedType { get; } =
        DiagnosticDescriptor.Error("KS0014", "expected a type but found {0}");

    /// <summary>A pattern is missing.</summary>
    public static DiagnosticDescriptor ExpectedPattern { get; } = DiagnosticDescriptor.Error(
        "KS0015", "expected a pattern but found {0}; use a number, a constant's name, a range a..b or 'default'");

    /// <summary>Something that begins no declaration.</summary>
    public static DiagnosticDescriptor ExpectedDeclaration { get; } = DiagnosticDescriptor.Error(
        "KS0016", "expected a declaration such as 'fn', 'var' or 'struct' but found {0}");

    /// <summary>Two statements on one line.</summary>
    public static DiagnosticDescriptor ExpectedEndOfStatement { get; } = DiagnosticDescriptor.Error(
        "KS0017", "expected the end of the statement but found {0}; put the next one on a new line or after ';'");

    /// <summary>A brace, bracket or parenthesis without its other half.</summary>
    public static DiagnosticDescriptor UnclosedBrace { get; } =
        DiagnosticDescriptor.Error("KS0018", "this '{0}' is never closed; add '{1}'");

    /// <summary>A closing brace, bracket or parenthesis that nothing has opened.</summary>
    public static DiagnosticDescriptor UnmatchedClose { get; } =
        DiagnosticDescriptor.Error("KS0019", "nothing is open that this '{0}' could close; remove it");

    /// <summary>More nesting than the compiler follows.</summary>
    public static DiagnosticDescriptor NestingTooDeep { get; } = DiagnosticDescriptor.Error(
        "KS0020", "the script is nested too deeply here; split it into functions or variables");

    /// <summary>A statement other than a call or an assignment at the top of a file.</summary>
    public static DiagnosticDescriptor StatementOutsideFunction { get; } = DiagnosticDescriptor.Error(
        "KS0021", "only declarations, calls and assignments may stand outside functions; move this into a function");

    /// <summary><c>pin local var</c></summary>
    public static DiagnosticDescriptor PinnedLocal { get; } = DiagnosticDescriptor.Error(
        "KS0022", "local variable '{0}' cannot be pinned; remove 'pin' or 'local'");

    /// <summary><c>local</c> before something other than a global variable.</summary>
    public static DiagnosticDescriptor MisplacedModifier { get; } =
        DiagnosticDescriptor.Error("KS0023", "'{0}' cannot stand before {1}; remove it");

    /// <summary>An attribute before something that has none.</summary>
    public static DiagnosticDescriptor MisplacedAttribute { get; } =
        DiagnosticDescriptor.Error("KS0024", "attribute '@{0}' cannot stand before {1}; remove it");

    /// <summary>An assignment to something that denotes no storage.</summary>
    public static DiagnosticDescriptor NotAssignable { get; } = DiagnosticDescriptor.Error(
        "KS0025", "the left side of '{0}' is not a variable, member, element or '*pointer'; assign to one of these");

    /// <summary><c>=</c> inside an expression.</summary>
    public static DiagnosticDescriptor AssignmentInExpression { get; } = DiagnosticDescriptor.Error(
        "KS0026", "'{0}' assigns and has no value; write '==' to compare, or make it a statement of its own");

    /// <summary><c>x++</c></summary>
    public static DiagnosticDescriptor IncrementOperator { get; } =
        DiagnosticDescriptor.Error("KS0027", "there is no operator '{0}'; write '{1} 1'");

    /// <summary><c>extern</c> with a body.</summary>
    public static DiagnosticDescriptor ExternWithBody { get; } = DiagnosticDescriptor.Error(
        "KS0028", "extern function '{0}' cannot have a body; remove it, or write 'fn' instead of 'extern'");

    /// <summary>A constant without a value.</summary>
    public static DiagnosticDescriptor ConstantWithoutValue { get; } =
        DiagnosticDescriptor.Error("KS0029", "constant '{0}' has no value; add '= value'");

    /// <summary><c>defer</c> before something that does nothing.</summary>
    public static DiagnosticDescriptor InvalidDefer { get; } =
        DiagnosticDescriptor.Error("KS0031", "'defer' takes a call or a block; write 'defer f()' or 'defer {{ ... }}'");

    /// <summary><c>else</c> or <c>catch</c> alone.</summary>
    public static DiagnosticDescriptor OrphanClause { get; } =
        DiagnosticDescriptor.Error("KS0032", "this '{0}' follows no '{1}'; remove it or add one before it");

    /// <summary><c>for (x in y)</c></summary>
    public static DiagnosticDescriptor ForWithoutRange { get; } = DiagnosticDescriptor.Error(
        "KS0033", "'for' needs a range 'i in a..b' or a map 'k, v in m'; add '..' and the end");

    /// <summary><c>program name : xdp { … }</c></summary>
    public static DiagnosticDescriptor ProgramWrapper { get; } = DiagnosticDescriptor.Warning(
        "KS0034", "'program' blocks are the old form; write '{0}' instead");

    /// <summary>A braceless condition without parentheses.</summary>
    public static DiagnosticDescriptor BodyNeedsBraces { get; } = DiagnosticDescriptor.Error(
        "KS0035", "expected '{{' but found {0}; without braces the condition needs parentheses");
}
