using System.Collections.Immutable;
using System.Diagnostics;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Statements but loops.
internal sealed partial class BodyBinder
{
    private ImmutableArray<BoundStatement>.Builder BindStatements(
        ImmutableArray<StatementSyntax> statements, bool isFunctionBody = false)
    {
        var bound = ImmutableArray.CreateBuilder<BoundStatement>(statements.Length);
        bool isReported = false;
        for (int i = 0; i < statements.Length; i++)
        {
            StatementSyntax statement = statements[i];
            // A 'return' after an endless loop is how people close a function; it says nothing wrong.
            bool isClosing = statement is ReturnStatementSyntax && i == statements.Length - 1;
            if (!_flow.IsReachable && !isReported && !isClosing)
            {
                isReported = true;
                Report(Descriptors.Unreachable, statement);
            }

            // The last expression of a function with a value is its result: { a >= 64 && a <= 1500 }.
            if (isFunctionBody && i == statements.Length - 1
                && IsImplicitResult(statement, out ExpressionSyntax? result))
            {
                bound.Add(BindReturnValue(statement, result));
                continue;
            }

            bound.Add(BindStatement(statement));
        }

        return bound;
    }

    private bool IsImplicitResult(
        StatementSyntax statement, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ExpressionSyntax? result)
    {
        result = (statement as ExpressionStatementSyntax)?.Expression;
        return result is not null && _function is { } f && !f.ReturnType.IsVoid() && _flow.IsReachable
            && (result is BinaryExpressionSyntax or NameExpressionSyntax or LiteralExpressionSyntax
                or UnaryExpressionSyntax or ConditionalExpressionSyntax or CastExpressionSyntax
                or MemberAccessExpressionSyntax or IndexExpressionSyntax or StructLiteralExpressionSyntax);
    }

    private BoundStatement BindStatement(StatementSyntax syntax) => syntax switch
    {
        BlockSyntax s => BindBlock(s),
        VariableStatementSyntax s => BindVariable(s),
        ConstantStatementSyntax s => BindLocalConstant(s),
        AssignmentStatementSyntax s => BindAssignment(s),
        ExpressionStatementSyntax s => BindExpressionStatement(s),
        IfStatementSyntax s => BindIf(s),
        ForRangeStatementSyntax s => BindForRange(s),
        ForEachStatementSyntax s => BindForEach(s),
        WhileStatementSyntax s => BindWhile(s, s.Condition, s.Body),
        LoopStatementSyntax s => BindWhile(s, null, s.Body),
        ReturnStatementSyntax s => BindReturn(s),
        BreakStatementSyntax s => BindBreak(s),
        ContinueStatementSyntax s => BindContinue(s),
        DeleteStatementSyntax s => BindDelete(s),
        TryStatementSyntax s => BindTry(s),
        ThrowStatementSyntax s => BindThrow(s),
        DeferStatementSyntax s => BindDefer(s),
        _ => throw new UnreachableException($"No meaning of {syntax.GetType().Name}."),
    };

    private BoundBlock NotSupported(SyntaxNode syntax, string what)
    {
        Report(Descriptors.NotSupported, syntax, what);
        return new BoundBlock(syntax, []);
    }

    private BoundBlock BindBlock(BlockSyntax syntax)
    {
        var mark = _scope.Enter();
        var statements = BindStatements(syntax.Statements);
        LeaveScope(mark);
        return new BoundBlock(syntax, statements.DrainToImmutable());
    }

    private BoundDeclaration BindVariable(VariableStatementSyntax syntax)
    {
        TypeSymbol? type = syntax.Type is null ? null : _binder.ResolveStoredType(syntax.Type, "a variable", this);
        (VariableSymbol variable, BoundExpression? value) =
            BindVariable(syntax, syntax.Name, type, syntax.Initializer);
        return new BoundDeclaration(syntax, variable, value);
    }

    /// <summary>Binds what a variable is set to, then the variable: its own name is not known in its value.</summary>
    private (VariableSymbol Variable, BoundExpression? Value) BindVariable(
        SyntaxNode syntax, Identifier name, TypeSymbol? type, ExpressionSyntax? initializer)
    {
        BoundExpression? value = null;
        if (initializer is not null)
        {
            value = type is null ? BindInitializer(initializer) : BindConverted(initializer, type);
        }
        else if (type is null)
        {
            Report(Descriptors.CannotInfer, At(syntax, name), name.Text);
        }

        if (type is null && value is not null)
        {
            type = Binder.InferType(value);
            value = Convert(value, type);
        }

        // A literal says it itself.
        if (initializer is not FloatLiteralSyntax)
        {
            CheckKernelType(type, initializer ?? syntax);
        }

        var variable = new VariableSymbol(name.Text, VariableKind.Local, type ?? BuiltInTypes.Error, syntax);
        DeclareLocal(variable, syntax, name);
        NoteAssigned(new Place(variable), value);
        return (variable, value);
    }

    // 'var e = m[k]' refers to the entry when it is a struct or an array, and is its value otherwise.
    private BoundExpression BindInitializer(ExpressionSyntax syntax)
    {
        BoundExpression value = BindValue(syntax, null);
        return value is BoundMapEntry { Type: StructType or ArrayType } entry && !entry.Type.IsOption()
            ? ReferTo(entry)
            : value;
    }

    private static BoundMapReference ReferTo(BoundMapEntry entry) =>
        new(entry.Syntax, new PointerType(entry.Type, true), entry.Map, entry.Key);

    private void DeclareLocal(Symbol symbol, SyntaxNode syntax, Identifier name)
    {
        if (!name.IsMissing && !_scope.TryDeclare(name.Text, symbol))
        {
            Report(Descriptors.AlreadyDeclared, At(syntax, name), name.Text);
        }
    }

    private BoundBlock BindLocalConstant(ConstantStatementSyntax syntax)
    {
        Symbol symbol = _binder.BindConstantDeclaration(
            syntax.Name.Text, syntax.Type, syntax.Value, syntax, this);
        DeclareLocal(symbol, syntax, syntax.Name);
        return new BoundBlock(syntax, []);
    }

    private BoundExpressionStatement BindExpressionStatement(ExpressionStatementSyntax syntax)
    {
        BoundExpression expression = BindExpression(syntax.Expression, null);
        if (expression is BoundMapOperation { Operation: MapOperation.Reserve } lost)
        {
            Report(Descriptors.RecordNotReleased, syntax, lost.Map.Name, "record");
        }

        return new BoundExpressionStatement(syntax, expression);
    }

    private BoundStatement BindIf(IfStatementSyntax syntax)
    {
        if (syntax.Binding is { } name)
        {
            return BindIfBinding(syntax, name);
        }

        Condition condition = BindCondition(syntax.Condition);
        _flow = condition.WhenTrue;
        BoundStatement then = BindBlock(syntax.Then);
        FlowState afterThen = _flow;
        _flow = condition.WhenFalse;
        BoundStatement? otherwise = syntax.Else is null ? null : BindStatement(syntax.Else);
        _flow = FlowState.Join(afterThen, _flow);
        return new BoundIf(syntax, condition.Value, then, otherwise);
    }

    // 'if (var x = e)': x is known in the true branch only, and there it is present.
    private BoundBlock BindIfBinding(IfStatementSyntax syntax, Identifier name)
    {
        var mark = _scope.Enter();
        (VariableSymbol variable, BoundExpression? value) = BindVariable(syntax, name, null, syntax.Condition);
        Condition condition = TestBinding(syntax.Condition, variable);
        _flow = condition.WhenTrue;
        BoundStatement then = BindBlock(syntax.Then);
        LeaveScope(mark);
        FlowState afterThen = _flow;
        _flow = condition.WhenFalse.Forget(variable);
        BoundStatement? otherwise = syntax.Else is null ? null : BindStatement(syntax.Else);
        _flow = FlowState.Join(afterThen, _flow);
        return new BoundBlock(
            syntax,
            [new BoundDeclaration(syntax, variable, value), new BoundIf(syntax, condition.Value, then, otherwise)]);
    }

    private BoundReturn BindReturn(ReturnStatementSyntax syntax)
    {
        if (syntax.Value is not null)
        {
            return BindReturnValue(syntax, syntax.Value);
        }

        BoundExpression? value = null;
        if (_function is { } function && !function.ReturnType.IsVoid())
        {
            if (function.ReturnVariable is { } result)
            {
                value = Read(syntax, result);
            }
            else
            {
                Report(Descriptors.ReturnWithoutValue, syntax, function.Name, function.ReturnType.Name);
            }
        }

        Leave(syntax);
        return new BoundReturn(syntax, value);
    }

    private BoundReturn BindReturnValue(SyntaxNode syntax, ExpressionSyntax valueSyntax)
    {
        // A block in a constant may hold a 'return' too; it makes the constant none.
        if (_function is not { } function)
        {
            BindExpression(valueSyntax, null);
            _flow = FlowState.Unreachable;
            return new BoundReturn(syntax, null);
        }

        TypeSymbol type = function.ReturnType;
        if (type.IsVoid())
        {
            BoundExpression unused = BindExpression(valueSyntax, null);
            if (!unused.Type.IsVoid() && !unused.Type.IsError())
            {
                Report(Descriptors.ReturnOfNothing, valueSyntax, function.Name, Binder.InferType(unused).Name);
            }

            Leave(syntax);
            return new BoundReturn(syntax, unused.Type.IsVoid() ? unused : null);
        }

        BoundExpression value = Convert(BindTail(valueSyntax, type), type);
        CheckReturned(valueSyntax, value);
        Leave(syntax);
        return new BoundReturn(syntax, value);
    }

    private void CheckReturned(ExpressionSyntax syntax, BoundExpression value)
    {
        if (value is BoundConversion { Type: PointerType } conversion)
        {
            CheckReturned(syntax, conversion.Operand);
        }
        else if (value is BoundAddressOf { Storage: var storage } && RootVariable(storage) is
            { Kind: VariableKind.Local or VariableKind.Parameter } local)
        {
            Report(Descriptors.ReturnOfLocalAddress, syntax, local.Name);
        }
        else if (_function!.Program is { } kind && value is BoundLiteral
            && ConstantFolding.TryGetInteger(value, out Int128 number)
            && (number < kind.MinResult || number > kind.MaxResult))
        {
            Report(Descriptors.ResultOutOfRange, syntax, kind.Attribute, kind.MinResult, kind.MaxResult, number);
        }
    }

    private BoundStatement BindDelete(DeleteStatementSyntax syntax)
    {
        BoundExpression target = BindExpression(syntax.Target, null);
        if (target.Type.IsError())
        {
            return new BoundBlock(syntax, []);
        }

        if (target is not BoundMapEntry entry)
        {
            return IsKernel
                ? NotSupported(syntax, "'delete' of anything but a map entry in the kernel")
                : new BoundExpressionStatement(syntax, FreeOf(syntax, target));
        }

        if (entry.Map.IsArray)
        {
            Report(
                Descriptors.MapOperationMissing, syntax, entry.Map.TypeName, "'delete': its entries are always there");
        }

        NoteChange(entry.Map, null, syntax);
        return new BoundDelete(syntax, entry.Map, entry.Key);
    }
}
