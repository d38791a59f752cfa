using System.Collections.Immutable;

namespace Bpf.Btf;

/// <summary>Who sees a function or variable. The values are those of <c>enum btf_func_linkage</c>.</summary>
public enum BtfLinkage
{
    /// <summary>Only its own file. <c>BTF_FUNC_STATIC</c>, <c>BTF_VAR_STATIC</c>.</summary>
    Static = 0,

    /// <summary>
    /// Everyone; a global function is verified alone. <c>BTF_FUNC_GLOBAL</c>, <c>BTF_VAR_GLOBAL_ALLOCATED</c>.
    /// </summary>
    Global = 1,

    /// <summary>
    /// Defined elsewhere, in the kernel as a rule. <c>BTF_FUNC_EXTERN</c>, <c>BTF_VAR_GLOBAL_EXTERN</c>.
    /// </summary>
    Extern = 2,
}

/// <summary>A parameter of a function prototype.</summary>
public sealed class BtfParameter
{
    private TypeReference _type;

    /// <summary>
    /// A parameter; one without a name and of type <see cref="BtfVoid"/> at the end stands for <c>...</c>.
    /// </summary>
    public BtfParameter(string name, BtfType type)
        : this(name, new TypeReference(type))
    {
    }

    internal BtfParameter(string name, TypeReference type)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        _type = type;
    }

    /// <summary>The name; may be empty.</summary>
    public string Name { get; }

    /// <summary>The type.</summary>
    public BtfType Type => _type.Type;
}

/// <summary>Parameters and result of a function. <c>BTF_KIND_FUNC_PROTO</c>. Since Linux 5.0.</summary>
public sealed class BtfFunctionPrototype : BtfType
{
    private TypeReference _returnType;

    /// <summary>A function that takes <paramref name="parameters"/>.</summary>
    /// <param name="returnType"><see cref="BtfVoid"/> if nothing is returned.</param>
    public BtfFunctionPrototype(BtfType returnType, ImmutableArray<BtfParameter> parameters)
        : this(new TypeReference(returnType), parameters)
    {
    }

    internal BtfFunctionPrototype(TypeReference returnType, ImmutableArray<BtfParameter> parameters)
        : base(string.Empty)
    {
        if (parameters.IsDefault || parameters.Length > BtfLimits.MaxElements)
        {
            throw new ArgumentException(
                $"a function has at most {BtfLimits.MaxElements} parameters", nameof(parameters));
        }

        _returnType = returnType;
        Parameters = parameters;
    }

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.FunctionPrototype;

    /// <summary>The type of the result.</summary>
    public BtfType ReturnType => _returnType.Type;

    /// <summary>The parameters in order.</summary>
    public ImmutableArray<BtfParameter> Parameters { get; }

    /// <summary>Whether more arguments may follow.</summary>
    public bool IsVariadic => Parameters is [.., { Name.Length: 0, Type: BtfVoid }];

    internal override int ReferenceCount => Parameters.Length + 1;

    internal override BtfType ReferenceAt(int index) => index == 0 ? ReturnType : Parameters[index - 1].Type;

    private protected override bool ShapeEquals(BtfType other)
    {
        var that = (BtfFunctionPrototype)other;
        for (int i = 0; i < Parameters.Length; i++)
        {
            if (!string.Equals(Parameters[i].Name, that.Parameters[i].Name, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A function. <c>BTF_KIND_FUNC</c>. Since Linux 5.0.</summary>
public sealed class BtfFunction : BtfType
{
    private TypeReference _prototype;

    /// <summary>The function <paramref name="name"/> of type <paramref name="prototype"/>.</summary>
    public BtfFunction(string name, BtfFunctionPrototype prototype, BtfLinkage linkage)
        : this(name, new TypeReference(prototype), linkage)
    {
    }

    internal BtfFunction(string name, TypeReference prototype, BtfLinkage linkage)
        : base(name)
    {
        _prototype = prototype;
        Linkage = linkage;
    }

    /// <inheritdoc/>
    public override BtfKind Kind => BtfKind.Function;

    /// <summary>Parameters and result.</summary>
    /// <exception cref="BtfFormatException">The spec was opened unchecked and says something else here.</exception>
    public BtfFunctionPrototype Prototype => _prototype.Type as BtfFunctionPrototype
        ?? throw new BtfFormatException($"read BTF: function '{Name}' has no prototype", 0);

    /// <summary>Who sees the function.</summary>
    public BtfLinkage Linkage { get; }

    internal override int ReferenceCount => 1;

    internal override BtfType ReferenceAt(int index) => _prototype.Type;

    private protected override bool ShapeEquals(BtfType other) =>
        other is BtfFunction that && Linkage == that.Linkage;
}
