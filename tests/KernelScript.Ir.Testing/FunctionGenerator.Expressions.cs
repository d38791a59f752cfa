namespace KernelScript.Ir.Testing;

internal sealed partial class FunctionGenerator
{
    private static readonly IrType[] _integers = [IrType.I64, IrType.I32, IrType.I16, IrType.I8];

    private static readonly long[] _constants =
    [
        0, 1, 2, -1, 3, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000,
        int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, long.MaxValue, long.MinValue, 0x0123456789abcdef, -2, -8,
    ];

    /// <summary>A new value, of any scalar type.</summary>
    private Value Expression()
    {
        IrType type = _choices.Pick(_integers);
        return _choices.Next(8) switch
        {
            0 or 1 or 2 => _code.Binary((IrOp)((int)IrOp.Add + _choices.Next(13)), Scalar(type), Scalar(type)),
            3 => _code.Binary((IrOp)((int)IrOp.Add + _choices.Next(13)), Scalar(type), Constant(type)),
            4 => Compare(type),
            5 => _code.Emit(IrOp.Select, type, [Scalar(IrType.Bool), Scalar(type), Scalar(type)]),
            6 => Unary(type),
            _ => Converted(AnyScalar(), type, signed: _choices.Chance(2)),
        };
    }

    private Value Compare(IrType type)
    {
        if (_choices.Chance(4))
        {
            IrOp op = _choices.Pick(IrOp.And, IrOp.Or, IrOp.Xor, IrOp.Eq, IrOp.Ne);
            return _code.Emit(op, IrType.Bool, [Scalar(IrType.Bool), Scalar(IrType.Bool)]);
        }

        return _code.Compare(
            (IrOp)((int)IrOp.Eq + _choices.Next(10)), Scalar(type), _choices.Chance(2) ? Constant(type) : Scalar(type));
    }

    private Value Unary(IrType type) => _choices.Next(4) switch
    {
        0 => _code.Unary(IrOp.Neg, Scalar(type)),
        1 => _code.Unary(IrOp.Not, Scalar(type)),
        2 => _code.Unary(IrOp.Not, Scalar(IrType.Bool)),
        _ => type.Bits > 8 ? _code.Unary(IrOp.BSwap, Scalar(type)) : _code.Unary(IrOp.Copy, Scalar(type)),
    };

    /// <summary>A value of exactly that type.</summary>
    private Value Scalar(IrType type)
    {
        if (_choices.Chance(5) || _scalars.Count == 0)
        {
            return Constant(type);
        }

        Value any = AnyScalar();
        return Converted(any, type, signed: _choices.Chance(2));
    }

    /// <summary>A recent value more often than an old one.</summary>
    private Value AnyScalar() => _scalars.Count == 0
        ? Constant(IrType.I64)
        : _scalars[^(1 + Math.Min(_choices.Next(_scalars.Count), _choices.Next(_scalars.Count)))];

    private Value Constant(IrType type)
    {
        long value = _choices.Pick(_constants);
        return _code.Const(type, type.Kind switch
        {
            IrTypeKind.Bool => value & 1,
            IrTypeKind.I8 => (sbyte)value,
            IrTypeKind.I16 => (short)value,
            IrTypeKind.I32 => (int)value,
            _ => value,
        });
    }

    private Value Converted(Value value, IrType type, bool signed = false)
    {
        IrType from = _function.TypeOf(value);
        if (from == type)
        {
            return value;
        }

        if (type == IrType.Bool)
        {
            return _code.Compare(IrOp.Ne, value, _code.Const(from, 0));
        }

        IrOp op = type.Bits < from.Bits ? IrOp.Trunc : signed && from != IrType.Bool ? IrOp.SExt : IrOp.ZExt;
        return _code.Emit(op, type, [value]);
    }

    /// <summary>
    /// A number from 0 to <paramref name="mask"/> that the kernel's verifier sees to be in that range.
    /// </summary>
    private Value Masked(long mask) =>
        _code.Binary(IrOp.And, Scalar(IrType.I64), _code.Const(IrType.I64, mask));

    private IrType AnyType() => _choices.Pick(_focus.Types);

    /// <summary>A multiple of the width that leaves room for the width within <paramref name="size"/> bytes.</summary>
    private int AlignedOffset(IrType type, int size) => type.Bytes * _choices.Next(size / type.Bytes);
}
