using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>
/// The names that the kernel supplies to every script: helpers, constants, structs. The script's own names hide them.
/// </summary>
internal sealed class KernelScope(BindOptions options)
{
    // What was found is kept, so that a name is the same symbol wherever it stands in the script.
    private readonly Dictionary<string, Symbol> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StructType> _headers = new(StringComparer.Ordinal);

    /// <summary>Names for suggestions.</summary>
    public static IEnumerable<string> ValueNames => KernelHelpers.Names.Concat(UapiConstants.Names);

    /// <summary>The names of tracepoints, for suggestions.</summary>
    public IEnumerable<string> TracepointNames => options.KernelTypes?.TracepointNames ?? [];

    /// <summary>What a name stands for, or null.</summary>
    public Symbol? FindValue(string name)
    {
        if (_values.TryGetValue(name, out Symbol? known))
        {
            return known;
        }

        Symbol? symbol = (Symbol?)FindHelper(name) ?? FindConstant(name);
        if (symbol is not null)
        {
            _values[name] = symbol;
        }

        return symbol;
    }

    /// <summary>The kernel helper of that name, or null.</summary>
    public FunctionSymbol? FindHelper(string name)
    {
        if (_values.TryGetValue(name, out Symbol? known))
        {
            return known as FunctionSymbol;
        }

        if (KernelHelpers.Find(name) is not { } helper)
        {
            return null;
        }

        FunctionSymbol symbol = helper.CreateSymbol(type => FindType(type) ?? BuiltInTypes.Void);
        _values[name] = symbol;
        return symbol;
    }

    /// <summary>The type of a name, or null.</summary>
    public TypeSymbol? FindType(string name) =>
        ContextStructs.Find(name)
        ?? (name == XdpAction.Name ? XdpAction : null)
        ?? (name == XdpTestContext.Name ? XdpTestContext : name == TcTestContext.Name ? TcTestContext : null)
        ?? (TypeSymbol?)FindHeader(name)
        ?? FindInKernel(name);

    /// <summary>Completes the fields of a kernel struct.</summary>
    public void Complete(StructType type)
    {
        if (type.Role == StructRole.Kernel && type.Fields.IsEmpty)
        {
            options.KernelTypes?.Complete(type);
        }
    }

    /// <summary>Whether the kernel is known not to have a tracepoint.</summary>
    public bool LacksTracepoint(string name) => options.KernelTypes is { } types && !types.HasTracepoint(name);

    /// <summary>Whether anything is known of the kernel's own types.</summary>
    public bool HasKernelTypes => options.KernelTypes is not null;

    /// <summary>The oldest kernel to run on, or null.</summary>
    public Version? Target => options.TargetKernel;

    /// <summary>What XDP programs return.</summary>
    public static EnumType XdpAction { get; } = new(
        "xdp_action",
        BuiltInTypes.U32,
        [new("XDP_ABORTED", 0), new("XDP_DROP", 1), new("XDP_PASS", 2), new("XDP_TX", 3), new("XDP_REDIRECT", 4)]);

    /// <summary>What a test hands to <c>test</c>: the packet's size and where it comes in.</summary>
    private static StructType XdpTestContext { get; } = CreateTestContext("XdpTestContext");

    private static StructType TcTestContext { get; } = CreateTestContext("TcTestContext");

    private static StructType CreateTestContext(string name)
    {
        var layout = new StructLayout();
        layout.Add("packet_size", BuiltInTypes.U32);
        layout.Add("interface_id", BuiltInTypes.U32);
        layout.Add("expected_action", BuiltInTypes.U32);
        var type = new StructType(name, StructRole.Plain);
        layout.Apply(type);
        return type;
    }

    private StructType? FindHeader(string name)
    {
        if (!_headers.TryGetValue(name, out StructType? header) && NetworkHeaders.Create(name, FindType) is { } made)
        {
            _headers.Add(name, header = made);
        }

        return header;
    }

    private TypeSymbol? FindInKernel(string name)
    {
        if (options.KernelTypes is not { } types)
        {
            return null;
        }

        return types.FindStruct(name)
            ?? (TypeSymbol?)types.FindEnum(name)
            ?? types.FindTypedef(name)
            ?? (TracepointRecords.AlternativeName(name) is { } other ? types.FindStruct(other) : null);
    }

    private ConstantSymbol? FindConstant(string name)
    {
        foreach ((string member, long value) in XdpAction.Values)
        {
            if (member == name)
            {
                return new ConstantSymbol(name, new BoundLiteral(Builtin, XdpAction, value), null);
            }
        }

        return (UapiConstants.Find(name) ?? options.KernelTypes?.FindConstant(name)) is { } number
            ? new ConstantSymbol(name, ConstantFolding.Untyped(Builtin, number), null)
            : null;
    }

    // Constants of the kernel stand nowhere in the script; each use is rebound with its own place.
    private static SyntaxNode Builtin { get; } =
        new MissingExpressionSyntax(new SourceSpan(new SourceText("", "<kernel>"), default));
}
