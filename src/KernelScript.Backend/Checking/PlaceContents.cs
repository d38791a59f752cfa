namespace KernelScript.Backend.Checking;

/// <summary>Which values each register and each stack slot is known to hold at one point of the code.</summary>
/// <remarks>
/// A place is the number of a register, or the negative offset of a slot from R10. A value is a virtual register of the
/// source, or <c>~recipe</c>. A place may hold several values: copies of each other.
/// </remarks>
internal sealed class PlaceContents
{
    private readonly Dictionary<int, HashSet<int>> _contents = [];

    /// <summary>Whether the place holds the value.</summary>
    public bool Holds(int place, int value) =>
        _contents.TryGetValue(place, out HashSet<int>? values) && values.Contains(value);

    /// <summary>The value is computed anew into the place: nowhere else is it any more.</summary>
    public void Define(int place, int value)
    {
        Forget(value);
        _contents[place] = [value];
    }

    /// <summary>The place gets another copy of a value that may be in other places too.</summary>
    public void Repeat(int place, int value) => _contents[place] = [value];

    /// <summary>The place gets what another one holds.</summary>
    public void Copy(int to, int from)
    {
        if (_contents.TryGetValue(from, out HashSet<int>? values))
        {
            _contents[to] = [.. values];
        }
        else
        {
            _contents.Remove(to);
        }
    }

    /// <summary>What the place holds is lost.</summary>
    public void Clear(int place) => _contents.Remove(place);

    /// <summary>Bytes of the frame are overwritten: slots in them are lost.</summary>
    public void ClearFrame(int offset, int size)
    {
        foreach (int place in _contents.Keys.Where(p => p < 0 && p < offset + size && offset < p + 8).ToArray())
        {
            _contents.Remove(place);
        }
    }

    /// <summary>All at once, each parameter becomes what its argument is.</summary>
    public void Rename(ReadOnlySpan<int> parameters, ReadOnlySpan<int> arguments)
    {
        foreach (HashSet<int> values in _contents.Values)
        {
            var gained = new List<int>();
            for (int i = 0; i < parameters.Length; i++)
            {
                if (values.Contains(arguments[i]))
                {
                    gained.Add(parameters[i]);
                }
            }

            foreach (int parameter in parameters)
            {
                values.Remove(parameter);
            }

            values.UnionWith(gained);
        }
    }

    /// <summary>Keeps what the other holds too. False if nothing was lost.</summary>
    public bool Intersect(PlaceContents other)
    {
        bool changed = false;
        foreach ((int place, HashSet<int> values) in _contents.ToArray())
        {
            int before = values.Count;
            if (other._contents.TryGetValue(place, out HashSet<int>? others))
            {
                values.IntersectWith(others);
            }
            else
            {
                values.Clear();
            }

            changed |= values.Count != before;
            if (values.Count == 0)
            {
                _contents.Remove(place);
            }
        }

        return changed;
    }

    /// <summary>A copy to go on from.</summary>
    public PlaceContents Clone()
    {
        var clone = new PlaceContents();
        foreach ((int place, HashSet<int> values) in _contents)
        {
            clone._contents[place] = [.. values];
        }

        return clone;
    }

    private void Forget(int value)
    {
        foreach (HashSet<int> values in _contents.Values)
        {
            values.Remove(value);
        }
    }
}
