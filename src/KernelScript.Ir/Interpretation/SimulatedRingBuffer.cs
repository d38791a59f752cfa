namespace KernelScript.Ir.Interpretation;

/// <summary>A ring buffer that nobody reads while the program runs.</summary>
public sealed class SimulatedRingBuffer : SimulatedMap
{
    private const int HeaderSize = 8;
    private readonly List<byte[]> _records = [];
    private readonly HashSet<MemoryRegion> _reserved = [];
    private long _used;

    internal SimulatedRingBuffer(IrMap map, IrMemory memory)
        : base(map, memory)
    {
    }

    /// <summary>What was submitted, in order of submission.</summary>
    public IReadOnlyList<byte[]> Records => _records;

    /// <summary>Records reserved and neither submitted nor discarded.</summary>
    public int ReservedCount => _reserved.Count;

    /// <summary>A new record, or null when the buffer is full.</summary>
    internal MemoryRegion? Reserve(int size)
    {
        // The kernel keeps one byte free, puts a header before each record and rounds up to 8 bytes.
        long needed = (size + HeaderSize + 7L) & ~7L;
        if (_used + needed > Map.MaxEntries - 1)
        {
            return null;
        }

        _used += needed;
        MemoryRegion record = Memory.AddUninitialized(AddressSpace.RingBuffer, size);
        _reserved.Add(record);
        return record;
    }

    /// <summary>
    /// Takes the record at <paramref name="address"/> back, with or without showing it to the reader.
    /// </summary>
    /// <exception cref="IrTrapException">There is no such record, or not all of it was written.</exception>
    internal static void Release(ulong address, IrMachine machine, bool submit)
    {
        MemoryRegion? region = machine.Memory.Find(address);
        foreach (SimulatedMap map in machine.Maps.Values)
        {
            if (map is SimulatedRingBuffer ring && region?.Address == address && ring._reserved.Remove(region))
            {
                if (submit)
                {
                    ring._records.Add(machine.Memory.Read(address, region.Bytes.Length).ToArray());
                }

                region.Kill();
                return;
            }
        }

        throw new IrTrapException(IrTrapKind.BadArgument, "the pointer is not the start of a reserved record");
    }

    /// <summary>Copies a record in: 0 or -errno.</summary>
    internal long Output(ReadOnlySpan<byte> bytes)
    {
        const long Again = -11;
        if (Reserve(bytes.Length) is not { } record)
        {
            return Again;
        }

        _reserved.Remove(record);
        record.Kill();
        _records.Add(bytes.ToArray());
        return 0;
    }
}
