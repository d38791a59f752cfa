using System.Collections.Immutable;

namespace KernelScript.Syntax;

/// <summary>A literal.</summary>
public abstract class LiteralExpressionSyntax : ExpressionSyntax
{
    private protected LiteralExpressionSyntax(SourceSpan location)
        : base(location)
    {
    }
}

/// <summary><c>42</c>, <c>0xFF</c>, <c>0o17</c>, <c>0b1010</c>, <c>1_000_000</c></summary>
public sealed class IntegerLiteralSyntax(SourceSpan location, string text, ulong value)
    : LiteralExpressionSyntax(location)
{
    /// <summary>The digits as written, with prefix and underscores.</summary>
    public string Text { get; } = text;

    /// <summary>The number. A sign is not part of the literal.</summary>
    public ulong Value { get; } = value;
}

/// <summary><c>3.14</c>, <c>1e9</c>; userspace only.</summary>
public sealed class FloatLiteralSyntax(SourceSpan location, string text, double value)
    : LiteralExpressionSyntax(location)
{
    /// <summary>The digits as written.</summary>
    public string Text { get; } = text;

    /// <summary>The number.</summary>
    public double Value { get; } = value;
}

/// <summary><c>'a'</c>, <c>'\n'</c>, <c>'\x7f'</c></summary>
public sealed class CharLiteralSyntax(SourceSpan location, string text, byte value) : LiteralExpressionSyntax(location)
{
    /// <summary>What stands between the quotes, escapes as written.</summary>
    public string Text { get; } = text;

    /// <summary>The character, one byte.</summary>
    public byte Value { get; } = value;
}

/// <summary><c>"text\n"</c></summary>
public sealed class StringLiteralSyntax(SourceSpan location, string text, ImmutableArray<byte> bytes)
    : LiteralExpressionSyntax(location)
{
    /// <summary>What stands between the quotes, escapes as written.</summary>
    public string Text { get; } = text;

    /// <summary>
    /// The content as UTF-8, escapes replaced, without a closing zero; <c>\xHH</c> may make it invalid UTF-8.
    /// </summary>
    public ImmutableArray<byte> Bytes { get; } = bytes;

    /// <summary>The content as a string; bytes that are not UTF-8 become U+FFFD.</summary>
    public string Value => System.Text.Encoding.UTF8.GetString(Bytes.AsSpan());
}

/// <summary><c>true</c> or <c>false</c></summary>
public sealed class BooleanLiteralSyntax(SourceSpan location, bool value) : LiteralExpressionSyntax(location)
{
    /// <summary>The value.</summary>
    public bool Value { get; } = value;
}

/// <summary><c>null</c>, also written <c>none</c></summary>
public sealed class NullLiteralSyntax(SourceSpan location) : LiteralExpressionSyntax(location);

/// <summary><c>[1, 2, 3]</c>; <c>[]</c> is all zero.</summary>
public sealed class ArrayLiteralSyntax(SourceSpan location, ImmutableArray<ExpressionSyntax> elements)
    : LiteralExpressionSyntax(location)
{
    /// <summary>The elements in order.</summary>
    public ImmutableArray<ExpressionSyntax> Elements { get; } = elements;
}

/// <summary><c>[value; length]</c></summary>
public sealed class ArrayFillLiteralSyntax(SourceSpan location, ExpressionSyntax value, ExpressionSyntax length)
    : LiteralExpressionSyntax(location)
{
    /// <summary>The value of every element.</summary>
    public ExpressionSyntax Value { get; } = value;

    /// <summary>The constant number of elements.</summary>
    public ExpressionSyntax Length { get; } = length;
}
