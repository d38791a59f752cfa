using System.Text;

namespace KernelScript.Userspace.Runtime;

/// <summary>Operations on <c>str(N)</c>: N bytes, zero padded, compared up to the first zero.</summary>
public static class ScriptString
{
    private const int LongestText = 4096;

    /// <summary>A literal: one byte for each character of <paramref name="bytes"/>, padded to
    /// <paramref name="capacity"/>.</summary>
    public static ScriptPointer Literal(string bytes, int capacity)
    {
        byte[] memory = new byte[capacity];
        for (int i = 0; i < bytes.Length && i < capacity; i++)
        {
            memory[i] = (byte)bytes[i];
        }

        return new ScriptPointer(new ManagedMemory(memory), 0);
    }

    /// <summary>The text from a pointer to the first zero, or to the end of the memory; empty for null.</summary>
    public static string ToText(ScriptPointer text)
    {
        if (text.Memory is not { } memory || text.Offset < 0 || text.Offset >= memory.Length)
        {
            return "";
        }

        byte[] bytes = new byte[Math.Min(memory.Length - text.Offset, LongestText)];
        text.Read(bytes);
        int end = bytes.AsSpan().IndexOf((byte)0);
        return Encoding.UTF8.GetString(bytes, 0, end < 0 ? bytes.Length : end);
    }

    /// <summary>Text as UTF-8, cut to <paramref name="capacity"/> bytes.</summary>
    public static ScriptPointer FromText(string text, int capacity)
    {
        byte[] memory = new byte[capacity];
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        bytes.AsSpan(0, Math.Min(bytes.Length, capacity)).CopyTo(memory);
        return new ScriptPointer(new ManagedMemory(memory), 0);
    }

    /// <summary>The same string in <paramref name="to"/> bytes: cut or padded.</summary>
    public static ScriptPointer Resize(ScriptPointer text, int from, int to)
    {
        byte[] result = new byte[to];
        byte[] bytes = Significant(text, from);
        bytes.AsSpan(0, Math.Min(bytes.Length, to)).CopyTo(result);
        return new ScriptPointer(new ManagedMemory(result), 0);
    }

    /// <summary>One string after the other, cut to <paramref name="capacity"/>.</summary>
    public static ScriptPointer Concat(ScriptPointer a, int sizeA, ScriptPointer b, int sizeB, int capacity)
    {
        byte[] result = new byte[capacity];
        byte[] all = [.. Significant(a, sizeA), .. Significant(b, sizeB)];
        all.AsSpan(0, Math.Min(all.Length, capacity)).CopyTo(result);
        return new ScriptPointer(new ManagedMemory(result), 0);
    }

    /// <summary>Whether both have the same characters.</summary>
    public static bool AreEqual(ScriptPointer a, int sizeA, ScriptPointer b, int sizeB) =>
        Significant(a, sizeA).AsSpan().SequenceEqual(Significant(b, sizeB));

    /// <summary>The characters as .NET text.</summary>
    public static string ToText(ScriptPointer text, int capacity) =>
        Encoding.UTF8.GetString(Significant(text, capacity));

    private static byte[] Significant(ScriptPointer text, int capacity)
    {
        byte[] bytes = new byte[capacity];
        text.Read(bytes);
        int length = bytes.AsSpan().IndexOf((byte)0);
        return length < 0 ? bytes : bytes[..length];
    }
}
