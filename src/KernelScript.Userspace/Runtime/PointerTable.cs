namespace KernelScript.Userspace.Runtime;

/// <summary>Numbers for pointers that are stored in memory, such as a pointer field of a struct. 0 is null.</summary>
/// <remarks>Numbers are never reused: a script that stores pointers in a loop keeps what they point into alive.</remarks>
internal sealed class PointerTable
{
    private readonly Lock _lock = new();
    private readonly List<ScriptPointer> _pointers = [default];
    private readonly Dictionary<ScriptPointer, ulong> _numbers = [];

    /// <summary>The table of the process.</summary>
    public static PointerTable Shared { get; } = new();

    /// <summary>The number that stands for <paramref name="pointer"/>.</summary>
    public ulong Number(ScriptPointer pointer)
    {
        if (pointer.Memory is null)
        {
            return 0;
        }

        lock (_lock)
        {
            if (!_numbers.TryGetValue(pointer, out ulong number))
            {
                number = (ulong)_pointers.Count;
                _pointers.Add(pointer);
                _numbers.Add(pointer, number);
            }

            return number;
        }
    }

    /// <summary>The pointer that <paramref name="number"/> stands for.</summary>
    /// <exception cref="ScriptErrorException">No pointer has that number.</exception>
    public ScriptPointer Find(ulong number)
    {
        lock (_lock)
        {
            return number < (ulong)_pointers.Count
                ? _pointers[(int)number]
                : throw new ScriptErrorException($"the number {number:x} is not a pointer of this script");
        }
    }
}
