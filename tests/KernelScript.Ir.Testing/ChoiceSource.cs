namespace KernelScript.Ir.Testing;

/// <summary>
/// The decisions that a generator takes, as a list of numbers. Any list gives a program, so a failing one is made
/// smaller by making its list smaller: see <see cref="Shrinker"/>.
/// </summary>
public sealed class ChoiceSource
{
    private readonly Random? _random;
    private readonly IReadOnlyList<int> _given;
    private readonly List<int> _taken = [];

    /// <summary>Decides at random, always the same way for one seed.</summary>
    public ChoiceSource(int seed)
    {
        _random = new Random(seed);
        _given = [];
    }

    /// <summary>Decides as listed; 0, the simplest choice everywhere, when the list is at its end.</summary>
    public ChoiceSource(IReadOnlyList<int> given) => _given = given;

    /// <summary>What was decided so far.</summary>
    public IReadOnlyList<int> Taken => _taken;

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Next(int bound)
    {
        int raw = _random?.Next(bound) ?? (_taken.Count < _given.Count ? _given[_taken.Count] : 0);
        int choice = (int)((uint)raw % (uint)bound);
        _taken.Add(choice);
        return choice;
    }

    /// <summary>True in one of <paramref name="outOf"/> cases.</summary>
    public bool Chance(int outOf) => Next(outOf) == outOf - 1;

    /// <summary>One of <paramref name="items"/>.</summary>
    public T Pick<T>(params ReadOnlySpan<T> items) => items[Next(items.Length)];
}
