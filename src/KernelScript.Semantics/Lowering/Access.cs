using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

/// <summary>
/// An access to storage under checks: all checks that fail go to one block, where the access counts as a read of zero
/// or a write dropped.
/// </summary>
internal sealed class Access(CodeScope scope)
{
    /// <summary>Where failed checks go; null as long as there are none.</summary>
    public IrBlock? Fail { get; private set; }

    /// <summary>Goes on only if <paramref name="condition"/> holds.</summary>
    public void Guard(Value condition)
    {
        IrBlock passed = scope.Function.NewBlock();
        Fail ??= scope.Function.NewBlock();
        scope.Builder.CondBranch(condition, passed, Fail);
        scope.Builder.Block = passed;
    }

    /// <summary>The access certainly fails; what follows is never reached.</summary>
    public void GuardNever()
    {
        Fail ??= scope.Function.NewBlock();
        scope.Builder.Branch(Fail);
        scope.Builder.Block = scope.Function.NewBlock();
    }

    /// <summary>Ends a read: <paramref name="value"/> if all checks passed, else zero.</summary>
    public Value Finish(Value value)
    {
        if (Fail is null)
        {
            return value;
        }

        IrBuilder builder = scope.Builder;
        IrType type = scope.Function.TypeOf(value);
        if (type.IsPointer)
        {
            type = type with { IsNullable = true };
        }

        IrBlock join = scope.Function.NewBlock();
        Value result = scope.Function.NewParameter(join, type);
        builder.Branch(join, value);
        builder.Block = Fail;
        builder.Branch(join, builder.Const(type, 0));
        builder.Block = join;
        return result;
    }

    /// <summary>Ends a write.</summary>
    public void Finish()
    {
        if (Fail is not null)
        {
            scope.Builder.Branch(Fail);
            scope.Builder.Block = Fail;
        }
    }

    /// <summary>Ends an access that does something else when a check failed, and goes on after both.</summary>
    public void Finish(Action onFailure)
    {
        if (Fail is null)
        {
            return;
        }

        IrBlock join = scope.Function.NewBlock();
        scope.Builder.Branch(join);
        scope.Builder.Block = Fail;
        onFailure();
        scope.Builder.Branch(join);
        scope.Builder.Block = join;
    }
}
