namespace KernelScript.Ir.Interpretation;

/// <summary>A map of the machine. What helpers return is what the kernel's maps return.</summary>
public abstract class SimulatedMap
{
    /// <summary><c>-ENOENT</c>.</summary>
    protected const long NoEntry = -2;

    /// <summary><c>-E2BIG</c>.</summary>
    protected const long TooBig = -7;

    /// <summary><c>-EEXIST</c>.</summary>
    protected const long Exists = -17;

    /// <summary><c>-EINVAL</c>.</summary>
    protected const long Invalid = -22;

    /// <summary><c>-EOPNOTSUPP</c>.</summary>
    protected const long NotSupported = -95;

    /// <summary><c>BPF_NOEXIST</c>: create a new entry only.</summary>
    protected const long NoExist = 1;

    /// <summary><c>BPF_EXIST</c>: change an entry that is there only.</summary>
    protected const long MustExist = 2;

    private protected SimulatedMap(IrMap map, IrMemory memory)
    {
        Map = map;
        Memory = memory;
    }

    /// <summary>Its declaration.</summary>
    public IrMap Map { get; }

    /// <summary>The machine's memory, which its values are part of.</summary>
    protected IrMemory Memory { get; }

    /// <summary>The entries as the current CPU sees them, in a fixed order: keys and live values.</summary>
    public virtual IEnumerable<(byte[] Key, MemoryRegion Value)> Entries => [];

    /// <summary>The value under <paramref name="key"/>, or null.</summary>
    public virtual MemoryRegion? Lookup(ReadOnlySpan<byte> key) => null;

    /// <summary>Writes an entry: 0 or -errno.</summary>
    public virtual long Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long flags) => NotSupported;

    /// <summary>Removes an entry: 0 or -errno.</summary>
    public virtual long Delete(ReadOnlySpan<byte> key) => NotSupported;

    /// <summary>The model for a map of that declaration.</summary>
    /// <exception cref="IrTrapException">The machine has no such type of map.</exception>
    internal static SimulatedMap Create(IrMap map, IrMemory memory) => map.Type switch
    {
        1 or 5 or 9 or 10 => new SimulatedHash(map, memory),
        2 or 6 => new SimulatedArray(map, memory),
        3 => new SimulatedProgramArray(map, memory),
        22 or 23 => new SimulatedQueue(map, memory),
        27 => new SimulatedRingBuffer(map, memory),
        _ => new SimulatedUnknown(map, memory),
    };
}

/// <summary>A map type without a model: it is always empty.</summary>
internal sealed class SimulatedUnknown(IrMap map, IrMemory memory) : SimulatedMap(map, memory);

/// <summary>Programs to tail-call, by index.</summary>
public sealed class SimulatedProgramArray : SimulatedMap
{
    internal SimulatedProgramArray(IrMap map, IrMemory memory)
        : base(map, memory)
    {
    }

    /// <summary>Function names by index.</summary>
    public IDictionary<int, string> Programs { get; } = new Dictionary<int, string>();
}

/// <summary>An array or per-CPU array: all entries always exist.</summary>
internal sealed class SimulatedArray : SimulatedMap
{
    private readonly MemoryRegion?[] _values;

    public SimulatedArray(IrMap map, IrMemory memory)
        : base(map, memory)
    {
        _values = new MemoryRegion?[map.MaxEntries];
    }

    public override IEnumerable<(byte[] Key, MemoryRegion Value)> Entries =>
        Enumerable.Range(0, _values.Length).Select(i => (BitConverter.GetBytes(i), ValueAt(i)));

    public override MemoryRegion? Lookup(ReadOnlySpan<byte> key)
    {
        ulong index = IrMemory.ToInteger(key);
        return index < (ulong)_values.Length ? ValueAt((int)index) : null;
    }

    public override long Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long flags)
    {
        if ((ulong)flags > MustExist)
        {
            return Invalid;
        }

        if (Lookup(key) is not { } entry)
        {
            return TooBig;
        }

        if (flags == NoExist)
        {
            return Exists;
        }

        value.CopyTo(entry.Bytes);
        return 0;
    }

    public override long Delete(ReadOnlySpan<byte> key) => Invalid;

    private MemoryRegion ValueAt(int index) =>
        _values[index] ??= Memory.Add(AddressSpace.MapValue, new byte[Map.Value.Size]);
}

/// <summary>A queue or stack: values without keys.</summary>
internal sealed class SimulatedQueue(IrMap map, IrMemory memory) : SimulatedMap(map, memory)
{
    private const int StackType = 23;
    private readonly LinkedList<byte[]> _values = [];

    public long Push(ReadOnlySpan<byte> value, long flags)
    {
        if (flags is not (0 or MustExist))
        {
            return Invalid;
        }

        if (_values.Count == Map.MaxEntries)
        {
            if (flags == 0)
            {
                return TooBig;
            }

            _values.RemoveFirst();
        }

        _values.AddLast(value.ToArray());
        return 0;
    }

    public long Pop(Span<byte> value, bool keep)
    {
        if ((Map.Type == StackType ? _values.Last : _values.First) is not { } node)
        {
            value.Clear();
            return NoEntry;
        }

        node.Value.CopyTo(value);
        if (!keep)
        {
            _values.Remove(node);
        }

        return 0;
    }
}
