namespace KernelScript.Userspace.Runtime;

/// <summary>
/// Numbers for pointers that are stored in memory, such as a pointer field of a struct: the number of the memory in the
/// upper half, the offset in the lower one. 0 is null.
/// </summary>
/// <remarks>What was stored once is kept alive until the script ends, unless the script frees it.</remarks>
public sealed class PointerTable
{
    private const int OffsetBits = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, ScriptMemory> _memories = [];
    private readonly Dictionary<ScriptMemory, int> _numbers = [];
    private int _last;

    /// <summary>The number that stands for <paramref name="pointer"/>.</summary>
    public ulong NumberOf(ScriptPointer pointer)
    {
        if (pointer.Memory is null)
        {
            return 0;
        }

        lock (_lock)
        {
            if (!_numbers.TryGetValue(pointer.Memory, out int number))
            {
                number = ++_last;
                _memories.Add(number, pointer.Memory);
                _numbers.Add(pointer.Memory, number);
            }

            return ((ulong)number << OffsetBits) | (uint)pointer.Offset;
        }
    }

    /// <summary>The pointer that <paramref name="number"/> stands for.</summary>
    /// <exception cref="ScriptErrorException">No pointer has that number.</exception>
    public ScriptPointer Find(ulong number)
    {
        if (number == 0)
        {
            return default;
        }

        lock (_lock)
        {
            return _memories.TryGetValue((int)(number >> OffsetBits), out ScriptMemory? memory)
                ? new ScriptPointer(memory, (int)(uint)number)
                : throw new ScriptErrorException($"the number 0x{number:x} is not a pointer of this script");
        }
    }
}
