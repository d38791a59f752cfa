using KernelScript.Semantics;
using KernelScript.Userspace.Runtime;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace KernelScript.Userspace.Emission;

/// <summary>Compiles one function to IL.</summary>
/// <remarks>
/// Scalars live in IL locals, unless their address is taken; structs, arrays and strings live in script memory and are
/// held
/// by pointer. The evaluation stack is empty between statements, those inside of expressions (block arms) included:
/// whatever
/// has more than one operand parks them in locals (<see cref="EmitToLocal"/>).
/// </remarks>
internal sealed partial class FunctionEmitter
{
    private readonly ScriptClassEmitter _script;
    private readonly BoundFunction _function;
    private readonly MethodDefinition _method;
    private readonly ILProcessor _il;
    private readonly RuntimeMembers _members;
    private readonly BodyFacts _facts;
    private readonly Dictionary<VariableSymbol, VariableDefinition> _locals = [];
    private readonly Dictionary<VariableSymbol, VariableDefinition> _presence = [];
    private readonly Instruction _end;
    private readonly Dictionary<BoundDefer, VariableDefinition> _deferReached = [];
    private VariableDefinition? _result;
    private int _tryDepth;

    public FunctionEmitter(ScriptClassEmitter script, BoundFunction function, MethodDefinition method)
    {
        _script = script;
        _function = function;
        _method = method;
        _members = script.Members;
        _facts = BodyFacts.Of(function);
        method.Body.InitLocals = true;
        _il = method.Body.GetILProcessor();
        _end = _il.Create(OpCodes.Nop);
    }

    public void Emit()
    {
        if (_facts.HasCalls)
        {
            LoadRuntime();
            _il.Emit(OpCodes.Ldstr, _function.Symbol.Name);
            CallRuntime(nameof(ScriptRuntime.Enter));
        }

        if (_function.Symbol.ReturnType is not PrimitiveType { Kind: PrimitiveKind.Void })
        {
            _result = NewLocal(_method.ReturnType);
            if (ValueKinds.Of(_function.Symbol.ReturnType) == ValueKind.Bytes)
            {
                Allocate(_function.Symbol.ReturnType.Size);
                _il.Emit(OpCodes.Stloc, _result);
            }
        }

        EmitParameters();
        if (_function.Symbol.ReturnVariable is { } named)
        {
            EmitZeroLocal(named);
        }

        EmitBody();
        _il.Append(_end);
        if (_result is not null)
        {
            _il.Emit(OpCodes.Ldloc, _result);
        }

        _il.Emit(OpCodes.Ret);
    }

    private void EmitBody()
    {
        if (_facts.Defers.Count == 0)
        {
            EmitStatement(_function.Body);
            EmitImplicitReturn();
            return;
        }

        // try { body } finally { deferred actions, last one first, each only when its statement was reached }
        foreach (BoundDefer defer in _facts.Defers)
        {
            _deferReached.Add(defer, NewLocal(_script.Module.TypeSystem.Boolean));
        }

        Instruction tryStart = Mark();
        _tryDepth++;
        EmitStatement(_function.Body);
        EmitImplicitReturn();
        _tryDepth--;
        _il.Emit(OpCodes.Leave, _end);
        Instruction finallyStart = Mark();
        foreach (BoundDefer defer in Enumerable.Reverse(_facts.Defers))
        {
            Instruction skip = _il.Create(OpCodes.Nop);
            _il.Emit(OpCodes.Ldloc, _deferReached[defer]);
            _il.Emit(OpCodes.Brfalse, skip);
            EmitStatement(defer.Action);
            _il.Append(skip);
        }

        _il.Emit(OpCodes.Endfinally);
        _method.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Finally)
        {
            TryStart = tryStart, TryEnd = finallyStart, HandlerStart = finallyStart, HandlerEnd = _end,
        });
    }

    private void EmitImplicitReturn()
    {
        if (_function.Symbol.ReturnVariable is { } named)
        {
            LoadVariable(named);
            _il.Emit(OpCodes.Stloc, _result!);
        }
    }

    /// <summary>Parameters that need memory move into it; structs come as copies already.</summary>
    private void EmitParameters()
    {
        for (int i = 0; i < _function.Symbol.Parameters.Length; i++)
        {
            VariableSymbol parameter = _function.Symbol.Parameters[i];
            VariableDefinition local = LocalFor(parameter);
            if (IsHeldByPointer(parameter) && ValueKinds.Of(parameter.Type) != ValueKind.Bytes)
            {
                Allocate(parameter.Type.Size);
                _il.Emit(OpCodes.Stloc, local);
                _il.Emit(OpCodes.Ldloc, local);
                _il.Emit(OpCodes.Ldarg, _method.Parameters[i]);
                EmitStoreIndirect(parameter.Type);
            }
            else
            {
                _il.Emit(OpCodes.Ldarg, _method.Parameters[i]);
                _il.Emit(OpCodes.Stloc, local);
            }
        }
    }

    private bool IsHeldByPointer(VariableSymbol variable) =>
        ValueKinds.Of(variable.Type) == ValueKind.Bytes || _facts.IsAddressTaken(variable);

    private VariableDefinition LocalFor(VariableSymbol variable)
    {
        if (!_locals.TryGetValue(variable, out VariableDefinition? local))
        {
            local = NewLocal(IsHeldByPointer(variable) ? _members.Pointer : _script.Clr(variable.Type));
            _locals.Add(variable, local);
        }

        return local;
    }

    private VariableDefinition PresenceOf(VariableSymbol variable)
    {
        if (!_presence.TryGetValue(variable, out VariableDefinition? local))
        {
            local = NewLocal(_script.Module.TypeSystem.Boolean);
            _presence.Add(variable, local);
        }

        return local;
    }

    private VariableDefinition NewLocal(TypeReference type)
    {
        var local = new VariableDefinition(type);
        _method.Body.Variables.Add(local);
        return local;
    }

    private Instruction Mark()
    {
        Instruction mark = _il.Create(OpCodes.Nop);
        _il.Append(mark);
        return mark;
    }

    /// <summary>A jump; out of a protected block it is a leave.</summary>
    private void Jump(Instruction target, int targetDepth) =>
        _il.Emit(_tryDepth > targetDepth ? OpCodes.Leave : OpCodes.Br, target);

    private void Allocate(int size)
    {
        _il.Emit(OpCodes.Ldc_I4, size);
        _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.Allocate)));
    }

    private void LoadPointers()
    {
        LoadRuntime();
        CallRuntime("get_" + nameof(ScriptRuntime.Pointers));
    }

    private void LoadRuntime() => _il.Emit(OpCodes.Ldsfld, _script.RuntimeField);

    private void CallStatic(string name) => _il.Emit(OpCodes.Call, _members.OnRuntime(name));

    private void CallRuntime(string name) => _il.Emit(OpCodes.Callvirt, _members.OnRuntime(name));
}
