using System.Diagnostics;
using KernelScript.Semantics;
using KernelScript.Syntax;
using KernelScript.Userspace.Runtime;
using Mono.Cecil.Cil;

namespace KernelScript.Userspace.Emission;

internal sealed partial class FunctionEmitter
{
    private readonly Stack<Loop> _loops = [];

    private void EmitStatement(BoundStatement statement)
    {
        switch (statement)
        {
            case BoundBlock b:
                foreach (BoundStatement inner in b.Statements)
                {
                    EmitStatement(inner);
                }

                break;
            case BoundDeclaration d:
                EmitDeclaration(d);
                break;
            case BoundAssignment a:
                EmitAssignment(a.Target, a.Value);
                break;
            case BoundCompoundAssignment a:
                EmitCompoundAssignment(a);
                break;
            case BoundExpressionStatement e:
                EmitForEffect(e.Expression);
                break;
            case BoundIf i:
                EmitIf(i);
                break;
            case BoundForRange f:
                EmitForRange(f);
                break;
            case BoundForMap f:
                EmitForMap(f);
                break;
            case BoundWhile w:
                EmitWhile(w);
                break;
            case BoundBreak:
                Jump(_loops.Peek().Break, _loops.Peek().TryDepth);
                break;
            case BoundContinue:
                Jump(_loops.Peek().Continue, _loops.Peek().TryDepth);
                break;
            case BoundReturn r:
                EmitReturn(r);
                break;
            case BoundDelete d:
                EmitDelete(d);
                break;
            case BoundTry t:
                EmitTry(t);
                break;
            case BoundThrow t:
                EmitThrow(t);
                break;
            case BoundDefer d:
                _il.Emit(OpCodes.Ldc_I4_1);
                _il.Emit(OpCodes.Stloc, _deferReached[d]);
                break;
            default:
                throw new UnreachableException($"No IL for {statement.GetType().Name}.");
        }
    }

    private void EmitDeclaration(BoundDeclaration declaration)
    {
        VariableSymbol variable = declaration.Variable;
        if (variable.HasPresence && declaration.Initializer is { } initializer)
        {
            EmitValueWithPresence(variable, initializer);
            return;
        }

        if (declaration.Initializer is null)
        {
            EmitZeroLocal(variable);
            return;
        }

        VariableDefinition value = EmitToLocal(declaration.Initializer);
        VariableDefinition local = LocalFor(variable);
        if (!IsHeldByPointer(variable))
        {
            _il.Emit(OpCodes.Ldloc, value);
            _il.Emit(OpCodes.Stloc, local);
            return;
        }

        // Fresh memory each time the declaration is reached: pointers to the earlier one stay valid.
        Allocate(variable.Type.Size);
        _il.Emit(OpCodes.Stloc, local);
        _il.Emit(OpCodes.Ldloc, local);
        _il.Emit(OpCodes.Ldloc, value);
        EmitStoreIndirect(variable.Type);
    }

    private void EmitZeroLocal(VariableSymbol variable)
    {
        if (IsHeldByPointer(variable))
        {
            Allocate(variable.Type.Size);
        }
        else
        {
            EmitZero(variable.Type);
        }

        _il.Emit(OpCodes.Stloc, LocalFor(variable));
    }

    private void EmitIf(BoundIf statement)
    {
        Instruction otherwise = _il.Create(OpCodes.Nop);
        Instruction end = _il.Create(OpCodes.Nop);
        EmitValue(statement.Condition);
        _il.Emit(OpCodes.Brfalse, otherwise);
        EmitStatement(statement.Then);
        _il.Emit(OpCodes.Br, end);
        _il.Append(otherwise);
        if (statement.Else is not null)
        {
            EmitStatement(statement.Else);
        }

        _il.Append(end);
    }

    private void EmitWhile(BoundWhile loop)
    {
        Loop labels = EnterLoop();
        _il.Append(labels.Continue);
        EmitPoll();
        EmitValue(loop.Condition);
        _il.Emit(OpCodes.Brfalse, labels.Break);
        EmitStatement(loop.Body);
        _il.Emit(OpCodes.Br, labels.Continue);
        _il.Append(labels.Break);
        _loops.Pop();
    }

    private void EmitForRange(BoundForRange loop)
    {
        PrimitiveType type = ValueKinds.Integer(loop.Variable.Type);
        VariableDefinition counter = EmitToLocal(loop.From);
        VariableDefinition end = EmitToLocal(loop.To);
        Loop labels = EnterLoop();
        Instruction head = Mark();
        EmitPoll();
        _il.Emit(OpCodes.Ldloc, counter);
        _il.Emit(OpCodes.Ldloc, end);
        _il.Emit(type.IsSigned ? OpCodes.Bge : OpCodes.Bge_Un, labels.Break);
        EmitZeroLocal(loop.Variable);
        StoreVariable(loop.Variable, () => _il.Emit(OpCodes.Ldloc, counter));
        EmitStatement(loop.Body);
        _il.Append(labels.Continue);
        _il.Emit(OpCodes.Ldloc, counter);
        _il.Emit(OpCodes.Ldc_I4_1);
        if (type.Size == 8)
        {
            _il.Emit(OpCodes.Conv_I8);
        }

        _il.Emit(OpCodes.Add);
        Normalize(type);
        _il.Emit(OpCodes.Stloc, counter);
        _il.Emit(OpCodes.Br, head);
        _il.Append(labels.Break);
        _loops.Pop();
    }

    private void EmitForMap(BoundForMap loop)
    {
        VariableDefinition keys = NewLocal(new Mono.Cecil.ArrayType(_members.Pointer));
        VariableDefinition index = NewLocal(_script.Module.TypeSystem.Int32);
        VariableDefinition entry = NewLocal(_members.Pointer);
        LoadMap(loop.Map);
        _il.Emit(OpCodes.Callvirt, _members.OnMap(nameof(ScriptMap.Keys)));
        _il.Emit(OpCodes.Stloc, keys);
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Stloc, index);
        Loop labels = EnterLoop();
        Instruction head = Mark();
        EmitPoll();
        _il.Emit(OpCodes.Ldloc, index);
        _il.Emit(OpCodes.Ldloc, keys);
        _il.Emit(OpCodes.Ldlen);
        _il.Emit(OpCodes.Conv_I4);
        _il.Emit(OpCodes.Bge, labels.Break);

        // An entry that was deleted meanwhile is passed over.
        LoadMap(loop.Map);
        LoadKey();
        _il.Emit(OpCodes.Callvirt, _members.OnMap(nameof(ScriptMap.Find)));
        _il.Emit(OpCodes.Stloc, entry);
        _il.Emit(OpCodes.Ldloc, entry);
        _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.IsNull)));
        _il.Emit(OpCodes.Brtrue, labels.Continue);
        EmitZeroLocal(loop.Key);
        StoreVariable(loop.Key, () =>
        {
            LoadKey();
            EmitLoadIndirect(loop.Key.Type);
        });
        EmitZeroLocal(loop.Value);
        StoreVariable(loop.Value, () =>
        {
            _il.Emit(OpCodes.Ldloc, entry);
            EmitLoadIndirect(loop.Value.Type);
        });
        EmitStatement(loop.Body);
        _il.Append(labels.Continue);
        _il.Emit(OpCodes.Ldloc, index);
        _il.Emit(OpCodes.Ldc_I4_1);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, index);
        _il.Emit(OpCodes.Br, head);
        _il.Append(labels.Break);
        _loops.Pop();

        void LoadKey()
        {
            _il.Emit(OpCodes.Ldloc, keys);
            _il.Emit(OpCodes.Ldloc, index);
            _il.Emit(OpCodes.Ldelem_Any, _members.Pointer);
        }
    }

    private void EmitReturn(BoundReturn statement)
    {
        if (statement.Value is { } value)
        {
            VariableDefinition local = EmitToLocal(value);
            _il.Emit(OpCodes.Ldloc, local);
            if (ValueKinds.Of(value.Type) == ValueKind.Bytes)
            {
                EmitClone(value.Type.Size);
            }

            _il.Emit(OpCodes.Stloc, _result!);
        }

        Jump(_end, 0);
    }

    private void EmitDelete(BoundDelete statement)
    {
        VariableDefinition key = EmitKey(statement.Key);
        LoadMap(statement.Map);
        _il.Emit(OpCodes.Ldloc, key);
        _il.Emit(OpCodes.Callvirt, _members.OnMap(nameof(ScriptMap.Delete)));
    }

    private void EmitThrow(BoundThrow statement)
    {
        EmitValue(statement.Code);
        EmitIntegerConversion(statement.Code.Type, BuiltInTypes.I64);
        _il.Emit(OpCodes.Ldstr, ThrownName(statement.Code));
        _il.Emit(OpCodes.Newobj, _members.Constructor(typeof(ScriptThrowException), typeof(long), typeof(string)));
        _il.Emit(OpCodes.Throw);
    }

    /// <summary>The name of a constant that is thrown; empty for a variable or a number.</summary>
    private static string ThrownName(BoundExpression code) => code switch
    {
        BoundConversion conversion => ThrownName(conversion.Operand),
        BoundLiteral { Syntax: NameExpressionSyntax or QualifiedNameExpressionSyntax } constant =>
            constant.Syntax.ToString(),
        _ => "",
    };

    private void EmitTry(BoundTry statement)
    {
        Instruction end = _il.Create(OpCodes.Nop);
        VariableDefinition code = NewLocal(_script.Module.TypeSystem.Int64);
        Instruction tryStart = Mark();
        _tryDepth++;
        EmitStatement(statement.Body);
        _il.Emit(OpCodes.Leave, end);
        Instruction handlerStart = _il.Create(
            OpCodes.Callvirt,
            _members.Method(typeof(ScriptThrowException), "get_" + nameof(ScriptThrowException.Code)));
        _il.Append(handlerStart);
        _il.Emit(OpCodes.Stloc, code);
        foreach (BoundCatch clause in statement.Catches)
        {
            Instruction next = _il.Create(OpCodes.Nop);
            if (clause.Code is { } number)
            {
                _il.Emit(OpCodes.Ldloc, code);
                _il.Emit(OpCodes.Ldc_I8, number);
                _il.Emit(OpCodes.Bne_Un, next);
            }

            EmitStatement(clause.Body);
            _il.Emit(OpCodes.Leave, end);
            _il.Append(next);
        }

        _il.Emit(OpCodes.Rethrow);
        _tryDepth--;
        _il.Append(end);
        _method.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Catch)
        {
            CatchType = _members.Type(typeof(ScriptThrowException)),
            TryStart = tryStart, TryEnd = handlerStart, HandlerStart = handlerStart, HandlerEnd = end,
        });
    }

    private Loop EnterLoop()
    {
        var loop = new Loop(_il.Create(OpCodes.Nop), _il.Create(OpCodes.Nop), _tryDepth);
        _loops.Push(loop);
        return loop;
    }

    private void EmitPoll()
    {
        LoadRuntime();
        CallRuntime(nameof(ScriptRuntime.Poll));
    }

    private sealed record Loop(Instruction Break, Instruction Continue, int TryDepth);
}
