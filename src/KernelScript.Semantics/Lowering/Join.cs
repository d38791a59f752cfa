using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

/// <summary>Brings the values of several branches together in one block.</summary>
internal sealed class Join
{
    private readonly CodeScope _scope;
    private readonly IrBlock _block;
    private readonly Value _result;

    /// <summary>A join of values of a type; void for none.</summary>
    public Join(CodeScope scope, IrType type)
    {
        _scope = scope;
        Type = type;
        _block = scope.Function.NewBlock();
        _result = type == IrType.Void ? default : scope.Function.NewParameter(_block, type);
    }

    /// <summary>The type of the values.</summary>
    public IrType Type { get; }

    /// <summary>The block that comes after all branches.</summary>
    public IrBlock Block => _block;

    /// <summary>Ends a branch with its value.</summary>
    public void Add(Value value)
    {
        if (_result.IsValid)
        {
            _scope.Builder.Branch(_block, value);
        }
        else
        {
            _scope.Builder.Branch(_block);
        }
    }

    /// <summary>Goes on after all branches: their value.</summary>
    public Value End()
    {
        _scope.Builder.Block = _block;
        return _result;
    }
}
