using KernelScript.Semantics;
using KernelScript.Userspace.Runtime;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace KernelScript.Userspace.Emission;

/// <summary>Makes the class of a script: its fields for runtime, maps and globals, and a method for each
/// function.</summary>
/// <remarks>
/// Maps and globals are opened by <c>Start</c>, which the host calls after it has set the runtime: a global is a
/// pointer
/// into the memory of its data section, a map opens itself when it is first used.
/// </remarks>
internal sealed class ScriptClassEmitter
{
    private readonly BoundProgram _program;
    private readonly Dictionary<FunctionSymbol, MethodDefinition> _methods = [];
    private readonly Dictionary<MapSymbol, FieldDefinition> _maps = [];
    private readonly Dictionary<VariableSymbol, FieldDefinition> _globals = [];
    private readonly List<FunctionSymbol> _programs = [];
    private readonly List<(FunctionSymbol Function, TypeSymbol Type)> _pointed = [];
    private readonly TypeDefinition _class;

    public ScriptClassEmitter(ModuleDefinition module, BoundProgram program)
    {
        _program = program;
        Module = module;
        Members = new RuntimeMembers(module);
        _class = new TypeDefinition(
            "", UserspaceCompiler.ClassName,
            TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.Class,
            module.TypeSystem.Object);
        RuntimeField = AddField(UserspaceCompiler.RuntimeField, Members.Runtime, FieldAttributes.Public);
    }

    public ModuleDefinition Module { get; }

    public RuntimeMembers Members { get; }

    public FieldDefinition RuntimeField { get; }

    public void Emit()
    {
        Module.Types.Add(_class);
        BoundFunction[] functions =
            [.. _program.Functions.Where(f => f.Symbol.Kind is FunctionKind.Userspace or FunctionKind.Test)];
        foreach (BoundFunction function in functions)
        {
            _methods.Add(function.Symbol, Declare(function.Symbol));
        }

        foreach (BoundFunction function in functions)
        {
            new FunctionEmitter(this, function, _methods[function.Symbol]).Emit();
        }

        EmitStart();
    }

    /// <summary>The method of a userspace function.</summary>
    public MethodDefinition MethodOf(FunctionSymbol function) => _methods[function];

    /// <summary>The number that stands for a program in a <c>FunctionRef</c>, from 1.</summary>
    public int ProgramNumber(FunctionSymbol program)
    {
        int index = _programs.IndexOf(program);
        if (index < 0)
        {
            index = _programs.Count;
            _programs.Add(program);
        }

        return index + 1;
    }

    /// <summary>The number of a function whose address is taken, from 1.</summary>
    public int FunctionNumber(FunctionSymbol function, TypeSymbol type)
    {
        int index = _pointed.FindIndex(p => ReferenceEquals(p.Function, function));
        if (index < 0)
        {
            index = _pointed.Count;
            _pointed.Add((function, type));
        }

        return index + 1;
    }

    /// <summary>The field that holds a map.</summary>
    public FieldDefinition MapField(MapSymbol map)
    {
        if (!_maps.TryGetValue(map, out FieldDefinition? field))
        {
            field = AddField("map." + map.Name, Members.Map, FieldAttributes.Private);
            _maps.Add(map, field);
        }

        return field;
    }

    /// <summary>The field that holds the place of a global.</summary>
    public FieldDefinition GlobalField(VariableSymbol variable)
    {
        if (!_globals.TryGetValue(variable, out FieldDefinition? field))
        {
            field = AddField("global." + variable.Name, Members.Pointer, FieldAttributes.Private);
            _globals.Add(variable, field);
        }

        return field;
    }

    public TypeReference Clr(TypeSymbol type) => ValueKinds.Clr(type, Module, Members);

    /// <summary>Integers inside a value, for per-CPU sums: offset * 16 + size.</summary>
    private static IEnumerable<int> IntegerFields(TypeSymbol type, int offset) => type switch
    {
        StructType s => s.Fields.Where(f => f.BitSize == 0).SelectMany(f => IntegerFields(f.Type, offset + f.Offset)),
        Semantics.ArrayType a => Enumerable.Range(0, a.Count)
            .SelectMany(i => IntegerFields(a.Element, offset + (i * a.Element.Size))),
        PrimitiveType { IsInteger: true } p => [(offset << 4) + p.Size],
        _ => [],
    };

    private MethodDefinition Declare(FunctionSymbol function)
    {
        var method = new MethodDefinition(
            function.Name, MethodAttributes.Public | MethodAttributes.Static, Clr(function.ReturnType));
        foreach (VariableSymbol parameter in function.Parameters)
        {
            method.Parameters.Add(
                new ParameterDefinition(parameter.Name, ParameterAttributes.None, Clr(parameter.Type)));
        }

        _class.Methods.Add(method);
        return method;
    }

    private FieldDefinition AddField(string name, TypeReference type, FieldAttributes access)
    {
        var field = new FieldDefinition(name, access | FieldAttributes.Static, type);
        _class.Fields.Add(field);
        return field;
    }

    private void EmitStart()
    {
        var start = new MethodDefinition(
            UserspaceCompiler.StartMethod, MethodAttributes.Public | MethodAttributes.Static, Module.TypeSystem.Void);
        ILProcessor il = start.Body.GetILProcessor();
        foreach (FunctionSymbol program in _programs)
        {
            il.Emit(OpCodes.Ldsfld, RuntimeField);
            il.Emit(OpCodes.Ldstr, program.Name);
            il.Emit(OpCodes.Callvirt, Members.OnRuntime(nameof(ScriptRuntime.AddProgram)));
        }

        foreach ((FunctionSymbol function, TypeSymbol type) in _pointed)
        {
            il.Emit(OpCodes.Ldsfld, RuntimeField);
            il.Emit(OpCodes.Callvirt, Members.OnRuntime("get_" + nameof(ScriptRuntime.Functions)));
            il.Emit(OpCodes.Ldftn, _methods[function]);
            il.Emit(OpCodes.Ldstr, type.Name);
            il.Emit(OpCodes.Callvirt, Members.Method(typeof(FunctionTable), nameof(FunctionTable.Add)));
        }

        foreach ((MapSymbol map, FieldDefinition field) in _maps)
        {
            int[] integers = map.IsPerCpu ? [.. IntegerFields(map.Value, 0)] : [];
            il.Emit(OpCodes.Ldsfld, RuntimeField);
            il.Emit(OpCodes.Ldstr, map.Name);
            il.Emit(OpCodes.Ldc_I4, map.Key.Size);
            il.Emit(OpCodes.Ldc_I4, map.Value.Size);
            il.Emit(map.IsPerCpu ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
            EmitArray(il, integers);
            il.Emit(OpCodes.Callvirt, Members.OnRuntime(nameof(ScriptRuntime.OpenMap)));
            il.Emit(OpCodes.Stsfld, field);
        }

        foreach ((VariableSymbol variable, FieldDefinition field) in _globals)
        {
            il.Emit(OpCodes.Ldsfld, RuntimeField);
            il.Emit(OpCodes.Ldstr, variable.Name);
            il.Emit(OpCodes.Callvirt, Members.OnRuntime(nameof(ScriptRuntime.OpenVariable)));
            il.Emit(OpCodes.Stsfld, field);
        }

        il.Emit(OpCodes.Ret);
        _class.Methods.Add(start);
    }

    private void EmitArray(ILProcessor il, int[] values)
    {
        il.Emit(OpCodes.Ldc_I4, values.Length);
        il.Emit(OpCodes.Newarr, Module.TypeSystem.Int32);
        for (int i = 0; i < values.Length; i++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldc_I4, values[i]);
            il.Emit(OpCodes.Stelem_I4);
        }
    }
}
