using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Functions that are bound because something uses them: of the standard library, and helpers for another context.
public sealed partial class Binder
{
    private readonly Queue<PendingFunction> _pending = new();
    private readonly Dictionary<StructType, Binder> _libraries = [];
    private readonly Dictionary<StructType, PacketViews> _views = [];
    private readonly Dictionary<(FunctionSymbol, StructType), FunctionSymbol> _instances = [];
    private readonly HashSet<FunctionSource> _used = [];

    private Binder Script => _script ?? this;

    /// <summary>The views of the packets behind a context.</summary>
    internal PacketViews ViewsOf(StructType context)
    {
        if (!Script._views.TryGetValue(context, out PacketViews? views))
        {
            Script._views.Add(context, views = new PacketViews(context));
        }

        return views;
    }

    /// <summary>The view that a type stands for, or null.</summary>
    internal PacketView? FindView(StructType type)
    {
        foreach (PacketViews views in Script._views.Values)
        {
            if (views.Of(type) is { } view)
            {
                return view;
            }
        }

        return null;
    }

    /// <summary>The view of a type's name, such as <c>xdp_packet</c>, or null.</summary>
    private PacketView? FindView(string name)
    {
        string? context = name.StartsWith("xdp_", StringComparison.Ordinal) ? "xdp_md"
            : name.StartsWith("skb_", StringComparison.Ordinal) ? "__sk_buff"
            : null;
        return context is null ? null : ViewsOf(ContextStructs.Find(context)!).Find(name);
    }

    /// <summary>
    /// A function of the standard library on a context, which is bound from now on; null when there is none.
    /// </summary>
    internal FunctionSymbol? FindLibraryFunction(StructType context, string name)
    {
        if (StandardLibrary.PacketFunctions(context) is not { } tree)
        {
            return null;
        }

        if (!Script._libraries.TryGetValue(context, out Binder? library))
        {
            Script._libraries.Add(context, library = new Binder(tree, Script));
        }

        return library.Use(name);
    }

    /// <summary>The function of that name of this library.</summary>
    private FunctionSymbol? Use(string name)
    {
        foreach (FunctionSource source in _functions)
        {
            if (source.Declaration is FunctionDeclarationSyntax declaration && declaration.Name.Text == name)
            {
                if (_used.Add(source))
                {
                    BindSignature(source);
                    Script._pending.Enqueue(new PendingFunction(this, source));
                }

                return source.Symbol;
            }
        }

        return null;
    }

    /// <summary>
    /// The same helper for programs with another context: what it does with the context means the same there, and is
    /// checked
    /// when its body is bound again.
    /// </summary>
    internal FunctionSymbol? InstanceFor(FunctionSymbol function, StructType context)
    {
        if (_instances.TryGetValue((function, context), out FunctionSymbol? known))
        {
            return known;
        }

        FunctionSource? source = _functions.Find(f => ReferenceEquals(f.Symbol, function));
        if (source is not { Body: not null } || function.Kind != FunctionKind.Helper)
        {
            return null;
        }

        var instance = new FunctionSymbol(
            $"{function.Name}__{context.Name.TrimStart('_')}", function.Kind, function.Declaration)
        {
            ReturnType = function.ReturnType,
            ReturnVariable = function.ReturnVariable is { } result
                ? new VariableSymbol(result.Name, result.Kind, result.Type, result.Declaration)
                : null,
        };
        _instances.Add((function, context), instance);
        instance.Parameters = [.. function.Parameters.Select(p => InstanceParameter(p, context))];
        Script._pending.Enqueue(new PendingFunction(this, source with { Symbol = instance }));
        return instance;
    }

    private static VariableSymbol InstanceParameter(VariableSymbol parameter, StructType context)
    {
        bool isContext = parameter.Type.PointedStruct() is { Role: StructRole.Context };
        TypeSymbol type = isContext ? new PointerType(context, false) : parameter.Type;
        return new VariableSymbol(parameter.Name, parameter.Kind, type, parameter.Declaration);
    }

    /// <summary>A function whose body is still to be bound, with the names of its own file.</summary>
    private sealed record PendingFunction(Binder Owner, FunctionSource Source);
}
