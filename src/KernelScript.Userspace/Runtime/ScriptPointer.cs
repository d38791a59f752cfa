using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KernelScript.Userspace.Runtime;

/// <summary>
/// A pointer of the script's userspace half: a memory and an offset into it. The default is null. Values of struct,
/// array
/// and string types are passed as pointers to their bytes, too.
/// </summary>
/// <param name="Memory">What is pointed into; null for the null pointer.</param>
/// <param name="Offset">Bytes from the start of the memory; may lie outside until it is used.</param>
public readonly record struct ScriptPointer(ScriptMemory? Memory, int Offset)
{
    /// <summary>Whether this is the null pointer.</summary>
    public static bool IsNull(ScriptPointer pointer) => pointer.Memory is null;

    /// <summary>Whether both point to the same place.</summary>
    public static bool AreSame(ScriptPointer a, ScriptPointer b) =>
        Equals(a.Memory, b.Memory) && a.Offset == b.Offset;

    /// <summary>Zeroed memory of <paramref name="size"/> bytes.</summary>
    public static ScriptPointer Allocate(int size) => new(new ManagedMemory(new byte[size]), 0);

    /// <summary>A place <paramref name="bytes"/> further on.</summary>
    /// <exception cref="ScriptErrorException">The sum does not fit 31 bits.</exception>
    public static ScriptPointer Add(ScriptPointer pointer, long bytes)
    {
        long offset = pointer.Offset + bytes;
        return offset is >= int.MinValue and <= int.MaxValue
            ? pointer with { Offset = (int)offset }
            : throw new ScriptErrorException($"pointer arithmetic: {offset} bytes is out of any memory");
    }

    /// <summary>Bytes from <paramref name="b"/> to <paramref name="a"/>.</summary>
    public static long Difference(ScriptPointer a, ScriptPointer b) => (long)a.Offset - b.Offset;

    /// <summary>The element of an array, or nothing (reads as zero, drops writes) when the index is out of
    /// range.</summary>
    public static ScriptPointer Element(ScriptPointer array, ulong index, int count, int size) =>
        index < (ulong)count
            ? array with { Offset = array.Offset + ((int)index * size) }
            : new ScriptPointer(AbsentMemory.Instance, 0);

    /// <summary>A copy of <paramref name="size"/> bytes in memory of its own.</summary>
    public static ScriptPointer CopyOf(ScriptPointer source, int size)
    {
        byte[] copy = new byte[size];
        source.Read(copy);
        return new ScriptPointer(new ManagedMemory(copy), 0);
    }

    /// <summary>Copies <paramref name="size"/> bytes; the ranges may overlap.</summary>
    public static void Copy(ScriptPointer destination, ScriptPointer source, int size)
    {
        Span<byte> buffer = size <= 256 ? stackalloc byte[size] : new byte[size];
        source.Read(buffer);
        destination.Write(buffer);
    }

    /// <summary>Whether the bytes are the same.</summary>
    public static bool BytesEqual(ScriptPointer a, ScriptPointer b, int size)
    {
        byte[] left = new byte[size], right = new byte[size];
        a.Read(left);
        b.Read(right);
        return left.AsSpan().SequenceEqual(right);
    }

    /// <summary>Reads 8 bits.</summary>
    public static byte LoadU8(ScriptPointer p) => Load<byte>(p);

    /// <summary>Reads 16 bits.</summary>
    public static ushort LoadU16(ScriptPointer p) => Load<ushort>(p);

    /// <summary>Reads 32 bits.</summary>
    public static uint LoadU32(ScriptPointer p) => Load<uint>(p);

    /// <summary>Reads 64 bits.</summary>
    public static ulong LoadU64(ScriptPointer p) => Load<ulong>(p);

    /// <summary>Reads 8 bits with sign.</summary>
    public static sbyte LoadI8(ScriptPointer p) => Load<sbyte>(p);

    /// <summary>Reads 16 bits with sign.</summary>
    public static short LoadI16(ScriptPointer p) => Load<short>(p);

    /// <summary>Reads 32 bits with sign.</summary>
    public static int LoadI32(ScriptPointer p) => Load<int>(p);

    /// <summary>Reads 64 bits with sign.</summary>
    public static long LoadI64(ScriptPointer p) => Load<long>(p);

    /// <summary>Reads a truth value: any non-zero byte is true.</summary>
    public static bool LoadBool(ScriptPointer p) => Load<byte>(p) != 0;

    /// <summary>Reads 32-bit floating point.</summary>
    public static float LoadF32(ScriptPointer p) => Load<float>(p);

    /// <summary>Reads 64-bit floating point.</summary>
    public static double LoadF64(ScriptPointer p) => Load<double>(p);

    /// <summary>Writes 8 bits.</summary>
    public static void Store8(ScriptPointer p, byte value) => Store(p, value);

    /// <summary>Writes 16 bits.</summary>
    public static void Store16(ScriptPointer p, ushort value) => Store(p, value);

    /// <summary>Writes 32 bits.</summary>
    public static void Store32(ScriptPointer p, uint value) => Store(p, value);

    /// <summary>Writes 64 bits.</summary>
    public static void Store64(ScriptPointer p, ulong value) => Store(p, value);

    /// <summary>Writes 32-bit floating point.</summary>
    public static void StoreF32(ScriptPointer p, float value) => Store(p, value);

    /// <summary>Writes 64-bit floating point.</summary>
    public static void StoreF64(ScriptPointer p, double value) => Store(p, value);

    /// <summary>Copies the first of <paramref name="count"/> elements over all others.</summary>
    public static void Repeat(ScriptPointer array, int size, int count)
    {
        for (int i = 1; i < count; i++)
        {
            Copy(array with { Offset = array.Offset + (i * size) }, array, size);
        }
    }

    /// <summary>The number that stands for a pointer; 0 for null.</summary>
    public static ulong ToNumber(ScriptPointer p, PointerTable table) => table.NumberOf(p);

    /// <summary>The pointer that a number from <see cref="ToNumber"/> stands for.</summary>
    public static ScriptPointer FromNumber(ulong number, PointerTable table) => table.Find(number);

    /// <summary>Reads a pointer that <see cref="StorePointer"/> wrote into this memory.</summary>
    public static ScriptPointer LoadPointer(ScriptPointer p, PointerTable table) => table.Find(Load<ulong>(p));

    /// <summary>Writes a pointer: memory holds a number that stands for it.</summary>
    public static void StorePointer(ScriptPointer p, ScriptPointer value, PointerTable table) =>
        Store(p, table.NumberOf(value));

    /// <summary>Copies bytes out.</summary>
    /// <exception cref="ScriptErrorException">The pointer is null or the range is not inside its memory.</exception>
    public void Read(Span<byte> destination) => Checked(destination.Length).Read(Offset, destination);

    /// <summary>Copies bytes in.</summary>
    /// <exception cref="ScriptErrorException">The pointer is null or the range is not inside its memory.</exception>
    public void Write(ReadOnlySpan<byte> source) => Checked(source.Length).Write(Offset, source);

    private static T Load<T>(ScriptPointer p)
        where T : unmanaged
    {
        Span<byte> bytes = stackalloc byte[Unsafe.SizeOf<T>()];
        p.Read(bytes);
        return MemoryMarshal.Read<T>(bytes);
    }

    private static void Store<T>(ScriptPointer p, T value)
        where T : unmanaged
    {
        Span<byte> bytes = stackalloc byte[Unsafe.SizeOf<T>()];
        MemoryMarshal.Write(bytes, in value);
        p.Write(bytes);
    }

    private ScriptMemory Checked(int size)
    {
        if (Memory is null)
        {
            throw new ScriptErrorException("null pointer: test the pointer against null before it is used");
        }

        return Offset >= 0 && Offset <= Memory.Length - size
            ? Memory
            : throw new ScriptErrorException(
                $"memory access: {size} bytes at offset {Offset} lie outside of the "
                    + $"{Memory.Length} bytes pointed into");
    }
}
