namespace KernelScript.Syntax;

/// <summary>One string for each spelling of a name in a file.</summary>
/// <remarks>Open addressing; a power of two slots, at most half of them used.</remarks>
internal sealed class NameTable
{
    private string?[] _slots = new string?[128];
    private int _count;

    /// <summary>The string with these characters.</summary>
    public string Get(ReadOnlySpan<char> name)
    {
        int slot = Find(_slots, name);
        if (_slots[slot] is { } known)
        {
            return known;
        }

        if (_count * 2 >= _slots.Length)
        {
            Grow();
            slot = Find(_slots, name);
        }

        _count++;
        return _slots[slot] = name.ToString();
    }

    private static int Find(string?[] slots, ReadOnlySpan<char> name)
    {
        int mask = slots.Length - 1;
        int slot = (int)Hash(name) & mask;
        while (slots[slot] is { } other && !name.SequenceEqual(other))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    // FNV-1a, 32 bits.
    private static uint Hash(ReadOnlySpan<char> name)
    {
        uint hash = 2166136261;
        foreach (char character in name)
        {
            hash = (hash ^ character) * 16777619;
        }

        return hash ^ (hash >> 15);
    }

    private void Grow()
    {
        var larger = new string?[_slots.Length * 2];
        foreach (string? name in _slots)
        {
            if (name is not null)
            {
                larger[Find(larger, name)] = name;
            }
        }

        _slots = larger;
    }
}
