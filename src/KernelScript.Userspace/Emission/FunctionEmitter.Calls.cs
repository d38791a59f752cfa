using System.Diagnostics;
using KernelScript.Semantics;
using KernelScript.Userspace.Runtime;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace KernelScript.Userspace.Emission;

/// <content>Calls of functions, of what the language supplies, and of map operations.</content>
internal sealed partial class FunctionEmitter
{
    private void EmitCallExpression(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundCall c:
                EmitArguments(c.Arguments);
                _il.Emit(OpCodes.Call, _script.MethodOf(c.Function));
                break;
            case BoundIndirectCall c:
                EmitIndirectCall(c);
                break;
            case BoundFunctionReference { Type: FunctionType } f:
                _il.Emit(OpCodes.Ldc_I8, (long)_script.FunctionNumber(f.Function, f.Type));
                break;
            case BoundFunctionReference f:
                _il.Emit(OpCodes.Ldc_I8, (long)_script.ProgramNumber(f.Function));
                break;
            case BoundBuiltInCall b:
                EmitBuiltIn(b);
                break;
            case BoundMapOperation o:
                EmitMapOperation(o);
                break;
            default:
                throw new UnreachableException($"No IL for {expression.GetType().Name}.");
        }
    }

    /// <summary>Arguments are evaluated in order, then put on the stack; structs, arrays and strings as
    /// copies.</summary>
    private void EmitArguments(IEnumerable<BoundExpression> arguments)
    {
        var locals = new List<VariableDefinition>();
        foreach (BoundExpression argument in arguments)
        {
            EmitValue(argument);
            if (ValueKinds.Of(argument.Type) == ValueKind.Bytes)
            {
                EmitClone(argument.Type.Size);
            }

            VariableDefinition local = NewLocal(_script.Clr(argument.Type));
            _il.Emit(OpCodes.Stloc, local);
            locals.Add(local);
        }

        foreach (VariableDefinition local in locals)
        {
            _il.Emit(OpCodes.Ldloc, local);
        }
    }

    private void EmitIndirectCall(BoundIndirectCall call)
    {
        var type = (FunctionType)call.Target.Type;
        VariableDefinition target = EmitToLocal(call.Target);
        EmitArguments(call.Arguments);
        var site = new CallSite(_script.Clr(type.Result));
        foreach (TypeSymbol parameter in type.Parameters)
        {
            site.Parameters.Add(new ParameterDefinition(_script.Clr(parameter)));
        }

        LoadRuntime();
        CallRuntime("get_" + nameof(ScriptRuntime.Functions));
        _il.Emit(OpCodes.Ldloc, target);
        _il.Emit(OpCodes.Ldstr, type.Name);
        _il.Emit(OpCodes.Callvirt, _members.Method(typeof(FunctionTable), nameof(FunctionTable.Find)));
        _il.Emit(OpCodes.Calli, site);
    }

    private void EmitBuiltIn(BoundBuiltInCall call)
    {
        switch (call.Function)
        {
            case BuiltInFunction.Print:
                EmitPrint(call);
                break;
            case BuiltInFunction.Load:
                EmitRuntimeCall(call, nameof(ScriptRuntime.Load));
                break;
            case BuiltInFunction.Attach:
                EmitAttach(call, nameof(ScriptRuntime.TryAttachToName), nameof(ScriptRuntime.TryAttachToNumber));
                EmitIntegerConversion(BuiltInTypes.I32, call.Type);
                break;
            case BuiltInFunction.Detach:
                EmitRuntimeCall(call, nameof(ScriptRuntime.Detach));
                break;
            case BuiltInFunction.Sleep:
                VariableDefinition time = EmitToLocal(call.Arguments[0]);
                LoadRuntime();
                _il.Emit(OpCodes.Ldloc, time);
                EmitIntegerConversion(call.Arguments[0].Type, BuiltInTypes.U64);
                CallRuntime(nameof(ScriptRuntime.Sleep));
                break;
            case BuiltInFunction.Exit:
                EmitValue(call.Arguments[0]);
                EmitIntegerConversion(call.Arguments[0].Type, BuiltInTypes.I32);
                CallStatic(nameof(ScriptRuntime.Exit));
                break;
            case BuiltInFunction.Allocate:
                EmitValue(call.Arguments[0]);
                EmitIntegerConversion(call.Arguments[0].Type, BuiltInTypes.U64);
                _il.Emit(OpCodes.Call, _members.Method(typeof(HeapMemory), nameof(HeapMemory.Allocate)));
                break;
            case BuiltInFunction.Free:
                EmitValue(call.Arguments[0]);
                _il.Emit(OpCodes.Call, _members.Method(typeof(HeapMemory), nameof(HeapMemory.Free)));
                break;
            case BuiltInFunction.Dispatch:
                EmitDispatch(call);
                break;
            case BuiltInFunction.Test:
                EmitTest(call);
                break;
            case BuiltInFunction.Panic:
                EmitPanic(call.Arguments[0]);
                break;
            case BuiltInFunction.Assert:
                EmitAssert(call);
                break;
            case BuiltInFunction.NetworkToHost16 or BuiltInFunction.HostToNetwork16:
                EmitSwap(call, BuiltInTypes.U16, nameof(ScriptArithmetic.Swap16));
                break;
            case BuiltInFunction.NetworkToHost32 or BuiltInFunction.HostToNetwork32:
                EmitSwap(call, BuiltInTypes.U32, nameof(ScriptArithmetic.Swap32));
                break;
            case BuiltInFunction.ByteSwap64:
                EmitSwap(call, BuiltInTypes.U64, nameof(ScriptArithmetic.Swap64));
                break;
            default:
                throw new UnreachableException($"No IL for {call.Function}.");
        }
    }

    private void EmitRuntimeCall(BoundBuiltInCall call, string method)
    {
        VariableDefinition argument = EmitToLocal(call.Arguments[0]);
        LoadRuntime();
        _il.Emit(OpCodes.Ldloc, argument);
        CallRuntime(method);
    }

    private void EmitSwap(BoundBuiltInCall call, PrimitiveType type, string method)
    {
        EmitValue(call.Arguments[0]);
        EmitIntegerConversion(call.Arguments[0].Type, type);
        _il.Emit(OpCodes.Call, _members.OnArithmetic(method));
        EmitIntegerConversion(type, call.Type);
    }

    private void EmitAttach(BoundBuiltInCall call, string toName, string toNumber)
    {
        VariableDefinition handle = EmitToLocal(call.Arguments[0]);
        BoundExpression target = call.Arguments[1];
        VariableDefinition place = EmitToLocal(target);
        VariableDefinition? flags = call.Arguments.Length > 2 ? EmitToLocal(call.Arguments[2]) : null;
        LoadRuntime();
        _il.Emit(OpCodes.Ldloc, handle);
        _il.Emit(OpCodes.Ldloc, place);
        bool byName = target.Type is StringType;
        if (byName)
        {
            _il.Emit(OpCodes.Ldc_I4, target.Type.Size);
        }
        else
        {
            EmitIntegerConversion(target.Type, BuiltInTypes.U64);
        }

        if (flags is null)
        {
            _il.Emit(OpCodes.Ldc_I4_0);
        }
        else
        {
            _il.Emit(OpCodes.Ldloc, flags);
            EmitIntegerConversion(call.Arguments[2].Type, BuiltInTypes.U32);
        }

        CallRuntime(byName ? toName : toNumber);
    }

    private void EmitTest(BoundBuiltInCall call)
    {
        VariableDefinition program = EmitToLocal(call.Arguments[0]);
        BoundExpression input = call.Arguments[1];
        VariableDefinition bytes = EmitToLocal(input);
        LoadRuntime();
        _il.Emit(OpCodes.Ldloc, program);
        if (input.Type is StructType type && type.FindField("packet_size") is not null)
        {
            EmitTestField(bytes, type, "packet_size", BuiltInTypes.U64);
            EmitTestField(bytes, type, "interface_id", BuiltInTypes.U64);
            EmitTestField(bytes, type, "expected_action", BuiltInTypes.I64);
            CallRuntime(nameof(ScriptRuntime.TestPacket));
            return;
        }

        _il.Emit(OpCodes.Ldloc, bytes);
        _il.Emit(OpCodes.Ldc_I4, input.Type.Size);
        CallRuntime(nameof(ScriptRuntime.TestBytes));
    }

    private void EmitTestField(VariableDefinition bytes, StructType type, string name, PrimitiveType wanted)
    {
        if (type.FindField(name) is not { } field)
        {
            EmitInteger(wanted, 0);
            return;
        }

        _il.Emit(OpCodes.Ldloc, bytes);
        EmitOffset(field.Offset);
        EmitLoadIndirect(field.Type);
        EmitIntegerConversion(field.Type, wanted);
    }

    private void EmitDispatch(BoundBuiltInCall call)
    {
        LoadRuntime();
        _il.Emit(OpCodes.Ldc_I4, call.Arguments.Length);
        _il.Emit(OpCodes.Newarr, _script.Module.TypeSystem.String);
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            _il.Emit(OpCodes.Dup);
            _il.Emit(OpCodes.Ldc_I4, i);
            _il.Emit(OpCodes.Ldstr, ((BoundMap)call.Arguments[i]).Map.Name);
            _il.Emit(OpCodes.Stelem_Ref);
        }

        CallRuntime(nameof(ScriptRuntime.Dispatch));
    }

    private void EmitEventHandler(MapSymbol map, BoundFunctionReference handler)
    {
        LoadRuntime();
        _il.Emit(OpCodes.Ldstr, map.Name);
        _il.Emit(OpCodes.Ldnull);
        _il.Emit(OpCodes.Ldftn, _script.MethodOf(handler.Function));
        _il.Emit(OpCodes.Newobj, _members.Constructor(typeof(ScriptEventHandler), typeof(object), typeof(nint)));
        CallRuntime(nameof(ScriptRuntime.OnEvent));
    }

    private void EmitPanic(BoundExpression message)
    {
        EmitValue(message);
        _il.Emit(OpCodes.Ldc_I4, message.Type.Size);
        CallStatic(nameof(ScriptRuntime.Panic));
    }

    private void EmitAssert(BoundBuiltInCall call)
    {
        VariableDefinition condition = EmitToLocal(call.Arguments[0]);
        Instruction holds = _il.Create(OpCodes.Nop);
        _il.Emit(OpCodes.Ldloc, condition);
        _il.Emit(OpCodes.Brtrue, holds);
        if (call.Arguments.Length > 1)
        {
            EmitValue(call.Arguments[1]);
            _il.Emit(OpCodes.Ldc_I4, call.Arguments[1].Type.Size);
            CallStatic(nameof(ScriptRuntime.FailAssertion));
        }
        else
        {
            _il.Emit(OpCodes.Ldstr, call.Arguments[0].Syntax.ToString());
            CallStatic(nameof(ScriptRuntime.FailCondition));
        }

        _il.Append(holds);
    }

    private void EmitPrint(BoundBuiltInCall call)
    {
        string? format = call.Arguments is [BoundStringLiteral literal, ..] && literal.Bytes.Contains((byte)'%')
            ? System.Text.Encoding.UTF8.GetString(literal.Bytes.AsSpan())
            : null;
        BoundExpression[] values = [.. call.Arguments.Skip(format is null ? 0 : 1)];

        // A function called for a value may print itself: all values first.
        VariableDefinition[] locals = [.. values.Select(EmitToLocal)];
        for (int i = 0; i < values.Length; i++)
        {
            LoadRuntime();
            _il.Emit(OpCodes.Ldloc, locals[i]);
            EmitPrintValue(values[i].Type);
        }

        LoadRuntime();
        if (format is null)
        {
            _il.Emit(OpCodes.Ldnull);
        }
        else
        {
            _il.Emit(OpCodes.Ldstr, format);
        }

        CallRuntime(nameof(ScriptRuntime.EndPrint));
    }

    private void EmitPrintValue(TypeSymbol type)
    {
        switch (ValueKinds.Of(type))
        {
            case ValueKind.Bytes:
                _il.Emit(OpCodes.Ldc_I4, type.Size);
                CallRuntime(nameof(ScriptRuntime.PrintString));
                return;
            case ValueKind.Pointer:
                CallRuntime(type is Semantics.PointerType { Element.Size: 1 }
                    ? nameof(ScriptRuntime.PrintBytePointer)
                    : nameof(ScriptRuntime.PrintPointer));
                return;
            case ValueKind.Float:
                _il.Emit(OpCodes.Conv_R8);
                CallRuntime(nameof(ScriptRuntime.PrintFloat));
                return;
        }

        if (ValueKinds.IsBool(type))
        {
            CallRuntime(nameof(ScriptRuntime.PrintBool));
            return;
        }

        if (ValueKinds.IsChar(type))
        {
            CallRuntime(nameof(ScriptRuntime.PrintChar));
            return;
        }

        PrimitiveType integer = ValueKinds.Integer(type);
        EmitIntegerConversion(type, integer.IsSigned ? BuiltInTypes.I64 : BuiltInTypes.U64);
        if (integer.IsSigned)
        {
            _il.Emit(OpCodes.Ldc_I4, integer.Size);
        }

        CallRuntime(integer.IsSigned ? nameof(ScriptRuntime.PrintSigned) : nameof(ScriptRuntime.PrintUnsigned));
    }

    private void EmitMapOperation(BoundMapOperation operation)
    {
        switch (operation.Operation)
        {
            case MapOperation.Sum:
                EmitMapCall(operation.Map, operation.Arguments[0], nameof(ScriptMap.Value));
                EmitLoadIndirect(operation.Map.Value);
                if (ValueKinds.Of(operation.Map.Value) == ValueKind.Integer)
                {
                    EmitIntegerConversion(operation.Map.Value, operation.Type);
                }

                break;
            case MapOperation.Count:
                LoadMap(operation.Map);
                _il.Emit(OpCodes.Callvirt, _members.OnMap(nameof(ScriptMap.Count)));
                EmitIntegerConversion(BuiltInTypes.U64, operation.Type);
                break;
            case MapOperation.OnEvent:
                EmitEventHandler(operation.Map, (BoundFunctionReference)operation.Arguments[0]);
                break;
            default:
                throw new UnreachableException($"{operation.Operation} belongs to the kernel half.");
        }
    }
}
