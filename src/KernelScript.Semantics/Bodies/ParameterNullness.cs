using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>
/// Decides about pointer parameters that a function uses without a null test: that is right when every call in the
/// script
/// passes a pointer that is not null, and an error otherwise.
/// </summary>
/// <remarks>
/// Userspace functions that nothing calls are taken to be right as well: nothing can be known of them, and they never
/// run.
/// </remarks>
internal sealed class ParameterNullness
{
    private readonly List<(VariableSymbol Parameter, bool IsKernel, Diagnostic Diagnostic)> _uses = [];
    private readonly List<Argument> _arguments = [];

    /// <summary>A place to go back to.</summary>
    public int Mark => _uses.Count + (_arguments.Count << 16);

    /// <summary>Forgets what was noted after <paramref name="mark"/>.</summary>
    public void Rollback(int mark)
    {
        int uses = mark & 0xFFFF;
        int arguments = mark >> 16;
        _uses.RemoveRange(uses, _uses.Count - uses);
        _arguments.RemoveRange(arguments, _arguments.Count - arguments);
    }

    /// <summary>A parameter is used without a test.</summary>
    /// <param name="isKernel">Whether its function runs in the kernel.</param>
    public void AddUse(VariableSymbol parameter, bool isKernel, Diagnostic diagnostic) =>
        _uses.Add((parameter, isKernel, diagnostic));

    /// <summary>A call passes something for a parameter.</summary>
    /// <param name="isKernel">Whether the call is in kernel code.</param>
    public void AddArgument(VariableSymbol parameter, BoundExpression value, bool isKernel)
    {
        if (parameter.Type is not PointerType)
        {
            return;
        }

        BoundExpression source = value is BoundConversion { Operand.Type: PointerType } conversion
            ? conversion.Operand
            : value;
        _arguments.Add(new Argument(
            parameter,
            source.Type.IsNullablePointer(),
            source is BoundVariable { Variable.Kind: VariableKind.Parameter } from ? from.Variable : null,
            isKernel));
    }

    /// <summary>Reports the uses that may meet a null.</summary>
    public void Report(BindDiagnostics diagnostics)
    {
        if (_uses.Count == 0)
        {
            return;
        }

        var called = new HashSet<VariableSymbol>(_arguments.Select(a => a.Parameter));
        HashSet<VariableSymbol> nullable = FindNullable(called);
        foreach ((VariableSymbol parameter, bool isKernel, Diagnostic diagnostic) in _uses)
        {
            if (nullable.Contains(parameter) || (isKernel && !called.Contains(parameter)))
            {
                diagnostics.Add(diagnostic);
            }
        }
    }

    // Grows from what is surely nullable along the calls that hand a parameter on.
    private HashSet<VariableSymbol> FindNullable(HashSet<VariableSymbol> called)
    {
        var nullable = new HashSet<VariableSymbol>();
        bool isChanged = true;
        while (isChanged)
        {
            isChanged = false;
            foreach (Argument argument in _arguments)
            {
                bool mayBeNull = argument.IsNullable
                    && (argument.Source is not { } source
                        || nullable.Contains(source)
                        || (argument.IsKernel && !called.Contains(source)));
                isChanged |= mayBeNull && nullable.Add(argument.Parameter);
            }
        }

        return nullable;
    }

    private readonly record struct Argument(
        VariableSymbol Parameter, bool IsNullable, VariableSymbol? Source, bool IsKernel);
}
