using System.Buffers.Binary;
using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// Strings: zero-padded bytes; what follows the first zero does not count.
internal sealed partial class FunctionLowering
{
    private const long LowBits = 0x0101010101010101;
    private const long HighBits = unchecked((long)0x8080808080808080);

    /// <summary>A string in memory.</summary>
    private readonly record struct TextPlace(MemoryPlace Place, int Capacity)
    {
        // Only the frame has to be accessed aligned.
        public int WidthAt(int offset, int left) => Place.Origin.Space == AddressSpace.Stack
            ? LargestStep(left, Place.Alignment, Place.Offset + offset)
            : LargestStep(left, 8, 0);
    }

    private TextPlace PrepareText(BoundExpression expression)
    {
        int capacity = expression.Type.Size;
        if (expression is BoundVariable { Variable: { Kind: not VariableKind.PinnedGlobal } variable })
        {
            return new TextPlace(ResolveVariable(variable, new Access(_scope)), capacity);
        }

        return new TextPlace(LowerToTemporary(expression), capacity);
    }

    private Value LowerStringEquality(BoundExpression left, BoundExpression right)
    {
        if (right is BoundStringLiteral rightLiteral)
        {
            return EqualsLiteral(PrepareText(left), rightLiteral.Bytes.AsSpan());
        }

        if (left is BoundStringLiteral leftLiteral)
        {
            return EqualsLiteral(PrepareText(right), leftLiteral.Bytes.AsSpan());
        }

        return EqualsText(PrepareText(left), PrepareText(right));
    }

    // Exactly the bytes that count are compared: those of the literal and, if the string could go on, a zero after
    // them.
    private Value EqualsLiteral(TextPlace text, ReadOnlySpan<byte> literal)
    {
        int zero = literal.IndexOf((byte)0);
        literal = zero < 0 ? literal : literal[..zero];
        if (literal.Length > text.Capacity)
        {
            return Code.Const(IrType.Bool, 0);
        }

        Span<byte> wanted = stackalloc byte[literal.Length + 8];
        wanted.Clear();
        literal.CopyTo(wanted);
        int count = Math.Min(literal.Length + 1, text.Capacity);
        Value difference = default;
        int offset = 0;
        while (offset < count)
        {
            int width = text.WidthAt(offset, count - offset);
            IrType type = IrType.Integer(width * 8);
            Value part = Code.Load(type, text.Place.Base, text.Place.Offset + offset);
            long constant = BinaryPrimitives.ReadInt64LittleEndian(Piece(wanted[offset..], width));
            Value bits = Code.Binary(IrOp.Xor, part, Code.Const(type, constant));
            Value differs = Resize(bits, IrType.I64, isSigned: false);
            difference = difference.IsValid ? Code.Binary(IrOp.Or, difference, differs) : differs;
            offset += width;
        }

        return Code.Compare(IrOp.Eq, difference, Code.Const(IrType.I64, 0));
    }

    private static byte[] Piece(ReadOnlySpan<byte> bytes, int width)
    {
        byte[] piece = new byte[8];
        bytes[..Math.Min(width, bytes.Length)].CopyTo(piece);
        return piece;
    }

    // Eight bytes at a time. Words that are equal decide if they hold a zero; words that differ are still equal
    // strings if the first zero of the left one comes before the first difference.
    private Value EqualsText(TextPlace left, TextPlace right)
    {
        int common = Math.Min(left.Capacity, right.Capacity);
        var join = new Join(_scope, IrType.Bool);
        int offset = 0;
        while (offset < common)
        {
            int width = Math.Min(left.WidthAt(offset, common - offset), right.WidthAt(offset, common - offset));
            CompareWords(WordOf(left, offset, width), WordOf(right, offset, width), width, join);
            offset += width;
        }

        TextPlace longer = left.Capacity > right.Capacity ? left : right;
        if (longer.Capacity == common)
        {
            join.Add(Code.Const(IrType.Bool, 1));
        }
        else
        {
            Value next = Code.Load(IrType.I8, longer.Place.Base, longer.Place.Offset + common);
            join.Add(Code.Compare(IrOp.Eq, next, Code.Const(IrType.I8, 0)));
        }

        return join.End();
    }

    private Value WordOf(TextPlace text, int offset, int width)
    {
        Value word = Code.Load(IrType.Integer(width * 8), text.Place.Base, text.Place.Offset + offset);
        return Resize(word, IrType.I64, isSigned: false);
    }

    private void CompareWords(Value left, Value right, int width, Join join)
    {
        IrBlock same = _scope.Function.NewBlock();
        IrBlock differ = _scope.Function.NewBlock();
        IrBlock ended = _scope.Function.NewBlock();
        IrBlock next = _scope.Function.NewBlock();
        Value zeros = ZeroBytes(left, width);
        Value difference = Code.Binary(IrOp.Xor, left, right);
        Code.CondBranch(IsNotZero(difference), differ, same);

        Code.Block = differ;
        Value firstZero = LowestBit(zeros);
        Value isEnded = Code.Compare(IrOp.ULt, firstZero, LowestBit(difference));
        join.Add(Code.Binary(IrOp.And, IsNotZero(zeros), isEnded));

        Code.Block = same;
        Code.CondBranch(IsNotZero(zeros), ended, next);
        Code.Block = ended;
        join.Add(Code.Const(IrType.Bool, 1));
        Code.Block = next;
    }

    // The high bit of each byte that is zero; exact for the first one, and no other matters.
    private Value ZeroBytes(Value word, int width)
    {
        long mask = width == 8 ? -1L : (1L << (width * 8)) - 1;
        Value borrowed = Code.Binary(IrOp.Sub, word, Code.Const(IrType.I64, LowBits & mask));
        Value candidates = Code.Binary(IrOp.And, borrowed, Code.Unary(IrOp.Not, word));
        return Code.Binary(IrOp.And, candidates, Code.Const(IrType.I64, HighBits & mask));
    }

    private Value LowestBit(Value word) => Code.Binary(IrOp.And, word, Code.Unary(IrOp.Neg, word));

    private void LowerConcat(BoundBinary concat, MemoryPlace target)
    {
        int size = concat.Type.Size;
        var parts = new List<BoundExpression>();
        Flatten(concat, parts);
        ZeroMemory(target, 0, size);

        // As long as only literals came, the position is a constant.
        int known = 0;
        Value position = default;
        foreach (BoundExpression part in parts)
        {
            if (!position.IsValid && part is BoundStringLiteral literal)
            {
                int length = Math.Min(literal.Bytes.Length, size - known);
                StoreBytesAt(target.At(known), literal.Bytes.AsSpan(0, length));
                known += length;
                continue;
            }

            TextPlace text = PrepareText(part);
            if (!position.IsValid)
            {
                CopyBytes(target.At(known), text.Place, Math.Min(text.Capacity, size - known));
                position = Code.Binary(
                    IrOp.Add, LengthOf(text), Code.Const(IrType.I64, known));
            }
            else
            {
                position = Append(target, size, position, text);
            }
        }
    }

    private static void Flatten(BoundExpression expression, List<BoundExpression> parts)
    {
        switch (expression)
        {
            case BoundBinary { Operation: BinaryOperation.Concat } concat:
                Flatten(concat.Left, parts);
                Flatten(concat.Right, parts);
                break;
            case BoundConversion { Type: StringType to, Operand: { Type: StringType from } operand }
                when to.Capacity >= from.Capacity:
                Flatten(operand, parts);
                break;
            default:
                parts.Add(expression);
                break;
        }
    }

    private void StoreBytesAt(MemoryPlace target, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            StoreBytes(target, bytes, bytes.Length);
        }
    }

    // Counts up to the first zero.
    private Value LengthOf(TextPlace text)
    {
        IrBlock header = _scope.Function.NewBlock();
        Value index = _scope.Function.NewParameter(header, IrType.I64);
        IrBlock test = _scope.Function.NewBlock();
        IrBlock more = _scope.Function.NewBlock();
        var join = new Join(_scope, IrType.I64);
        Code.Branch(header, Code.Const(IrType.I64, 0));
        Code.Block = header;
        Value inside = Code.Compare(IrOp.ULt, index, Code.Const(IrType.I64, text.Capacity));
        Code.CondBranch(inside, new BlockTarget(test.Id), new BlockTarget(join.Block.Id, index));
        Code.Block = test;
        MemoryPlace place = Step(text.Place, index, 1);
        Value character = Code.Load(IrType.I8, place.Base, place.Offset);
        Code.CondBranch(IsNotZero(character), new BlockTarget(more.Id), new BlockTarget(join.Block.Id, index));
        Code.Block = more;
        Code.Branch(header, Code.Binary(IrOp.Add, index, Code.Const(IrType.I64, 1)));
        return join.End();
    }

    // Copies characters until the first zero or the end of the target; the new position.
    private Value Append(MemoryPlace target, int size, Value position, TextPlace text)
    {
        IrFunction function = _scope.Function;
        IrBlock header = function.NewBlock();
        Value index = function.NewParameter(header, IrType.I64);
        Value at = function.NewParameter(header, IrType.I64);
        IrBlock read = function.NewBlock();
        IrBlock test = function.NewBlock();
        IrBlock write = function.NewBlock();
        var join = new Join(_scope, IrType.I64);
        BlockTarget done = new(join.Block.Id, at);
        Code.Branch(header, Code.Const(IrType.I64, 0), position);
        Code.Block = header;
        Value hasMore = Code.Compare(IrOp.ULt, index, Code.Const(IrType.I64, text.Capacity));
        Code.CondBranch(hasMore, new BlockTarget(read.Id), done);
        Code.Block = read;
        MemoryPlace source = Step(text.Place, index, 1);
        Value character = Code.Load(IrType.I8, source.Base, source.Offset);
        Code.CondBranch(IsNotZero(character), new BlockTarget(test.Id), new BlockTarget(join.Block.Id, at));
        Code.Block = test;
        Value hasRoom = Code.Compare(IrOp.ULt, at, Code.Const(IrType.I64, size));
        Code.CondBranch(hasRoom, new BlockTarget(write.Id), new BlockTarget(join.Block.Id, at));
        Code.Block = write;
        MemoryPlace destination = Step(target, at, 1);
        Code.Store(destination.Base, destination.Offset, character);
        Value one = Code.Const(IrType.I64, 1);
        Code.Branch(header, Code.Binary(IrOp.Add, index, one), Code.Binary(IrOp.Add, at, one));
        return join.End();
    }
}
