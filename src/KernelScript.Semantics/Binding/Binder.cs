using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>
/// Gives a script its meaning: resolves names, finds types, makes conversions explicit, reports errors.
/// </summary>
/// <remarks>
/// Names at the top of a script are all collected first and bound when they are asked for, so declarations come in any
/// order. Bodies are bound last, by <see cref="BodyBinder"/>. All errors of a script are found in one run: what follows
/// from an error has the error type and says nothing more.
/// </remarks>
public sealed partial class Binder
{
    private readonly SyntaxTree _tree;
    private readonly BindOptions _options;
    private readonly Dictionary<string, GlobalName> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GlobalName> _types = new(StringComparer.Ordinal);
    private readonly List<FunctionSource> _functions = [];
    private readonly Binder? _script;
    private readonly ImmutableArray<MapSymbol>.Builder _maps = ImmutableArray.CreateBuilder<MapSymbol>();
    private readonly ImmutableArray<VariableSymbol>.Builder _globals = ImmutableArray.CreateBuilder<VariableSymbol>();
    private readonly ImmutableArray<StructType>.Builder _structs = ImmutableArray.CreateBuilder<StructType>();

    private Binder(SyntaxTree tree, BindOptions options)
    {
        _tree = tree;
        _options = options;
        Kernel = new KernelScope(options);
    }

    // A library has its own names; what it reports and asks the kernel for belongs to the script that uses it.
    private Binder(SyntaxTree tree, Binder script)
    {
        _tree = tree;
        _options = script._options;
        _script = script;
        Kernel = script.Kernel;
        Diagnostics = script.Diagnostics;
        Nullness = script.Nullness;
        DeclareAll(tree.Root.Declarations);
    }

    /// <summary>What is reported.</summary>
    internal BindDiagnostics Diagnostics { get; } = new();

    /// <summary>What the kernel supplies.</summary>
    internal KernelScope Kernel { get; }

    /// <summary>Pointer parameters, and whether every call passes something that is not null.</summary>
    internal ParameterNullness Nullness { get; } = new();

    /// <summary>Which maps functions change.</summary>
    internal MapChanges Changes => field ??= new MapChanges(this);

    /// <summary>Binds a script.</summary>
    /// <param name="tree">The parsed script; its diagnostics are handed on.</param>
    /// <param name="options">What comes from outside; null for none.</param>
    /// <returns>The bound script. With errors among its diagnostics it is not to be compiled.</returns>
    public static BoundProgram Bind(SyntaxTree tree, BindOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return new Binder(tree, options ?? new BindOptions()).BindProgram();
    }

    private BoundProgram BindProgram()
    {
        DeclareAll(_tree.Root.Declarations);
        BindTypes();
        foreach (FunctionSource function in _functions)
        {
            BindSignature(function);
        }

        BindValues();

        ImmutableArray<BoundFunction>.Builder functions = ImmutableArray.CreateBuilder<BoundFunction>(_functions.Count);
        foreach (FunctionSource source in _functions)
        {
            if (source.Body is not null)
            {
                functions.Add(BodyBinder.BindFunction(this, source));
            }
        }

        while (_pending.TryDequeue(out PendingFunction? pending))
        {
            functions.Add(BodyBinder.BindFunction(pending.Owner, pending.Source));
        }

        Nullness.Report(Diagnostics);
        ImmutableArray<BoundFunction> bound = functions.DrainToImmutable();
        var calls = new CallGraph(bound);
        RecursionCheck.Run(bound, calls, Diagnostics);
        HelperCheck.Run(bound, calls, Diagnostics);
        return new BoundProgram
        {
            Name = _options.ProjectName ?? Path.GetFileNameWithoutExtension(_tree.Source.FilePath),
            Sources = [_tree.Source, .. _libraries.Values.Select(library => library._tree.Source)],
            Functions = bound,
            Maps = _maps.DrainToImmutable(),
            Globals = _globals.DrainToImmutable(),
            Structs = _structs.DrainToImmutable(),
            Diagnostics = Diagnostics.ToImmutable(_tree.Diagnostics),
        };
    }

    /// <summary>
    /// What a name at the top of the script, or one that the kernel supplies, stands for; null when nothing does.
    /// </summary>
    internal Symbol? FindValue(string name) => FindOwnValue(name) ?? Kernel.FindValue(name);

    /// <summary>What the script itself declares under a name; null when it does not.</summary>
    internal Symbol? FindOwnValue(string name) =>
        _values.TryGetValue(name, out GlobalName? global) ? BindValue(global) : null;

    /// <summary>The names that scripts and language give, for suggestions.</summary>
    internal IEnumerable<string> ValueNames =>
        _values.Keys.Concat(BuiltInFunctions.Names).Concat(KernelScope.ValueNames);

    /// <summary>The function that the script declares under a name, or null.</summary>
    internal FunctionSymbol? FindFunction(string name) => FindOwnValue(name) as FunctionSymbol;

    /// <summary>Marks a function of a library as used, so that its body is bound.</summary>
    internal void NoteUse(FunctionSymbol function)
    {
        if (_script is not null && function.Declaration is FunctionDeclarationSyntax declaration)
        {
            Use(declaration.Name.Text);
        }
    }

    private static SourceSpan At(SyntaxNode node, Identifier name) => new(node.Source, name.Span);

    /// <summary>A function of the script before its body is bound.</summary>
    internal sealed record FunctionSource(
        FunctionSymbol Symbol,
        SyntaxNode Declaration,
        SourceSpan Location,
        ImmutableArray<ParameterSyntax> Parameters,
        ReturnSpecSyntax? Returns,
        BlockSyntax? Body)
    {
        /// <summary>The syntax of the attribute that makes it a program, or null.</summary>
        public AttributeSyntax? ProgramAttribute { get; init; }
    }
}
