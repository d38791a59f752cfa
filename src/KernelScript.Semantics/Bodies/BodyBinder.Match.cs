using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Matches.
internal sealed partial class BodyBinder
{
    private BoundExpression BindMatch(MatchExpressionSyntax syntax, TypeSymbol? expected, bool isTail)
    {
        BoundExpression subject = Settle(BindValue(syntax.Value, null), null);
        var patterns = ImmutableArray.CreateBuilder<ImmutableArray<BoundPattern>>(syntax.Arms.Length);
        var values = ImmutableArray.CreateBuilder<BoundExpression>(syntax.Arms.Length);
        var coverage = new MatchCoverage(subject.Type);
        FlowState start = _flow;
        FlowState end = FlowState.Unreachable;
        foreach (MatchArmSyntax arm in syntax.Arms)
        {
            patterns.Add(BindPatterns(arm, subject, coverage));
            _flow = start;
            values.Add(BindBranch(arm.Result, expected, isTail));
            end = FlowState.Join(end, _flow);
        }

        bool isExhaustive = subject.Type.IsError() || coverage.IsExhaustive;
        if (!isExhaustive)
        {
            Report(Descriptors.MatchNotExhaustive, syntax, coverage.MissingText);
        }

        _flow = syntax.Arms.IsEmpty ? start : end;
        ImmutableArray<BoundExpression> unified = Unify(values.DrainToImmutable());
        if (unified.IsEmpty || unified[0].Type.IsError() || subject.Type.IsError())
        {
            return Error(syntax);
        }

        var arms = ImmutableArray.CreateBuilder<BoundMatchArm>(unified.Length);
        for (int i = 0; i < unified.Length; i++)
        {
            arms.Add(new BoundMatchArm(patterns[i], unified[i]));
        }

        return new BoundMatch(syntax, unified[0].Type, subject, arms.DrainToImmutable());
    }

    /// <summary>The patterns of an arm; none for <c>default</c>.</summary>
    private ImmutableArray<BoundPattern> BindPatterns(
        MatchArmSyntax arm, BoundExpression subject, MatchCoverage coverage)
    {
        var bound = ImmutableArray.CreateBuilder<BoundPattern>(arm.Patterns.Length);
        bool isDefault = false;
        foreach (PatternSyntax pattern in arm.Patterns)
        {
            if (pattern is DefaultPatternSyntax)
            {
                isDefault = true;
                if (!coverage.AddDefault())
                {
                    Report(Descriptors.DuplicatePattern, pattern);
                }
            }
            else if (BindPattern(pattern, subject) is { } value)
            {
                if (!coverage.Add(value))
                {
                    Report(Descriptors.DuplicatePattern, pattern);
                }

                bound.Add(value);
            }
        }

        // An arm whose patterns are all wrong must not become the default.
        return isDefault ? []
            : bound.Count == 0 ? [new BoundPattern(0, 0)]
            : bound.ToImmutable();
    }

    private BoundPattern? BindPattern(PatternSyntax pattern, BoundExpression subject)
    {
        if (pattern is RangePatternSyntax range)
        {
            return BindPatternNumber(range.Start, subject) is { } first
                && BindPatternNumber(range.End, subject) is { } last
                ? new BoundPattern((long)(ulong)(UInt128)first, (long)(ulong)(UInt128)(last - 1))
                : null;
        }

        BoundExpression value = BindPatternValue(pattern);
        if (value is BoundStringLiteral text && IsText(subject.Type))
        {
            return new BoundPattern(0, 0, text.Bytes);
        }

        return NumberOf(pattern, value, subject) is { } number
            ? new BoundPattern((long)(ulong)(UInt128)number, (long)(ulong)(UInt128)number)
            : null;
    }

    private Int128? BindPatternNumber(PatternSyntax pattern, BoundExpression subject) =>
        NumberOf(pattern, BindPatternValue(pattern), subject);

    private BoundExpression BindPatternValue(PatternSyntax pattern)
    {
        switch (pattern)
        {
            case LiteralPatternSyntax literal:
                return BindValue(literal.Value, null);
            case NamePatternSyntax { Qualifier: { } qualifier } name:
                return BindQualifiedName(new QualifiedNameExpressionSyntax(name.Location, qualifier, name.Name));
            case NamePatternSyntax name:
                return BindName(new NameExpressionSyntax(name.Location, name.Name));
            default:
                return Error(pattern);
        }
    }

    private Int128? NumberOf(PatternSyntax pattern, BoundExpression value, BoundExpression subject)
    {
        if (value.Type.IsError() || subject.Type.IsError())
        {
            return null;
        }

        if (!ConstantFolding.TryGetInteger(value, out Int128 number))
        {
            Report(value is BoundStringLiteral ? Descriptors.TypeMismatch : Descriptors.NotConstant, pattern,
                value.Type.Name, subject.Type.Name);
            return null;
        }

        bool isKindRight = subject.Type.IsBool() == value.Type.IsBool()
            && (subject.Type.IsInteger() || subject.Type.IsBool())
            && !(subject.Type is EnumType && value.Type is EnumType && !subject.Type.IsSame(value.Type));
        if (!isKindRight)
        {
            Report(Descriptors.TypeMismatch, pattern, value.Type.Name, subject.Type.Name);
            return null;
        }

        if (subject.Type.AsInteger() is { } integer && !integer.Holds(number))
        {
            Report(
                Descriptors.ConstantOutOfRange, pattern, number, subject.Type.Name, integer.MinValue(),
                integer.MaxValue());
            return null;
        }

        return number;
    }
}

/// <summary>What the arms of a match have taken so far.</summary>
internal sealed class MatchCoverage(TypeSymbol subject)
{
    private readonly List<BoundPattern> _taken = [];
    private bool _hasDefault;

    /// <summary>Whether every value has an arm.</summary>
    public bool IsExhaustive => _hasDefault || (Members().Any() && !Missing().Any());

    /// <summary>The values without an arm, for the message.</summary>
    public string MissingText => Members().Any() ? string.Join(", ", Missing().Select(m => $"'{m}'")) : "other values";

    /// <summary>An arm takes values.</summary>
    /// <returns>False when an earlier one takes all of them.</returns>
    public bool Add(BoundPattern pattern)
    {
        bool isNew = !_hasDefault && !_taken.Any(t => Covers(t, pattern));
        _taken.Add(pattern);
        return isNew;
    }

    /// <summary>An arm takes the rest.</summary>
    /// <returns>False when an earlier one does.</returns>
    public bool AddDefault()
    {
        bool isNew = !_hasDefault;
        _hasDefault = true;
        return isNew;
    }

    private static bool Covers(BoundPattern earlier, BoundPattern later) =>
        earlier.Text.IsDefault != later.Text.IsDefault ? false
        : later.Text.IsDefault ? earlier.First <= later.First && later.Last <= earlier.Last
        : earlier.Text.AsSpan().SequenceEqual(later.Text.AsSpan());

    private ImmutableArray<KeyValuePair<string, long>> Members() => subject switch
    {
        EnumType e => e.Values,
        _ when subject.IsBool() => [new("false", 0), new("true", 1)],
        _ => [],
    };

    private IEnumerable<string> Missing() =>
        Members().Where(m => !_taken.Any(t => t.First <= m.Value && m.Value <= t.Last)).Select(m => m.Key);
}
