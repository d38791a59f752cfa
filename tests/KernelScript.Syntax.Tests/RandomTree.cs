using System.Collections.Immutable;

namespace KernelScript.Syntax.Tests;

/// <summary>Makes random trees of the kind that the parser makes; the same seed gives the same tree.</summary>
internal sealed partial class RandomTree
{
    // Words that are names unless a declaration follows are among them on purpose.
    private static readonly string[] _names =
    [
        "a", "b", "c1", "_x", "Foo", "Bar", "MAX_SIZE",
        "type", "config", "local", "pin", "from", "kernel", "program", "option",
    ];

    private static readonly SourceSpan _nowhere = new(new SourceText(""), default);

    private readonly Random _random;

    public RandomTree(int seed) => _random = new Random(seed);

    public CompilationUnitSyntax Unit() => new(_nowhere, Many(0, 5, Declaration));

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Pick<T>(params ReadOnlySpan<T> items) => items[_random.Next(items.Length)];

    private Identifier Name() => new(Pick(_names), default);

    private Identifier PlainName() => new(Pick("a", "b", "c1", "_x", "Foo"), default);

    /// <summary><c>option[4]</c> would be an option of an array.</summary>
    private Identifier TypeName() => Name() is { Text: not "option" } name ? name : PlainName();

    private Identifier MemberName() =>
        Chance(20) ? new Identifier(Pick("match", "in", "default", "as", "if"), default) : Name();

    private T? Maybe<T>(int percent, Func<T> make)
        where T : class => Chance(percent) ? make() : null;

    private Identifier? MaybeName(int percent) => Chance(percent) ? Name() : null;

    private ImmutableArray<T> Many<T>(int least, int most, Func<T> make)
    {
        int count = _random.Next(least, most + 1);
        ImmutableArray<T>.Builder items = ImmutableArray.CreateBuilder<T>(count);
        for (int i = 0; i < count; i++)
        {
            items.Add(make());
        }

        return items.MoveToImmutable();
    }

    private TypeSyntax Type(int depth)
    {
        int kind = _random.Next(depth <= 0 ? 3 : 9);
        return kind switch
        {
            0 => new NamedTypeSyntax(_nowhere, null, TypeName()),
            1 => new NamedTypeSyntax(_nowhere, null, new Identifier(Pick("u8", "i64", "bool", "void"), default)),
            2 => new StringTypeSyntax(_nowhere, Integer()),
            3 => new NamedTypeSyntax(_nowhere, Name(), PlainName()),
            4 => new PointerTypeSyntax(_nowhere, Type(depth - 1)),
            5 => new ArrayTypeSyntax(_nowhere, Type(depth - 1), Maybe(80, () => Expression(1))),
            6 => new OptionTypeSyntax(_nowhere, Type(depth - 1)),
            7 => new PointerTypeSyntax(_nowhere, new ArrayTypeSyntax(_nowhere, Type(depth - 1), null)),
            _ => new FunctionTypeSyntax(
                _nowhere,
                Many(0, 2, () => new FunctionTypeParameterSyntax(_nowhere, MaybeName(50), Type(depth - 1))),
                Returns(depth - 1)),
        };
    }

    private ReturnSpecSyntax? Returns(int depth) =>
        Maybe(70, () => new ReturnSpecSyntax(_nowhere, MaybeName(30), Type(depth)));

    private MapTypeSyntax MapType(int depth)
    {
        bool hasArguments = depth < 2 || Chance(70);
        ImmutableArray<TypeSyntax> arguments = hasArguments
            ? Many(1, 2, () => depth > 0 && Chance(20) ? MapType(depth - 1) : Type(1))
            : [];
        ExpressionSyntax? size = hasArguments ? Maybe(80, () => Expression(1)) : Expression(1);
        ImmutableArray<MapOptionSyntax> options = size is null
            ? []
            : Many(0, 1, () => new MapOptionSyntax(_nowhere, Name(), Expression(1)));
        return new MapTypeSyntax(_nowhere, PlainName(), arguments, size, options);
    }

    private PatternSyntax Pattern()
    {
        int kind = _random.Next(6);
        return kind switch
        {
            0 => new DefaultPatternSyntax(_nowhere),
            1 => new RangePatternSyntax(_nowhere, PatternBound(), PatternBound()),
            _ => PatternBound(),
        };
    }

    private PatternSyntax PatternBound()
    {
        int kind = _random.Next(4);
        return kind switch
        {
            0 => new NamePatternSyntax(_nowhere, MaybeName(40), PlainName()),
            1 => new LiteralPatternSyntax(
                _nowhere, new UnaryExpressionSyntax(_nowhere, UnaryOperator.Negate, Integer())),
            2 => new LiteralPatternSyntax(_nowhere, Integer()),
            _ => new LiteralPatternSyntax(_nowhere, Pick<Func<ExpressionSyntax>>(Text, Character, Boolean, Null)()),
        };
    }
}
