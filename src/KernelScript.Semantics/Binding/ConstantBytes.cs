using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;

namespace KernelScript.Semantics;

/// <summary>Writes constants as they are in memory: C layout, little-endian, padding zero.</summary>
internal static class ConstantBytes
{
    /// <summary>The bytes of a constant; empty when all of them are zero.</summary>
    public static ImmutableArray<byte> Of(BoundExpression value)
    {
        if (value.Type.IsError())
        {
            return [];
        }

        byte[] bytes = new byte[value.Type.Size];
        Write(value, bytes);
        return bytes.AsSpan().ContainsAnyExcept((byte)0) ? ImmutableArray.Create(bytes) : [];
    }

    private static void Write(BoundExpression value, Span<byte> target)
    {
        switch (value)
        {
            case BoundLiteral literal:
                Span<byte> wide = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(wide, literal.Value);
                wide[..target.Length].CopyTo(target);
                break;
            case BoundStringLiteral text:
                text.Bytes.AsSpan().CopyTo(target);
                break;
            case BoundConversion { Operand: BoundStringLiteral text }:
                text.Bytes.AsSpan().CopyTo(target);
                break;
            case BoundVariable { Variable: { IsConstant: true } constant }:
                constant.InitialValue.AsSpan().CopyTo(target);
                break;
            case BoundNull or BoundZero:
                break;
            case BoundArrayLiteral array:
                WriteArray(array, target);
                break;
            case BoundStructLiteral s:
                foreach ((FieldSymbol field, BoundExpression fieldValue) in s.Fields)
                {
                    if (!fieldValue.Type.IsError())
                    {
                        Write(fieldValue, target.Slice(field.Offset, field.StorageSize));
                    }
                }

                break;
            default:
                throw new UnreachableException($"No bytes of {value.GetType().Name}.");
        }
    }

    private static void WriteArray(BoundArrayLiteral array, Span<byte> target)
    {
        var type = (ArrayType)array.Type;
        int size = type.Element.Size;
        int count = array.IsRepeated ? type.Count : array.Elements.Length;
        for (int i = 0; i < count; i++)
        {
            BoundExpression element = array.Elements[array.IsRepeated ? 0 : i];
            if (!element.Type.IsError())
            {
                Write(element, target.Slice(i * size, size));
            }
        }
    }
}
