namespace KernelScript.Syntax.Tests;

internal sealed partial class RandomTree
{
    private DeclarationHeader Header(bool hasAttributes) => new(
        hasAttributes ? Many(0, 2, Attribute) : [], Pick(Visibility.Default, Visibility.Public, Visibility.Private));

    private AttributeSyntax Attribute() =>
        new(_nowhere, PlainName(), Chance(50) ? [] : Many(1, 2, () => Expression(1)));

    private DeclarationSyntax Declaration()
    {
        int kind = _random.Next(15);
        return kind switch
        {
            0 => new ImportDeclarationSyntax(_nowhere, DeclarationHeader.Empty, Name(), Text()),
            1 => new IncludeDeclarationSyntax(_nowhere, DeclarationHeader.Empty, Text()),
            2 => new ConfigDeclarationSyntax(_nowhere, Header(false), Name(), Many(0, 3, ConfigField)),
            3 => new MapDeclarationSyntax(_nowhere, Header(true), Chance(30), Name(), MapType(2)),
            4 => GlobalVariable(),
            5 => new ConstantDeclarationSyntax(
                _nowhere, Header(false), Name(), Maybe(50, () => Type(2)), Expression(3)),
            6 => new TypeAliasDeclarationSyntax(_nowhere, Header(false), Name(), Type(3)),
            7 => new StructDeclarationSyntax(_nowhere, Header(true), Name(), Many(0, 3, StructField)),
            8 => new EnumDeclarationSyntax(_nowhere, Header(false), Name(), Many(0, 3, EnumMember)),
            9 => Impl(),
            10 => new ExternDeclarationSyntax(_nowhere, Header(false), Name(), Many(0, 3, Parameter), Returns(2)),
            11 => Program(),
            12 => new GlobalStatementSyntax(
                _nowhere, Chance(50) ? Assignment(2) : new ExpressionStatementSyntax(_nowhere, Call(2))),
            _ => Function(Header(true), Chance(20), Maybe(80, () => Block(3))),
        };
    }

    private GlobalVariableDeclarationSyntax GlobalVariable()
    {
        bool isPinned = Chance(30);
        return new GlobalVariableDeclarationSyntax(
            _nowhere,
            Header(true),
            isPinned,
            !isPinned && Chance(30),
            Name(),
            Maybe(60, () => Type(2)),
            Maybe(60, () => Expression(3)));
    }

    private FunctionDeclarationSyntax Function(DeclarationHeader header, bool isKernel, BlockSyntax? body) =>
        new(_nowhere, header, isKernel, Name(), Many(0, 3, Parameter), Returns(2), body);

    private ImplDeclarationSyntax Impl() => new(
        _nowhere,
        Header(true),
        Name(),
        Many(0, 2, () => Function(new DeclarationHeader(Many(0, 1, Attribute), Visibility.Default), false, Block(2))),
        Many(0, 2, FieldInitializer));

    private ProgramDeclarationSyntax Program() => new(
        _nowhere,
        Header(false),
        Name(),
        Attribute(),
        Many(0, 2, () => (DeclarationSyntax)Function(Header(true), false, Block(2))));

    private ParameterSyntax Parameter() => new(_nowhere, Name(), Type(2));

    private StructFieldSyntax StructField() => new(_nowhere, MemberName(), Type(2), Maybe(20, () => Expression(2)));

    private ConfigFieldSyntax ConfigField() => new(_nowhere, MemberName(), Type(2), Maybe(60, () => Expression(2)));

    private EnumMemberSyntax EnumMember() => new(_nowhere, Name(), Maybe(50, () => Expression(2)));

    private FieldInitializerSyntax FieldInitializer() => new(_nowhere, MemberName(), Expression(2));

    private BlockSyntax Block(int depth) => new(_nowhere, Many(0, 4, () => Statement(depth)));

    private StatementSyntax Statement(int depth)
    {
        int kind = _random.Next(depth <= 0 ? 9 : 18);
        return kind switch
        {
            0 => new VariableStatementSyntax(
                _nowhere, Name(), Maybe(50, () => Type(2)), Maybe(70, () => Expression(3))),
            1 => new ConstantStatementSyntax(_nowhere, Name(), Maybe(50, () => Type(2)), Expression(2)),
            2 or 3 => Assignment(2),
            4 => new ExpressionStatementSyntax(_nowhere, Expression(3)),
            5 => new ReturnStatementSyntax(_nowhere, Maybe(60, () => Expression(3))),
            6 => new DeleteStatementSyntax(_nowhere, Expression(2)),
            7 => new ThrowStatementSyntax(_nowhere, Expression(2)),
            8 => Chance(50) ? new BreakStatementSyntax(_nowhere) : new ContinueStatementSyntax(_nowhere),
            9 => Block(depth - 1),
            10 or 11 => If(depth),
            12 => new ForRangeStatementSyntax(_nowhere, Name(), Expression(2), Expression(2), Block(depth - 1)),
            13 => new ForEachStatementSyntax(_nowhere, Name(), Name(), Expression(2), Block(depth - 1)),
            14 => new WhileStatementSyntax(_nowhere, Expression(2), Block(depth - 1)),
            15 => new LoopStatementSyntax(_nowhere, Block(depth - 1)),
            16 => new TryStatementSyntax(_nowhere, Block(depth - 1), Many(0, 2, () => Catch(depth - 1))),
            _ => new DeferStatementSyntax(
                _nowhere, Chance(50) ? Block(depth - 1) : new ExpressionStatementSyntax(_nowhere, Call(2))),
        };
    }

    private IfStatementSyntax If(int depth) => new(
        _nowhere,
        MaybeName(20),
        Expression(2),
        Block(depth - 1),
        Maybe<StatementSyntax>(50, () => Chance(40) ? If(depth - 1) : Block(depth - 1)));

    private CatchClauseSyntax Catch(int depth)
    {
        PatternSyntax pattern = Chance(30) ? new DefaultPatternSyntax(_nowhere) : PatternBound();
        return new CatchClauseSyntax(_nowhere, pattern, Block(depth));
    }

    private AssignmentStatementSyntax Assignment(int depth)
    {
        ExpressionSyntax target = _random.Next(4) switch
        {
            0 => new NameExpressionSyntax(_nowhere, Name()),
            1 => new MemberAccessExpressionSyntax(_nowhere, Expression(depth), Chance(50), MemberName()),
            2 => new IndexExpressionSyntax(_nowhere, Expression(depth), Expression(depth)),
            _ => new UnaryExpressionSyntax(_nowhere, UnaryOperator.Dereference, Expression(depth)),
        };
        BinaryOperator? operation = Chance(50) ? (BinaryOperator)_random.Next((int)BinaryOperator.BitwiseOr + 1) : null;
        return new AssignmentStatementSyntax(_nowhere, target, operation, default, Expression(depth));
    }
}
