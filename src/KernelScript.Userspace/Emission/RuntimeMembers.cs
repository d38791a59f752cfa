using KernelScript.Userspace.Runtime;
using Mono.Cecil;

namespace KernelScript.Userspace.Emission;

/// <summary>References from the emitted module to the runtime's types and methods, each made once.</summary>
/// <remarks>
/// Reflection over the runtime types, and nowhere else: a signature is then written once, in the runtime, and a missing
/// method is found by the first test that emits a call of it.
/// </remarks>
internal sealed class RuntimeMembers(ModuleDefinition module)
{
    private readonly Dictionary<(Type, string), MethodReference> _methods = [];
    private readonly Dictionary<Type, TypeReference> _types = [];

    public TypeReference Pointer => Type(typeof(ScriptPointer));

    public TypeReference Runtime => Type(typeof(ScriptRuntime));

    public TypeReference Map => Type(typeof(ScriptMap));

    public TypeReference Type(Type type)
    {
        if (!_types.TryGetValue(type, out TypeReference? reference))
        {
            reference = module.ImportReference(type);
            _types.Add(type, reference);
        }

        return reference;
    }

    /// <summary>The one public method of that name.</summary>
    public MethodReference Method(Type type, string name)
    {
        if (!_methods.TryGetValue((type, name), out MethodReference? reference))
        {
            reference = module.ImportReference(type.GetMethod(name)
                ?? throw new MissingMethodException(type.Name, name));
            _methods.Add((type, name), reference);
        }

        return reference;
    }

    public MethodReference Constructor(Type type, params Type[] parameters) =>
        module.ImportReference(type.GetConstructor(parameters)
            ?? throw new MissingMethodException(type.Name, ".ctor"));

    public MethodReference OnPointer(string name) => Method(typeof(ScriptPointer), name);

    public MethodReference OnRuntime(string name) => Method(typeof(ScriptRuntime), name);

    public MethodReference OnMap(string name) => Method(typeof(ScriptMap), name);

    public MethodReference OnString(string name) => Method(typeof(ScriptString), name);

    public MethodReference OnArithmetic(string name) => Method(typeof(ScriptArithmetic), name);
}
