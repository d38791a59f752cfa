using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Assignments, plain and compound.
internal sealed partial class BodyBinder
{
    private BoundStatement BindAssignment(AssignmentStatementSyntax syntax)
    {
        BoundExpression target = BindTarget(syntax.Target);
        if (target.Type.IsError())
        {
            BindExpression(syntax.Value, null);
            return new BoundBlock(syntax, []);
        }

        return syntax.Operator is { } operation
            ? BindCompound(syntax, target, OperationOf(operation))
            : BindPlain(syntax, target);
    }

    /// <summary>Binds what is assigned to; what cannot be is reported and has the error type.</summary>
    private BoundExpression BindTarget(ExpressionSyntax syntax)
    {
        if (syntax is NameExpressionSyntax name && _scope.Find(name.Name.Text) is null or VariableSymbol
            && (_scope.Find(name.Name.Text) ?? _binder.FindOwnValue(name.Name.Text)) is VariableSymbol variable)
        {
            // The old value does not matter, so neither does whether it is still good.
            return CheckTarget(syntax, new BoundVariable(syntax, variable));
        }

        BoundExpression target = BindExpression(syntax, null);
        return target.Type.IsError()
            ? target
            : CheckTarget(syntax, target is BoundNonNull narrowed ? narrowed.Operand : target);
    }

    private BoundExpression CheckTarget(ExpressionSyntax syntax, BoundExpression target)
    {
        if (target is BoundMap map)
        {
            Report(Descriptors.MapAsValue, syntax, map.Map.Name);
            return Error(syntax);
        }

        if (target is BoundLiteral or BoundStringLiteral && syntax is NameExpressionSyntax constant)
        {
            Report(Descriptors.AssignmentToConstant, syntax, constant.Name.Text);
            return Error(syntax);
        }

        if (!IsStorage(target) || target is BoundIndex { Array.Type: StringType })
        {
            // What is no storage by its form was reported by the parser.
            if (syntax is NameExpressionSyntax or MemberAccessExpressionSyntax or IndexExpressionSyntax)
            {
                Report(Descriptors.NotStorage, syntax);
            }

            return Error(syntax);
        }

        if (RootVariable(target) is { } variable)
        {
            if (variable.IsConstant)
            {
                Report(Descriptors.AssignmentToConstant, syntax, syntax.ToString());
                return Error(syntax);
            }

            if (variable.Kind == VariableKind.KernelGlobal && IsUserspace && target is BoundVariable)
            {
                Report(Descriptors.KernelOnlyVariable, syntax, variable.Name);
            }

            NoteWritten(variable);
        }

        CheckContextWrite(syntax, target);
        return target;
    }

    private void CheckContextWrite(ExpressionSyntax syntax, BoundExpression target)
    {
        for (BoundExpression at = target; ; at = at is BoundField f ? f.Receiver : ((BoundIndex)at).Array)
        {
            if (at is BoundField { Receiver.Type: StructType { Role: StructRole.Context } context } field)
            {
                if (!ContextStructs.IsWritable(context, field.Field))
                {
                    Report(Descriptors.ReadOnlyField, syntax, field.Field.Name, context.Name);
                }

                return;
            }

            if (at is not (BoundField or BoundIndex))
            {
                return;
            }
        }
    }

    private BoundAssignment BindPlain(AssignmentStatementSyntax syntax, BoundExpression target)
    {
        // A reference is set from a map entry by reference, a value by value.
        BoundExpression value = BindValue(syntax.Value, target.Type);
        if (value is BoundMapEntry entry && target.Type is PointerType pointer && pointer.Element.IsSame(entry.Type))
        {
            value = ReferTo(entry);
        }

        value = Convert(value, target.Type);
        NoteTargetChanged(syntax, target, value);
        return new BoundAssignment(syntax, target, value);
    }

    private BoundStatement BindCompound(
        AssignmentStatementSyntax syntax, BoundExpression target, BinaryOperation operation)
    {
        if (target is BoundVariable { Variable: var read })
        {
            CheckAlive(syntax.Target, read);
        }

        bool isShift = operation is BinaryOperation.ShiftLeft or BinaryOperation.ShiftRight;
        BoundExpression value = BindValue(syntax.Value, isShift ? null : target.Type);
        if (value.Type.IsError())
        {
            return new BoundBlock(syntax, []);
        }

        if (target.Type is PointerType && value.Type.IsInteger()
            && operation is BinaryOperation.Add or BinaryOperation.Subtract)
        {
            return StepPointer(syntax, target, operation, value);
        }

        if (IsText(target.Type) && target.Type is StringType text && operation == BinaryOperation.Add
            && IsText(value.Type))
        {
            return BindAppend(syntax, target, text, value);
        }

        if (!IsCompoundDefined(target.Type, value.Type, operation))
        {
            Report(
                Descriptors.UndefinedBinaryOperator, syntax, SpellingOf(operation) + "=", target.Type.Name,
                value.Type.Name);
            return new BoundBlock(syntax, []);
        }

        if (isShift)
        {
            value = ToArithmetic(Settle(value, null));
            CombineShift(syntax, operation, target, value, null);
        }
        else
        {
            WarnOfZeroDivisor(syntax, operation, value);
            value = Convert(value, target.Type);
        }

        NoteTargetChanged(syntax, target, null);
        return new BoundCompoundAssignment(syntax, target, operation, value);
    }

    private void WarnOfZeroDivisor(SyntaxNode syntax, BinaryOperation operation, BoundExpression value)
    {
        if (operation is BinaryOperation.Divide or BinaryOperation.Remainder
            && ConstantFolding.TryGetInteger(value, out Int128 divisor) && divisor == 0)
        {
            Report(Descriptors.DivisionByZero, syntax, operation == BinaryOperation.Divide ? "0" : "the dividend");
        }
    }

    private static bool IsCompoundDefined(TypeSymbol target, TypeSymbol value, BinaryOperation operation)
    {
        if (target.IsBool() && value.IsBool())
        {
            return operation is BinaryOperation.And or BinaryOperation.Or or BinaryOperation.Xor;
        }

        if (target.IsFloat())
        {
            return (value.IsFloat() || value.IsInteger()) && operation <= BinaryOperation.Remainder;
        }

        return target.IsInteger() && value.IsInteger() && target is not EnumType;
    }

    private BoundCompoundAssignment StepPointer(
        AssignmentStatementSyntax syntax, BoundExpression target, BinaryOperation operation, BoundExpression value)
    {
        bool isNonNull = Place.Of(target) is { } place && _flow.IsNonNull(place);
        BoundExpression steps = ToArithmetic(Settle(value, null));
        PrimitiveType wide = steps.Type.IsSigned() ? BuiltInTypes.I64 : BuiltInTypes.U64;
        NoteTargetChanged(syntax, target, null);
        if (isNonNull)
        {
            _flow = _flow.WithNonNull(Place.Of(target)!.Value);
        }

        return new BoundCompoundAssignment(
            syntax, target,
            operation == BinaryOperation.Add ? BinaryOperation.PointerAdd : BinaryOperation.PointerSubtract,
            Convert(steps, wide));
    }

    private BoundAssignment BindAppend(
        AssignmentStatementSyntax syntax, BoundExpression target, StringType type, BoundExpression value)
    {
        BoundExpression piece = Convert(value, TextType(value));
        NoteTargetChanged(syntax, target, null);
        return new BoundAssignment(
            syntax, target, new BoundBinary(syntax, type, BinaryOperation.Concat, target, piece));
    }

    /// <summary>What an assignment changes in what is known.</summary>
    private void NoteTargetChanged(SyntaxNode syntax, BoundExpression target, BoundExpression? value)
    {
        if (target is BoundMapEntry entry)
        {
            NoteChange(entry.Map, entry.Key, syntax);
        }
        else if (Place.Of(target) is { } place && target is BoundVariable or BoundField)
        {
            NoteAssigned(place, value);
        }
    }
}
