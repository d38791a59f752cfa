using System.Collections.Immutable;
using System.Numerics;

namespace Conformance.Tests;

/// <summary>An integer type of the language, with its arithmetic: the reference that programs are held against.</summary>
/// <param name="Bits">Its width.</param>
/// <param name="IsSigned">Whether it is signed.</param>
internal sealed record IntegerKind(int Bits, bool IsSigned)
{
    public static ImmutableArray<IntegerKind> All { get; } =
    [
        .. new[] { 8, 16, 32, 64 }.SelectMany(bits => new[] { new IntegerKind(bits, false), new IntegerKind(bits, true) }),
    ];

    public string Name => (IsSigned ? "i" : "u") + Bits;

    private BigInteger Modulus => BigInteger.One << Bits;

    private BigInteger Min => IsSigned ? -(BigInteger.One << (Bits - 1)) : BigInteger.Zero;

    private BigInteger Max => (BigInteger.One << (IsSigned ? Bits - 1 : Bits)) - 1;

    /// <summary>Values at which arithmetic goes wrong.</summary>
    public ImmutableArray<BigInteger> Edges =>
        [.. new[] { Min, Min + 1, Wrap(-1), 0, 1, 2, 7, Wrap(Bits - 1), Wrap(Bits), Max - 1, Max }.Distinct()];

    public static IntegerKind Named(string name) => All.Single(k => k.Name == name);

    /// <summary>The type in which an operation on two types is done: the wider one, the unsigned one of two equals.</summary>
    public static IntegerKind Common(IntegerKind a, IntegerKind b) =>
        a.Bits > b.Bits ? a : b.Bits > a.Bits ? b : a.IsSigned ? b : a;

    /// <summary>A number as this type holds it.</summary>
    public BigInteger Wrap(BigInteger value)
    {
        BigInteger low = ((value % Modulus) + Modulus) % Modulus;
        return low > Max ? low - Modulus : low;
    }

    /// <summary>The result of an operator, by the rules of the language.</summary>
    public BigInteger Apply(string operation, BigInteger a, BigInteger b) => operation switch
    {
        "+" => Wrap(a + b),
        "-" => Wrap(a - b),
        "*" => Wrap(a * b),
        "/" => b.IsZero ? 0 : Wrap(BigInteger.Divide(a, b)),
        "%" => b.IsZero ? a : Wrap(BigInteger.Remainder(a, b)),
        "&" => Wrap(a & b),
        "|" => Wrap(a | b),
        "^" => Wrap(a ^ b),
        "<<" => Wrap(a << ShiftCount(b)),
        ">>" => Wrap(a >> ShiftCount(b)),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "There is no such operator."),
    };

    public static bool Compare(string operation, BigInteger a, BigInteger b) => operation switch
    {
        "==" => a == b,
        "!=" => a != b,
        "<" => a < b,
        "<=" => a <= b,
        ">" => a > b,
        ">=" => a >= b,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "There is no such operator."),
    };

    private int ShiftCount(BigInteger b) => (int)(((b % Bits) + Bits) % Bits);
}
