using System.Collections.Immutable;

namespace KernelScript.Syntax.Tests;

internal sealed partial class RandomTree
{
    private ExpressionSyntax Expression(int depth)
    {
        int kind = _random.Next(depth <= 0 ? 5 : 20);
        return kind switch
        {
            0 or 1 => new NameExpressionSyntax(_nowhere, Name()),
            2 => new QualifiedNameExpressionSyntax(_nowhere, Name(), MemberName()),
            3 => Integer(),
            4 => Pick<Func<ExpressionSyntax>>(Text, Character, Boolean, Null, Fraction)(),
            5 or 6 => new UnaryExpressionSyntax(_nowhere, (UnaryOperator)_random.Next(5), Expression(depth - 1)),
            7 or 8 or 9 => new BinaryExpressionSyntax(
                _nowhere, Expression(depth - 1), (BinaryOperator)_random.Next(18), default, Expression(depth - 1)),
            10 => new CastExpressionSyntax(_nowhere, Expression(depth - 1), Type(2)),
            11 => new ConditionalExpressionSyntax(
                _nowhere, Expression(depth - 1), Expression(depth - 1), Expression(depth - 1)),
            12 => IfValue(depth - 1),
            13 => new MatchExpressionSyntax(_nowhere, Expression(depth - 1), Many(0, 3, () => Arm(depth - 1))),
            14 => new PropagateExpressionSyntax(_nowhere, Expression(depth - 1)),
            15 => Call(depth - 1),
            16 => new MemberAccessExpressionSyntax(_nowhere, Expression(depth - 1), Chance(50), MemberName()),
            17 => new IndexExpressionSyntax(_nowhere, Expression(depth - 1), Expression(depth - 1)),
            18 => new StructLiteralExpressionSyntax(_nowhere, MaybeName(20), Name(), Many(0, 3, FieldInitializer)),
            _ => Rare(depth - 1),
        };
    }

    private ExpressionSyntax Rare(int depth)
    {
        int kind = _random.Next(4);
        return kind switch
        {
            0 => new SizeofExpressionSyntax(_nowhere, Type(2)),
            1 => new NewExpressionSyntax(
                _nowhere, new NamedTypeSyntax(_nowhere, null, PlainName()), Maybe(40, () => Expression(depth))),
            2 => new ArrayLiteralSyntax(_nowhere, Many(0, 3, () => Expression(depth))),
            _ => new ArrayFillLiteralSyntax(_nowhere, Expression(depth), Expression(depth)),
        };
    }

    private CallExpressionSyntax Call(int depth) =>
        new(_nowhere, Expression(depth), Many(0, 3, () => Expression(depth)));

    private IfExpressionSyntax IfValue(int depth)
    {
        ExpressionSyntax? otherwise = _random.Next(4) switch
        {
            0 => null,
            1 => IfValue(depth - 1),
            _ => ValueBlock(depth),
        };
        return new IfExpressionSyntax(_nowhere, MaybeName(20), Expression(depth), ValueBlock(depth), otherwise);
    }

    private BlockExpressionSyntax ValueBlock(int depth)
    {
        ImmutableArray<StatementSyntax> statements = Many(0, 2, () => Statement(depth - 1));
        ExpressionSyntax? value = Maybe(80, () => Expression(depth));

        // A parser would read such a last statement as the value.
        if (value is null && !statements.IsEmpty
            && statements[^1] is ExpressionStatementSyntax or IfStatementSyntax { Else: not null })
        {
            statements = statements.RemoveAt(statements.Length - 1);
            return new BlockExpressionSyntax(_nowhere, statements.Add(new ReturnStatementSyntax(_nowhere, null)), null);
        }

        return new BlockExpressionSyntax(_nowhere, statements, value);
    }

    private MatchArmSyntax Arm(int depth) => new(
        _nowhere, Many(1, 3, Pattern), Chance(30) ? ValueBlock(depth) : Expression(depth));

    private IntegerLiteralSyntax Integer()
    {
        string text = Pick("0", "42", "0xFF", "0o17", "0b1010", "1_000_000", "18446744073709551615");
        Assert.True(LiteralDecoder.TryDecodeInteger(text, out ulong value, out _));
        return new IntegerLiteralSyntax(_nowhere, text, value);
    }

    private FloatLiteralSyntax Fraction() => new(_nowhere, Pick("1.5", "3.14", "1e9", "2.5e-3"), 0);

    private StringLiteralSyntax Text() => new(_nowhere, Pick("", "eth0", @"a\n\x41\""", "// no comment", "é"), []);

    private CharLiteralSyntax Character() => new(_nowhere, Pick("a", @"\n", @"\'", @"\x7f", "\""), 0);

    private BooleanLiteralSyntax Boolean() => new(_nowhere, Chance(50));

    private NullLiteralSyntax Null() => new(_nowhere);
}
