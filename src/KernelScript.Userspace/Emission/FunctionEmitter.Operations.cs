using System.Diagnostics;
using KernelScript.Semantics;
using KernelScript.Userspace.Runtime;
using Mono.Cecil.Cil;

namespace KernelScript.Userspace.Emission;

/// <content>Operations with two operands, and conversions.</content>
internal sealed partial class FunctionEmitter
{
    private void EmitBinary(BoundBinary binary)
    {
        VariableDefinition left = EmitToLocal(binary.Left);
        VariableDefinition right = EmitToLocal(binary.Right);
        EmitOperation(binary.Operation, binary.Type, left, binary.Left.Type, right, binary.Right.Type);
    }

    private void EmitOperation(
        BinaryOperation operation, TypeSymbol type,
        VariableDefinition left, TypeSymbol leftType, VariableDefinition right, TypeSymbol rightType)
    {
        ValueKind kind = ValueKinds.Of(leftType);
        if (operation == BinaryOperation.Concat || (kind == ValueKind.Bytes && leftType is StringType))
        {
            EmitStringOperation(operation, type, left, leftType, right, rightType);
            return;
        }

        if (kind is ValueKind.Pointer or ValueKind.Bytes)
        {
            EmitPointerOperation(operation, left, leftType, right, rightType);
            return;
        }

        _il.Emit(OpCodes.Ldloc, left);
        if (operation is BinaryOperation.ShiftLeft or BinaryOperation.ShiftRight)
        {
            EmitShift(operation, ValueKinds.Integer(leftType), right, rightType);
            return;
        }

        bool isFloat = kind == ValueKind.Float;
        PrimitiveType integer = isFloat ? BuiltInTypes.I64 : ValueKinds.Integer(leftType);
        if (operation is BinaryOperation.Divide or BinaryOperation.Remainder && !isFloat)
        {
            EmitDivision(operation, integer, right);
            return;
        }

        _il.Emit(OpCodes.Ldloc, right);
        EmitSimpleOperation(operation, integer.IsSigned, isFloat);
        if (operation <= BinaryOperation.Xor && !isFloat)
        {
            Normalize(integer);
        }
    }

    private void EmitSimpleOperation(BinaryOperation operation, bool isSigned, bool isFloat)
    {
        switch (operation)
        {
            case BinaryOperation.Add:
                _il.Emit(OpCodes.Add);
                break;
            case BinaryOperation.Subtract:
                _il.Emit(OpCodes.Sub);
                break;
            case BinaryOperation.Multiply:
                _il.Emit(OpCodes.Mul);
                break;
            case BinaryOperation.Divide:
                _il.Emit(OpCodes.Div);
                break;
            case BinaryOperation.Remainder:
                _il.Emit(OpCodes.Rem);
                break;
            case BinaryOperation.And:
                _il.Emit(OpCodes.And);
                break;
            case BinaryOperation.Or:
                _il.Emit(OpCodes.Or);
                break;
            case BinaryOperation.Xor:
                _il.Emit(OpCodes.Xor);
                break;
            case BinaryOperation.Equal:
                _il.Emit(OpCodes.Ceq);
                break;
            case BinaryOperation.NotEqual:
                _il.Emit(OpCodes.Ceq);
                EmitNot();
                break;
            case BinaryOperation.Less:
                _il.Emit(isSigned || isFloat ? OpCodes.Clt : OpCodes.Clt_Un);
                break;
            case BinaryOperation.Greater:
                _il.Emit(isSigned || isFloat ? OpCodes.Cgt : OpCodes.Cgt_Un);
                break;
            case BinaryOperation.LessOrEqual:
                // For floating point the unordered comparison makes NaN compare as false.
                _il.Emit(isSigned && !isFloat ? OpCodes.Cgt : OpCodes.Cgt_Un);
                EmitNot();
                break;
            case BinaryOperation.GreaterOrEqual:
                _il.Emit(isSigned && !isFloat ? OpCodes.Clt : OpCodes.Clt_Un);
                EmitNot();
                break;
            default:
                throw new UnreachableException($"No IL for {operation}.");
        }
    }

    private void EmitDivision(BinaryOperation operation, PrimitiveType type, VariableDefinition right)
    {
        PrimitiveType wide = type.IsSigned ? BuiltInTypes.I64 : BuiltInTypes.U64;
        EmitIntegerConversion(type, wide);
        _il.Emit(OpCodes.Ldloc, right);
        EmitIntegerConversion(type, wide);
        _il.Emit(OpCodes.Call, _members.OnArithmetic((operation, type.IsSigned) switch
        {
            (BinaryOperation.Divide, true) => nameof(ScriptArithmetic.DivideSigned),
            (BinaryOperation.Divide, false) => nameof(ScriptArithmetic.DivideUnsigned),
            (_, true) => nameof(ScriptArithmetic.RemainderSigned),
            (_, false) => nameof(ScriptArithmetic.RemainderUnsigned),
        }));
        EmitIntegerConversion(wide, type);
    }

    private void EmitShift(
        BinaryOperation operation, PrimitiveType type, VariableDefinition count, TypeSymbol countType)
    {
        _il.Emit(OpCodes.Ldloc, count);
        EmitIntegerConversion(countType, BuiltInTypes.I32);
        _il.Emit(OpCodes.Ldc_I4, (type.Size * 8) - 1);
        _il.Emit(OpCodes.And);
        _il.Emit(operation == BinaryOperation.ShiftLeft ? OpCodes.Shl : type.IsSigned ? OpCodes.Shr : OpCodes.Shr_Un);
        Normalize(type);
    }

    private void EmitStringOperation(
        BinaryOperation operation, TypeSymbol type,
        VariableDefinition left, TypeSymbol leftType, VariableDefinition right, TypeSymbol rightType)
    {
        _il.Emit(OpCodes.Ldloc, left);
        _il.Emit(OpCodes.Ldc_I4, leftType.Size);
        _il.Emit(OpCodes.Ldloc, right);
        _il.Emit(OpCodes.Ldc_I4, rightType.Size);
        if (operation == BinaryOperation.Concat)
        {
            _il.Emit(OpCodes.Ldc_I4, type.Size);
            _il.Emit(OpCodes.Call, _members.OnString(nameof(ScriptString.Concat)));
            return;
        }

        _il.Emit(OpCodes.Call, _members.OnString(nameof(ScriptString.AreEqual)));
        if (operation == BinaryOperation.NotEqual)
        {
            EmitNot();
        }
    }

    private void EmitPointerOperation(
        BinaryOperation operation, VariableDefinition left, TypeSymbol leftType,
        VariableDefinition right, TypeSymbol rightType)
    {
        _il.Emit(OpCodes.Ldloc, left);
        _il.Emit(OpCodes.Ldloc, right);
        int elementSize = leftType is PointerType { Element.Size: > 0 } pointer ? pointer.Element.Size : 1;
        switch (operation)
        {
            case BinaryOperation.Equal or BinaryOperation.NotEqual:
                EmitSameness(leftType);
                if (operation == BinaryOperation.NotEqual)
                {
                    EmitNot();
                }

                break;
            case BinaryOperation.PointerAdd or BinaryOperation.PointerSubtract:
                EmitIntegerConversion(rightType, BuiltInTypes.I64);
                _il.Emit(OpCodes.Ldc_I8, (long)elementSize);
                _il.Emit(OpCodes.Mul);
                if (operation == BinaryOperation.PointerSubtract)
                {
                    _il.Emit(OpCodes.Neg);
                }

                _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.Add)));
                break;
            default:
                _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.Difference)));
                if (operation == BinaryOperation.PointerDifference)
                {
                    _il.Emit(OpCodes.Ldc_I8, (long)elementSize);
                    _il.Emit(OpCodes.Div);
                }
                else
                {
                    _il.Emit(OpCodes.Ldc_I8, 0L);
                    EmitSimpleOperation(operation, isSigned: true, isFloat: false);
                }

                break;
        }
    }

    private void EmitSameness(TypeSymbol type)
    {
        if (ValueKinds.Of(type) == ValueKind.Bytes)
        {
            _il.Emit(OpCodes.Ldc_I4, type.Size);
            _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.BytesEqual)));
        }
        else
        {
            _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.AreSame)));
        }
    }

    private void EmitConversion(BoundConversion conversion)
    {
        TypeSymbol from = conversion.Operand.Type;
        TypeSymbol to = conversion.Type;
        EmitValue(conversion.Operand);
        switch (ValueKinds.Of(from), ValueKinds.Of(to))
        {
            case (ValueKind.Bytes, ValueKind.Bytes) when from.Size != to.Size:
                _il.Emit(OpCodes.Ldc_I4, from.Size);
                _il.Emit(OpCodes.Ldc_I4, to.Size);
                _il.Emit(OpCodes.Call, _members.OnString(nameof(ScriptString.Resize)));
                break;
            case (ValueKind.Pointer or ValueKind.Bytes, ValueKind.Pointer or ValueKind.Bytes):
                break;
            case (ValueKind.Pointer, ValueKind.Integer):
                LoadPointers();
                _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.ToNumber)));
                EmitIntegerConversion(BuiltInTypes.U64, to);
                break;
            case (ValueKind.Integer, ValueKind.Pointer):
                EmitIntegerConversion(from, BuiltInTypes.U64);
                LoadPointers();
                _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.FromNumber)));
                break;
            case (ValueKind.Integer, ValueKind.Float):
                EmitIntegerToFloat(ValueKinds.Integer(from), to);
                break;
            case (ValueKind.Float, ValueKind.Float):
                _il.Emit(to.Size == 4 ? OpCodes.Conv_R4 : OpCodes.Conv_R8);
                break;
            case (ValueKind.Float, ValueKind.Integer):
                EmitFloatToInteger(to);
                break;
            case (ValueKind.Integer, ValueKind.Integer):
                EmitIntegerConversion(from, to);
                break;
            default:
                throw new UnreachableException($"No conversion from {from.Name} to {to.Name}.");
        }
    }

    private void EmitIntegerToFloat(PrimitiveType from, TypeSymbol to)
    {
        if (from.IsSigned)
        {
            _il.Emit(OpCodes.Conv_R8);
        }
        else
        {
            EmitIntegerConversion(from, BuiltInTypes.U64);
            _il.Emit(OpCodes.Conv_R_Un);
            _il.Emit(OpCodes.Conv_R8);
        }

        if (to.Size == 4)
        {
            _il.Emit(OpCodes.Conv_R4);
        }
    }

    private void EmitFloatToInteger(TypeSymbol to)
    {
        if (ValueKinds.IsBool(to))
        {
            _il.Emit(OpCodes.Conv_R8);
            _il.Emit(OpCodes.Ldc_R8, 0d);
            _il.Emit(OpCodes.Ceq);
            EmitNot();
            return;
        }

        bool isSigned = ValueKinds.Integer(to).IsSigned;
        _il.Emit(isSigned ? OpCodes.Conv_I8 : OpCodes.Conv_U8);
        EmitIntegerConversion(isSigned ? BuiltInTypes.I64 : BuiltInTypes.U64, to);
    }

    /// <summary>Integer, bool, char or enum on the stack becomes another: extended by the source's sign, or
    /// cut.</summary>
    private void EmitIntegerConversion(TypeSymbol from, TypeSymbol to)
    {
        PrimitiveType source = ValueKinds.Integer(from);
        if (ValueKinds.IsBool(to))
        {
            if (!ValueKinds.IsBool(from))
            {
                EmitInteger(source, 0);
                _il.Emit(OpCodes.Ceq);
                EmitNot();
            }

            return;
        }

        PrimitiveType target = ValueKinds.Integer(to);
        if (target.Size == 8)
        {
            if (source.Size < 8)
            {
                _il.Emit(source.IsSigned ? OpCodes.Conv_I8 : OpCodes.Conv_U8);
            }

            return;
        }

        if (source.Size == 8)
        {
            _il.Emit(OpCodes.Conv_I4);
        }

        Normalize(target);
    }
}
