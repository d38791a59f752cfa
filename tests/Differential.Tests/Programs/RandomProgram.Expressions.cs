using KernelScript.Ir;

namespace Differential.Tests.Programs;

/// <content>Arithmetic, conversions, conditions.</content>
internal sealed partial class RandomProgram
{
    private void Binary()
    {
        IrType type = Pick(_types);
        Add(_build.Binary(Pick(_operations), Any(type), Any(type)));
    }

    private void Unary()
    {
        IrType type = Pick(_types);
        if (type != IrType.I8 && _random.Next(3) == 0)
        {
            Add(_build.Unary(IrOp.BSwap, Any(type)));
            return;
        }

        Add(_build.Unary(_random.Next(2) == 0 ? IrOp.Neg : IrOp.Not, Any(type)));
    }

    private void Convert()
    {
        IrType from = Pick(_types);
        IrType to = Pick(_types);
        if (from.Bits == to.Bits)
        {
            Add(_build.Emit(IrOp.ZExt, to, [Condition()]));
            return;
        }

        IrOp op = from.Bits > to.Bits ? IrOp.Trunc : _random.Next(2) == 0 ? IrOp.ZExt : IrOp.SExt;
        Add(_build.Emit(op, to, [Any(from)]));
    }

    private void Compare() => Add(Condition());

    private Value Condition()
    {
        if (_random.Next(6) == 0)
        {
            Value inner = Condition();
            return _random.Next(3) switch
            {
                0 => _build.Unary(IrOp.Not, inner),
                1 => _build.Binary(IrOp.And, inner, Condition()),
                _ => _build.Binary(IrOp.Or, inner, Condition()),
            };
        }

        IrType type = Pick(_types);
        if (_random.Next(5) == 0)
        {
            Value bits = _build.Binary(IrOp.And, Any(type), Any(type));
            return _build.Compare(_random.Next(2) == 0 ? IrOp.Eq : IrOp.Ne, bits, _build.Const(type, 0));
        }

        return _build.Compare(IrOp.Eq + _random.Next(10), Any(type), Any(type));
    }

    private void Choose()
    {
        IrType type = Pick(_types);
        Add(_build.Emit(IrOp.Select, type, [Condition(), Any(type), Any(type)]));
    }
}
