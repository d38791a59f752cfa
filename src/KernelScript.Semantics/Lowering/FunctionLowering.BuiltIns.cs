using System.Diagnostics;
using System.Text;
using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// What the language itself supplies.
internal sealed partial class FunctionLowering
{
    private const int MaxShortPrint = 3;
    private const int MaxLongPrint = 12;

    private Value LowerBuiltIn(BoundBuiltInCall call)
    {
        switch (call.Function)
        {
            case BuiltInFunction.Print:
                LowerPrint(call);
                return ZeroOf(call);
            case BuiltInFunction.NetworkToHost16 or BuiltInFunction.HostToNetwork16:
                return SwapBytes(call, IrType.I16);
            case BuiltInFunction.NetworkToHost32 or BuiltInFunction.HostToNetwork32:
                return SwapBytes(call, IrType.I32);
            case BuiltInFunction.ByteSwap64:
                return SwapBytes(call, IrType.I64);
            case BuiltInFunction.Panic:
                LowerPanic(call, "panic", call.Arguments.AsSpan());
                return ZeroOf(call);
            case BuiltInFunction.Assert:
                LowerAssert(call);
                return ZeroOf(call);
            default:
                throw new UnreachableException($"No lowering of {call.Function} in the kernel.");
        }
    }

    private Value SwapBytes(BoundBuiltInCall call, IrType type)
    {
        BoundExpression argument = call.Arguments[0];
        Value value = Resize(LowerValue(argument), type, argument.Type.IsSigned());
        return Resize(Code.Unary(IrOp.BSwap, value), TypeOf(call), isSigned: false);
    }

    private void LowerPrint(BoundBuiltInCall call)
    {
        if (call.Arguments.IsEmpty || call.Arguments[0] is not BoundStringLiteral format)
        {
            throw new UnreachableException("A print begins with its format.");
        }

        var values = new List<Value>();
        for (int i = 1; i < call.Arguments.Length; i++)
        {
            values.Add(PrintedValue(call.Arguments[i]));
        }

        byte[] text = KernelFormat.Create(format.Bytes.AsSpan(), values.Count, out List<InsertedText> inserted);
        foreach (InsertedText insertion in inserted)
        {
            values.Insert(insertion.Index, AsNumber(ConstantAddress([.. insertion.Text, 0])));
        }

        EmitPrint(call, text, values);
    }

    private void EmitPrint(BoundNode node, byte[] format, List<Value> values)
    {
        int most = Options.HasLongPrint ? MaxLongPrint : MaxShortPrint;
        if (values.Count > most)
        {
            Report(LoweringDescriptors.TooManyPrinted, node, most);
            return;
        }

        Value address = ConstantAddress([.. format, 0]);
        Value size = Code.Const(IrType.I64, format.Length + 1);
        if (values.Count <= MaxShortPrint)
        {
            Code.Emit(IrOp.Helper, IrType.I64, [address, size, .. values], HelperNumbers.TracePrint);
            return;
        }

        Value array = Allocate(values.Count * 8);
        for (int i = 0; i < values.Count; i++)
        {
            Code.Store(array, i * 8, values[i]);
        }

        Value bytes = Code.Const(IrType.I64, values.Count * 8);
        Code.Emit(IrOp.Helper, IrType.I64, [address, size, array, bytes], HelperNumbers.TraceLongPrint);
    }

    private Value PrintedValue(BoundExpression argument)
    {
        // A string that fills its memory has no zero at its end, which the kernel needs.
        if (argument is BoundStringLiteral literal)
        {
            return AsNumber(ConstantAddress([.. literal.Bytes, 0]));
        }

        if (argument.Type is StringType or ArrayType)
        {
            int size = argument.Type.Size;
            MemoryPlace copy = Temporary(size + 1);
            LowerInto(argument, copy);
            ZeroMemory(copy, size, 1);
            return AsNumber(copy.Base);
        }

        Value value = LowerValue(argument);
        return _scope.Function.TypeOf(value).IsPointer
            ? AsNumber(value)
            : Resize(value, IrType.I64, argument.Type.IsSigned());
    }

    private Value AsNumber(Value pointer) => Code.Emit(IrOp.PtrToInt, IrType.I64, [pointer]);

    // The message goes to the trace log; the program ends with what its type has for such cases.
    private void LowerPanic(BoundBuiltInCall call, string word, ReadOnlySpan<BoundExpression> message)
    {
        string where = call.Syntax.Location.ToString();
        var text = new StringBuilder($"{word} at {where}");
        if (message is [BoundStringLiteral literal])
        {
            text.Append(": ").Append(Encoding.UTF8.GetString(literal.Bytes.AsSpan()));
        }

        byte[] format = KernelFormat.Create(
            Encoding.UTF8.GetBytes(text.Replace("%", "%%").ToString()), 0, out List<InsertedText> inserted);
        EmitPrint(call, format, [.. inserted.Select(i => AsNumber(ConstantAddress([.. i.Text, 0])))]);
        LeaveProgram();
    }

    private void LowerAssert(BoundBuiltInCall call)
    {
        IrBlock fails = _scope.Function.NewBlock();
        IrBlock holds = _scope.Function.NewBlock();
        LowerCondition(call.Arguments[0], holds, fails);
        Code.Block = fails;
        LowerPanic(call, "assertion failed", call.Arguments.AsSpan()[1..]);
        if (!Code.IsTerminated)
        {
            Code.Branch(holds);
        }

        Code.Block = holds;
    }

    private void LeaveProgram()
    {
        if (_scope.IsCallback)
        {
            Code.Store(_scope.Frame, _returnedSlot, Code.Const(IrType.I64, 1));
            if (_returnValueSlot >= 0)
            {
                Code.Store(_scope.Frame, _returnValueSlot, DefaultResult());
            }

            Code.Return(Code.Const(IrType.I64, 1));
        }
        else if (Symbol.Program is null)
        {
            LowerFinalReturn();
        }
        else
        {
            Code.Return(DefaultResult());
        }

        Reopen();
    }

    private Value DefaultResult()
    {
        IrType type = _main.Function.ReturnType;
        return Code.Const(type.IsPointer ? type with { IsNullable = true } : type, Symbol.Program?.DefaultResult ?? 0);
    }
}
