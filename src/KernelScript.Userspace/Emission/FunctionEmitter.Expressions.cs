using KernelScript.Semantics;
using KernelScript.Userspace.Runtime;
using Mono.Cecil.Cil;

namespace KernelScript.Userspace.Emission;

/// <content>Values of expressions.</content>
internal sealed partial class FunctionEmitter
{
    /// <summary>Leaves the value on the stack; structs, arrays and strings as a pointer to bytes not to be
    /// changed.</summary>
    private void EmitValue(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundLiteral l:
                EmitLiteral(l);
                break;
            case BoundStringLiteral s:
                EmitStringLiteral(s);
                break;
            case BoundNull or BoundZero:
                EmitZero(expression.Type);
                break;
            case BoundVariable v:
                LoadVariable(v.Variable);
                break;
            case BoundField or BoundDereference or BoundIndex:
                EmitLoadStorage(expression);
                break;
            case BoundMapEntry m:
                EmitMapCall(m.Map, m.Key, nameof(ScriptMap.Value));
                EmitLoadIndirect(m.Type);
                break;
            case BoundMapReference m:
                EmitMapCall(m.Map, m.Key, nameof(ScriptMap.Reference));
                break;
            case BoundMapContains m:
                EmitMapCall(m.Map, m.Key, nameof(ScriptMap.Contains));
                break;
            case BoundPresence p:
                _il.Emit(OpCodes.Ldloc, PresenceOf(p.Variable));
                break;
            case BoundNonNull n:
                EmitValue(n.Operand);
                break;
            case BoundUnary u:
                EmitUnary(u);
                break;
            case BoundBinary { Operation: BinaryOperation.LogicalAnd or BinaryOperation.LogicalOr } b:
                EmitLogical(b);
                break;
            case BoundBinary b:
                EmitBinary(b);
                break;
            case BoundConversion c:
                EmitConversion(c);
                break;
            case BoundConditional c:
                EmitConditional(c);
                break;
            case BoundBlockExpression b:
                EmitBlockExpression(b);
                break;
            case BoundMatch m:
                EmitMatch(m);
                break;
            case BoundAddressOf a:
                EmitAddress(a.Storage);
                break;
            case BoundStructLiteral s:
                EmitStructLiteral(s);
                break;
            case BoundArrayLiteral a:
                EmitArrayLiteral(a);
                break;
            default:
                EmitCallExpression(expression);
                break;
        }
    }

    private void EmitForEffect(BoundExpression expression)
    {
        // Nobody looks at the result: a refusal is thrown, so that it is not lost.
        if (expression is BoundBuiltInCall { Function: BuiltInFunction.Attach } attach)
        {
            EmitAttach(attach, nameof(ScriptRuntime.AttachToName), nameof(ScriptRuntime.AttachToNumber));
            return;
        }

        EmitValue(expression);
        if (ValueKinds.Of(expression.Type) != ValueKind.Void)
        {
            _il.Emit(OpCodes.Pop);
        }
    }

    /// <summary>Evaluates with an empty stack around it: the value lands in a local.</summary>
    private VariableDefinition EmitToLocal(BoundExpression expression)
    {
        EmitValue(expression);
        VariableDefinition local = NewLocal(_script.Clr(expression.Type));
        _il.Emit(OpCodes.Stloc, local);
        return local;
    }

    private void EmitLoadStorage(BoundExpression storage)
    {
        EmitAddress(storage);
        if (storage is BoundField { Field: { BitSize: > 0 } field })
        {
            EmitLoadBits(field);
        }
        else
        {
            EmitLoadIndirect(storage.Type);
        }
    }

    private void EmitMapCall(MapSymbol map, BoundExpression key, string method)
    {
        VariableDefinition place = EmitKey(key);
        LoadMap(map);
        _il.Emit(OpCodes.Ldloc, place);
        _il.Emit(OpCodes.Callvirt, _members.OnMap(method));
    }

    private void EmitLiteral(BoundLiteral literal)
    {
        if (ValueKinds.Of(literal.Type) == ValueKind.Float)
        {
            if (literal.Type.Size == 4)
            {
                _il.Emit(OpCodes.Ldc_R4, BitConverter.Int32BitsToSingle((int)literal.Value));
            }
            else
            {
                _il.Emit(OpCodes.Ldc_R8, BitConverter.Int64BitsToDouble(literal.Value));
            }

            return;
        }

        EmitInteger(ValueKinds.Integer(literal.Type), literal.Value);
    }

    private void EmitInteger(PrimitiveType type, long value)
    {
        if (type.Size == 8)
        {
            _il.Emit(OpCodes.Ldc_I8, value);
        }
        else
        {
            _il.Emit(OpCodes.Ldc_I4, unchecked((int)value));
            Normalize(type);
        }
    }

    private void EmitStringLiteral(BoundStringLiteral literal)
    {
        // One character for each byte, so that any byte survives.
        _il.Emit(OpCodes.Ldstr, string.Concat(literal.Bytes.Select(b => (char)b)));
        _il.Emit(OpCodes.Ldc_I4, literal.Type.Size);
        _il.Emit(OpCodes.Call, _members.OnString(nameof(ScriptString.Literal)));
    }

    private void EmitZero(TypeSymbol type)
    {
        switch (ValueKinds.Of(type))
        {
            case ValueKind.Bytes:
                Allocate(type.Size);
                break;
            case ValueKind.Pointer:
                // Never assigned: locals start as zero.
                _il.Emit(OpCodes.Ldloc, NewLocal(_members.Pointer));
                break;
            case ValueKind.Float when type.Size == 4:
                _il.Emit(OpCodes.Ldc_R4, 0f);
                break;
            case ValueKind.Float:
                _il.Emit(OpCodes.Ldc_R8, 0d);
                break;
            case ValueKind.Integer:
                EmitInteger(ValueKinds.Integer(type), 0);
                break;
            case ValueKind.Void:
                break;
        }
    }

    private void EmitUnary(BoundUnary unary)
    {
        EmitValue(unary.Operand);
        if (unary.Operation == UnaryOperation.Not)
        {
            EmitNot();
            return;
        }

        _il.Emit(unary.Operation == UnaryOperation.Negate ? OpCodes.Neg : OpCodes.Not);
        if (ValueKinds.Of(unary.Type) == ValueKind.Integer)
        {
            Normalize(ValueKinds.Integer(unary.Type));
        }
    }

    private void EmitNot()
    {
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Ceq);
    }

    private void EmitLogical(BoundBinary binary)
    {
        Instruction end = _il.Create(OpCodes.Nop);
        bool isAnd = binary.Operation == BinaryOperation.LogicalAnd;
        VariableDefinition result = EmitToLocal(binary.Left);
        _il.Emit(OpCodes.Ldloc, result);
        _il.Emit(isAnd ? OpCodes.Brfalse : OpCodes.Brtrue, end);
        EmitValue(binary.Right);
        _il.Emit(OpCodes.Stloc, result);
        _il.Append(end);
        _il.Emit(OpCodes.Ldloc, result);
    }

    private void EmitConditional(BoundConditional conditional)
    {
        Instruction otherwise = _il.Create(OpCodes.Nop);
        Instruction end = _il.Create(OpCodes.Nop);
        VariableDefinition? result = ResultLocal(conditional.Type);
        EmitValue(conditional.Condition);
        _il.Emit(OpCodes.Brfalse, otherwise);
        EmitInto(result, conditional.WhenTrue);
        _il.Emit(OpCodes.Br, end);
        _il.Append(otherwise);
        EmitInto(result, conditional.WhenFalse);
        _il.Append(end);
        LoadResult(result);
    }

    private void EmitBlockExpression(BoundBlockExpression block)
    {
        foreach (BoundStatement statement in block.Statements)
        {
            EmitStatement(statement);
        }

        if (block.Value is not null)
        {
            EmitValue(block.Value);
        }
    }

    private void EmitMatch(BoundMatch match)
    {
        Instruction end = _il.Create(OpCodes.Nop);
        VariableDefinition? result = ResultLocal(match.Type);
        VariableDefinition subject = EmitToLocal(match.Subject);
        bool hasDefault = false;
        foreach (BoundMatchArm arm in match.Arms)
        {
            Instruction next = _il.Create(OpCodes.Nop);
            if (!arm.Patterns.IsEmpty)
            {
                Instruction taken = _il.Create(OpCodes.Nop);
                foreach (BoundPattern pattern in arm.Patterns)
                {
                    EmitPattern(match.Subject.Type, subject, pattern, taken);
                }

                _il.Emit(OpCodes.Br, next);
                _il.Append(taken);
            }

            hasDefault |= arm.Patterns.IsEmpty;
            EmitInto(result, arm.Value);
            _il.Emit(OpCodes.Br, end);
            _il.Append(next);
        }

        if (!hasDefault && result is not null)
        {
            EmitZero(match.Type);
            _il.Emit(OpCodes.Stloc, result);
        }

        _il.Append(end);
        LoadResult(result);
    }

    private void EmitPattern(TypeSymbol type, VariableDefinition subject, BoundPattern pattern, Instruction taken)
    {
        if (!pattern.Text.IsDefault)
        {
            _il.Emit(OpCodes.Ldloc, subject);
            _il.Emit(OpCodes.Ldc_I4, type.Size);
            _il.Emit(OpCodes.Ldstr, string.Concat(pattern.Text.Select(b => (char)b)));
            _il.Emit(OpCodes.Ldc_I4, pattern.Text.Length);
            _il.Emit(OpCodes.Call, _members.OnString(nameof(ScriptString.Literal)));
            _il.Emit(OpCodes.Ldc_I4, pattern.Text.Length);
            _il.Emit(OpCodes.Call, _members.OnString(nameof(ScriptString.AreEqual)));
            _il.Emit(OpCodes.Brtrue, taken);
            return;
        }

        PrimitiveType integer = ValueKinds.Integer(type);
        if (pattern.First == pattern.Last)
        {
            _il.Emit(OpCodes.Ldloc, subject);
            EmitInteger(integer, pattern.First);
            _il.Emit(OpCodes.Beq, taken);
            return;
        }

        Instruction outside = _il.Create(OpCodes.Nop);
        _il.Emit(OpCodes.Ldloc, subject);
        EmitInteger(integer, pattern.First);
        _il.Emit(integer.IsSigned ? OpCodes.Blt : OpCodes.Blt_Un, outside);
        _il.Emit(OpCodes.Ldloc, subject);
        EmitInteger(integer, pattern.Last);
        _il.Emit(integer.IsSigned ? OpCodes.Ble : OpCodes.Ble_Un, taken);
        _il.Append(outside);
    }

    private void EmitStructLiteral(BoundStructLiteral literal)
    {
        VariableDefinition place = NewLocal(_members.Pointer);
        Allocate(literal.Type.Size);
        _il.Emit(OpCodes.Stloc, place);
        foreach ((FieldSymbol field, BoundExpression expression) in literal.Fields)
        {
            VariableDefinition value = EmitToLocal(expression);
            VariableDefinition target = NewLocal(_members.Pointer);
            _il.Emit(OpCodes.Ldloc, place);
            EmitOffset(field.Offset);
            _il.Emit(OpCodes.Stloc, target);
            EmitStoreTo(target, new BoundField(literal.Syntax, literal, field), () => _il.Emit(OpCodes.Ldloc, value));
        }

        _il.Emit(OpCodes.Ldloc, place);
    }

    private void EmitArrayLiteral(BoundArrayLiteral literal)
    {
        TypeSymbol element = ((Semantics.ArrayType)literal.Type).Element;
        VariableDefinition place = NewLocal(_members.Pointer);
        Allocate(literal.Type.Size);
        _il.Emit(OpCodes.Stloc, place);
        for (int i = 0; i < literal.Elements.Length; i++)
        {
            VariableDefinition value = EmitToLocal(literal.Elements[i]);
            _il.Emit(OpCodes.Ldloc, place);
            EmitOffset(i * element.Size);
            _il.Emit(OpCodes.Ldloc, value);
            EmitStoreIndirect(element);
        }

        if (literal.IsRepeated)
        {
            _il.Emit(OpCodes.Ldloc, place);
            _il.Emit(OpCodes.Ldc_I4, element.Size);
            _il.Emit(OpCodes.Ldc_I4, ((Semantics.ArrayType)literal.Type).Count);
            _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.Repeat)));
        }

        _il.Emit(OpCodes.Ldloc, place);
    }

    private VariableDefinition? ResultLocal(TypeSymbol type) =>
        ValueKinds.Of(type) == ValueKind.Void ? null : NewLocal(_script.Clr(type));

    private void EmitInto(VariableDefinition? result, BoundExpression value)
    {
        EmitValue(value);
        if (result is not null)
        {
            _il.Emit(OpCodes.Stloc, result);
        }
    }

    private void LoadResult(VariableDefinition? result)
    {
        if (result is not null)
        {
            _il.Emit(OpCodes.Ldloc, result);
        }
    }

    private void EmitClone(int size)
    {
        _il.Emit(OpCodes.Ldc_I4, size);
        _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.CopyOf)));
    }

    /// <summary>Cuts the integer on the stack to its type's width, sign or zero above.</summary>
    private void Normalize(PrimitiveType type)
    {
        switch (type.Size, type.IsSigned)
        {
            case (1, false):
                _il.Emit(OpCodes.Conv_U1);
                break;
            case (1, true):
                _il.Emit(OpCodes.Conv_I1);
                break;
            case (2, false):
                _il.Emit(OpCodes.Conv_U2);
                break;
            case (2, true):
                _il.Emit(OpCodes.Conv_I2);
                break;
        }
    }
}
