namespace KernelScript.Semantics;

/// <summary>The names of a function's open blocks, innermost last.</summary>
internal sealed class LocalScope
{
    private readonly List<(string Name, Symbol Symbol)> _symbols = [];
    private int _start;

    /// <summary>Opens a block.</summary>
    /// <returns>What <see cref="Leave"/> takes.</returns>
    public (int Count, int Start) Enter()
    {
        (int, int) mark = (_symbols.Count, _start);
        _start = _symbols.Count;
        return mark;
    }

    /// <summary>Closes a block: its names are gone.</summary>
    public void Leave((int Count, int Start) mark)
    {
        _symbols.RemoveRange(mark.Count, _symbols.Count - mark.Count);
        _start = mark.Start;
    }

    /// <summary>The names declared in the innermost block.</summary>
    public ReadOnlySpan<(string Name, Symbol Symbol)> Innermost =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_symbols)[_start..];

    /// <summary>Adds a name to the innermost block.</summary>
    /// <param name="name">As written; the symbol's own name may be another one.</param>
    /// <returns>False when the block has it already.</returns>
    public bool TryDeclare(string name, Symbol symbol)
    {
        bool isNew = true;
        for (int i = _start; i < _symbols.Count; i++)
        {
            isNew &= _symbols[i].Name != name;
        }

        _symbols.Add((name, symbol));
        return isNew;
    }

    /// <summary>The innermost symbol of that name, or null.</summary>
    public Symbol? Find(string name)
    {
        for (int i = _symbols.Count - 1; i >= 0; i--)
        {
            if (_symbols[i].Name == name)
            {
                return _symbols[i].Symbol;
            }
        }

        return null;
    }

    /// <summary>All names, for suggestions.</summary>
    public IEnumerable<string> Names => _symbols.Select(s => s.Name);
}
