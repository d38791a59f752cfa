using System.Collections.Immutable;
using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// Matches: a switch where every pattern is one number, else comparisons in order.
internal sealed partial class FunctionLowering
{
    private const int MaxSwitchRange = 8;

    private Value LowerMatch(BoundMatch match)
    {
        var join = new Join(_scope, TypeOf(match));
        LowerArms(match, value => join.Add(LowerAs(value, join.Type)), () => join.Add(ZeroOf(match)));
        return join.End();
    }

    private void LowerMatchInto(BoundMatch match, MemoryPlace target)
    {
        var join = new Join(_scope, IrType.Void);
        LowerArms(
            match,
            value =>
            {
                LowerInto(value, target);
                join.Add(default);
            },
            () =>
            {
                ZeroMemory(target, 0, match.Type.Size);
                join.Add(default);
            });
        _ = join.End();
    }

    private Value ZeroOf(BoundExpression expression)
    {
        IrType type = TypeOf(expression);
        return type == IrType.Void ? default : Code.Const(type, 0);
    }

    private void LowerArms(BoundMatch match, Action<BoundExpression> lowerArm, Action lowerNone)
    {
        IrBlock[] blocks = [.. match.Arms.Select(_ => _scope.Function.NewBlock())];
        IrBlock none = _scope.Function.NewBlock();
        IrBlock fallback = none;
        int armCount = match.Arms.Length;
        for (int i = 0; i < match.Arms.Length; i++)
        {
            if (match.Arms[i].Patterns.IsEmpty)
            {
                fallback = blocks[i];
                armCount = i;
                break;
            }
        }

        Decide(match, blocks.AsSpan(0, armCount), fallback);
        for (int i = 0; i < blocks.Length; i++)
        {
            Code.Block = blocks[i];
            lowerArm(match.Arms[i].Value);
        }

        Code.Block = none;
        lowerNone();
    }

    private void Decide(BoundMatch match, ReadOnlySpan<IrBlock> blocks, IrBlock fallback)
    {
        if (match.Subject.Type is StringType)
        {
            DecideByText(match, blocks, fallback);
            return;
        }

        Value subject = LowerValue(match.Subject);
        if (_scope.Function.TypeOf(subject) == IrType.Bool)
        {
            subject = Resize(subject, IrType.I8, isSigned: false);
        }

        if (!TryDecideBySwitch(match, subject, blocks, fallback))
        {
            DecideByComparison(match, subject, blocks, fallback);
        }
    }

    private bool TryDecideBySwitch(BoundMatch match, Value subject, ReadOnlySpan<IrBlock> blocks, IrBlock fallback)
    {
        var cases = ImmutableArray.CreateBuilder<long>();
        var targets = new List<BlockTarget> { new(fallback.Id) };
        var seen = new HashSet<long>();
        for (int i = 0; i < blocks.Length; i++)
        {
            foreach (BoundPattern pattern in match.Arms[i].Patterns)
            {
                if ((UInt128)((Int128)pattern.Last - pattern.First) >= MaxSwitchRange)
                {
                    return false;
                }

                for (long value = pattern.First; value <= pattern.Last; value++)
                {
                    // The first arm that takes a value wins.
                    if (seen.Add(value))
                    {
                        cases.Add(value);
                        targets.Add(new BlockTarget(blocks[i].Id));
                    }

                    if (value == long.MaxValue)
                    {
                        break;
                    }
                }
            }
        }

        if (cases.Count == 0)
        {
            Code.Branch(fallback);
        }
        else
        {
            Code.Terminate(IrOp.Switch, [subject], [.. targets], cases.ToImmutable());
        }

        return true;
    }

    private void DecideByComparison(BoundMatch match, Value subject, ReadOnlySpan<IrBlock> blocks, IrBlock fallback)
    {
        bool isSigned = match.Subject.Type.IsSigned();
        for (int i = 0; i < blocks.Length; i++)
        {
            foreach (BoundPattern pattern in match.Arms[i].Patterns)
            {
                IrBlock next = _scope.Function.NewBlock();
                Code.CondBranch(IsInPattern(subject, pattern, isSigned), blocks[i], next);
                Code.Block = next;
            }
        }

        Code.Branch(fallback);
    }

    // first <= x <= last is x - first <= last - first without sign.
    private Value IsInPattern(Value subject, BoundPattern pattern, bool isSigned)
    {
        IrType type = _scope.Function.TypeOf(subject);
        if (pattern.First == pattern.Last)
        {
            return Code.Compare(IrOp.Eq, subject, Code.Const(type, pattern.First));
        }

        if (pattern.First == 0 && !isSigned)
        {
            return Code.Compare(IrOp.ULe, subject, Code.Const(type, pattern.Last));
        }

        Value distance = Code.Binary(IrOp.Sub, subject, Code.Const(type, pattern.First));
        return Code.Compare(IrOp.ULe, distance, Code.Const(type, unchecked(pattern.Last - pattern.First)));
    }

    private void DecideByText(BoundMatch match, ReadOnlySpan<IrBlock> blocks, IrBlock fallback)
    {
        TextPlace subject = PrepareText(match.Subject);
        for (int i = 0; i < blocks.Length; i++)
        {
            foreach (BoundPattern pattern in match.Arms[i].Patterns)
            {
                IrBlock next = _scope.Function.NewBlock();
                Code.CondBranch(EqualsLiteral(subject, pattern.Text.AsSpan()), blocks[i], next);
                Code.Block = next;
            }
        }

        Code.Branch(fallback);
    }
}
