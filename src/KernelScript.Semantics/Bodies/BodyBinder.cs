using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>Binds the body of one function, or a constant expression outside any.</summary>
/// <remarks>
/// One walk over the syntax does everything that depends on the order of execution too: <see cref="FlowState"/> says
/// what
/// is known at the point being bound, above all which pointers are not null.
/// </remarks>
internal sealed partial class BodyBinder
{
    private readonly Binder _binder;
    private readonly FunctionSymbol? _function;
    private readonly LocalScope _scope = new();
    private readonly HashSet<VariableSymbol> _entryValues = [];
    private readonly List<LoopContext> _loops = [];
    private FlowState _flow = FlowState.Start;

    /// <summary>A binder of a function's body, or of constants when there is no function.</summary>
    public BodyBinder(Binder binder, FunctionSymbol? function)
    {
        _binder = binder;
        _function = function;
    }

    private BindDiagnostics Diagnostics => _binder.Diagnostics;

    /// <summary>The name of the function, empty for constants outside any.</summary>
    public string FunctionName => _function?.Name ?? "";

    /// <summary>Whether this is code for the kernel.</summary>
    private bool IsKernel => _function?.Kind is FunctionKind.Helper or FunctionKind.Program;

    /// <summary>Whether this is code for userspace; constants outside functions are neither.</summary>
    private bool IsUserspace => _function?.Kind is FunctionKind.Userspace or FunctionKind.Test;

    /// <summary>Binds a function.</summary>
    public static BoundFunction BindFunction(Binder binder, Binder.FunctionSource source)
    {
        var body = new BodyBinder(binder, source.Symbol);
        return new BoundFunction(source.Symbol, body.BindBody(source));
    }

    private BoundBlock BindBody(Binder.FunctionSource source)
    {
        BlockSyntax syntax = source.Body!;
        _scope.Enter();
        for (int i = 0; i < source.Symbol.Parameters.Length; i++)
        {
            VariableSymbol parameter = source.Symbol.Parameters[i];
            if (!_scope.TryDeclare(parameter.Name, parameter))
            {
                Report(
                    Descriptors.AlreadyDeclared, At(source.Parameters[i], source.Parameters[i].Name), parameter.Name);
            }
        }

        if (source.Symbol.ReturnVariable is { } result)
        {
            _scope.TryDeclare(result.Name, result);
        }

        _scope.Enter();
        var statements = BindStatements(syntax.Statements, source.Symbol.ReturnVariable is null);
        CloseFunction(source, syntax, statements);
        return new BoundBlock(syntax, statements.DrainToImmutable());
    }

    /// <summary>What happens at the closing brace.</summary>
    private void CloseFunction(
        Binder.FunctionSource source, BlockSyntax syntax, ImmutableArray<BoundStatement>.Builder statements)
    {
        FunctionSymbol function = source.Symbol;
        if (_flow.IsReachable)
        {
            if (function.ReturnVariable is { } result)
            {
                statements.Add(new BoundReturn(syntax, Read(syntax, result)));
            }
            else if (!function.ReturnType.IsVoid() && !function.ReturnType.IsError())
            {
                Report(Descriptors.MissingReturn, source.Location, function.Name, function.ReturnType.Name);
            }

            Leave(syntax);
        }

        ReportWideShifts();
    }

    private void Report(DiagnosticDescriptor row, SyntaxNode at, params ReadOnlySpan<object?> arguments) =>
        Diagnostics.Report(row, at, arguments);

    private void Report(DiagnosticDescriptor row, SourceSpan at, params ReadOnlySpan<object?> arguments) =>
        Diagnostics.Report(row, at, arguments);

    private static SourceSpan At(SyntaxNode node, Identifier name) => new(node.Source, name.Span);

    private static BoundZero Error(SyntaxNode syntax) => new(syntax, BuiltInTypes.Error);

    /// <summary>A loop being bound: the states of the ways out of it and back to its start.</summary>
    private sealed class LoopContext
    {
        public FlowState AtBreak { get; set; } = FlowState.Unreachable;

        public FlowState AtContinue { get; set; } = FlowState.Unreachable;
    }
}
