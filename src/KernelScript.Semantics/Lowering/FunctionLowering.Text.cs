using System.Buffers.Binary;
using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

// Strings: zero-padded bytes; what follows the first zero does not count.
internal sealed partial class FunctionLowering
{
    private const long LowBits = 0x0101010101010101;
    private const long HighBits = unchecked((long)0x8080808080808080);
    private const int MaxUnrolledWords = 8;

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

    // Everything up to the first zero of the left string, that zero included, must be the same in both.
    private Value EqualsText(TextPlace left, TextPlace right)
    {
        int common = Math.Min(left.Capacity, right.Capacity);
        Value alive = Code.Const(IrType.I64, -1);
        Value difference = Code.Const(IrType.I64, 0);
        ForEachWord([left, right], common, [alive, difference], (words, width, carried) =>
        {
            Value zeros = ZeroBytes(Fill(words[0], width));
            Value counting = Code.Binary(IrOp.Xor, zeros, Decrement(zeros));
            Value differs = Code.Binary(IrOp.Xor, words[0], words[1]);
            differs = Code.Binary(IrOp.And, Code.Binary(IrOp.And, differs, counting), carried[0]);
            return [Code.Binary(IrOp.And, carried[0], MaskIfZero(zeros)), Code.Binary(IrOp.Or, carried[1], differs)];
        }, out Value[] results);

        TextPlace longer = left.Capacity > right.Capacity ? left : right;
        difference = results[1];
        if (longer.Capacity > common)
        {
            Value next = Code.Load(IrType.I8, longer.Place.Base, longer.Place.Offset + common);
            Value rest = Code.Binary(IrOp.And, Resize(next, IrType.I64, isSigned: false), results[0]);
            difference = Code.Binary(IrOp.Or, difference, rest);
        }

        return Code.Compare(IrOp.Eq, difference, Code.Const(IrType.I64, 0));
    }

    // Counts the bytes before the first zero: in the word that has it, and in all words before.
    private Value LengthOf(TextPlace text)
    {
        Value alive = Code.Const(IrType.I64, -1);
        Value length = Code.Const(IrType.I64, 0);
        ForEachWord([text], text.Capacity, [alive, length], (words, width, carried) =>
        {
            Value zeros = ZeroBytes(words[0]);
            Value before = Code.Binary(IrOp.And, Code.Unary(IrOp.Not, zeros), Decrement(zeros));
            Value ones = Code.Binary(IrOp.And, Shift(IrOp.LShr, before, 7), Code.Const(IrType.I64, LowBits));
            Value count = Shift(IrOp.LShr, Code.Binary(IrOp.Mul, ones, Code.Const(IrType.I64, LowBits)), 56);
            Value counted = Code.Binary(IrOp.And, count, carried[0]);
            return
            [
                Code.Binary(IrOp.And, carried[0], MaskIfZero(ZeroBytes(Fill(words[0], width)))),
                Code.Binary(IrOp.Add, carried[1], counted),
            ];
        }, out Value[] results);
        return results[1];
    }

    /// <summary>
    /// Works on strings word by word, without branches: the verifier sees one path, whatever is in them. A piece at
    /// the end that is shorter than a word has zeros above it.
    /// </summary>
    private void ForEachWord(
        TextPlace[] texts, int bytes, Value[] initial, Func<Value[], int, Value[], Value[]> step, out Value[] results)
    {
        Value[] carried = initial;
        int width = texts.Min(t => t.WidthAt(0, bytes));
        int rounds = bytes / width;
        int offset = 0;
        if (rounds > MaxUnrolledWords && width == 8)
        {
            carried = LoopOverWords(texts, rounds, initial, step);
            offset = rounds * width;
        }

        while (offset < bytes)
        {
            int piece = texts.Min(t => t.WidthAt(offset, bytes - offset));
            carried = step([.. texts.Select(t => WordOf(t.Place, offset, piece))], piece, carried);
            offset += piece;
        }

        results = carried;
    }

    private Value[] LoopOverWords(
        TextPlace[] texts, int rounds, Value[] initial, Func<Value[], int, Value[], Value[]> step)
    {
        IrFunction function = _scope.Function;
        IrBlock header = function.NewBlock();
        Value index = function.NewParameter(header, IrType.I64);
        Value[] carried = [.. initial.Select(_ => function.NewParameter(header, IrType.I64))];
        IrBlock body = function.NewBlock();
        IrBlock exit = function.NewBlock();
        Code.Branch(header, [Code.Const(IrType.I64, 0), .. initial]);
        Code.Block = header;
        Code.CondBranch(Code.Compare(IrOp.ULt, index, Code.Const(IrType.I64, rounds)), body, exit);
        Code.Block = body;
        Value[] words = [.. texts.Select(t => WordOf(Step(t.Place, Shift(IrOp.Shl, index, 3), 8), 0, 8))];
        Value[] next = step(words, 8, carried);
        Code.Branch(header, [Code.Binary(IrOp.Add, index, Code.Const(IrType.I64, 1)), .. next]);
        Code.Block = exit;
        return carried;
    }

    private Value WordOf(MemoryPlace place, int offset, int width)
    {
        Value word = Code.Load(IrType.Integer(width * 8), place.Base, place.Offset + offset);
        return Resize(word, IrType.I64, isSigned: false);
    }

    // A piece that is shorter than a word does not end the string by the zeros above it.
    private Value Fill(Value word, int width) => width == 8
        ? word
        : Code.Binary(IrOp.Or, word, Code.Const(IrType.I64, -1L << (width * 8)));

    // The high bit of each byte that is zero; exact for the first one, and no other matters.
    private Value ZeroBytes(Value word)
    {
        Value borrowed = Code.Binary(IrOp.Sub, word, Code.Const(IrType.I64, LowBits));
        Value candidates = Code.Binary(IrOp.And, borrowed, Code.Unary(IrOp.Not, word));
        return Code.Binary(IrOp.And, candidates, Code.Const(IrType.I64, HighBits));
    }

    private Value Decrement(Value value) => Code.Binary(IrOp.Sub, value, Code.Const(IrType.I64, 1));

    // All ones for zero, else zero: the sign of x or of -x is set for every other x.
    private Value MaskIfZero(Value value)
    {
        Value either = Code.Binary(IrOp.Or, value, Code.Unary(IrOp.Neg, value));
        return Code.Unary(IrOp.Not, Code.Binary(IrOp.AShr, either, Code.Const(IrType.I64, 63)));
    }

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
            Value start = position.IsValid ? position : Code.Const(IrType.I64, known);

            // Before the characters are copied: what their loop finds out about the position must not follow it.
            Value end = part == parts[^1] ? default : Code.Binary(IrOp.Add, start, LengthOf(text));
            if (position.IsValid)
            {
                Append(target, size, start, text);
            }
            else
            {
                CopyBytes(target.At(known), text.Place, Math.Min(text.Capacity, size - known));
            }

            position = end;
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

    // Copies characters until the first zero or the end of the target. Nothing but memory comes out of the loop, so
    // that its exits look alike.
    private void Append(MemoryPlace target, int size, Value position, TextPlace text)
    {
        IrFunction function = _scope.Function;
        IrBlock header = function.NewBlock();
        Value index = function.NewParameter(header, IrType.I64);
        Value at = function.NewParameter(header, IrType.I64);
        IrBlock read = function.NewBlock();
        IrBlock test = function.NewBlock();
        IrBlock write = function.NewBlock();
        IrBlock exit = function.NewBlock();
        Code.Branch(header, Code.Const(IrType.I64, 0), position);
        Code.Block = header;
        Code.CondBranch(Code.Compare(IrOp.ULt, index, Code.Const(IrType.I64, text.Capacity)), read, exit);
        Code.Block = read;
        MemoryPlace source = Step(text.Place, index, 1);
        Value character = Code.Load(IrType.I8, source.Base, source.Offset);
        Code.CondBranch(IsNotZero(character), test, exit);
        Code.Block = test;
        Code.CondBranch(Code.Compare(IrOp.ULt, at, Code.Const(IrType.I64, size)), write, exit);
        Code.Block = write;
        MemoryPlace destination = Step(target, at, 1);
        Code.Store(destination.Base, destination.Offset, character);
        Value one = Code.Const(IrType.I64, 1);
        Code.Branch(header, Code.Binary(IrOp.Add, index, one), Code.Binary(IrOp.Add, at, one));
        Code.Block = exit;
    }
}
