namespace KernelScript.Ir.Interpretation;

/// <summary>The helpers that every machine has. The numbers are those of <c>enum bpf_func_id</c>.</summary>
internal static class StandardHelpers
{
    private const long NoMemoryThere = -14;
    private const long Invalid = -22;

    /// <summary><c>BPF_MAX_LOOPS</c>.</summary>
    private const ulong MostLoops = 8 * 1024 * 1024;

    public static Dictionary<int, IrHelper> Create() => new()
    {
        [1] = MapLookup,
        [2] = MapUpdate,
        [3] = MapDelete,
        [4] = ProbeRead,
        [5] = (in call) => call.Machine.ReadClock(),
        [6] = TracePrint,
        [7] = (in call) => call.Machine.NextRandom(),
        [8] = (in _) => 0,
        [14] = (in call) => call.Machine.PidTgid,
        [15] = (in call) => call.Machine.UidGid,
        [16] = CurrentCommand,
        [42] = (in _) => 0,
        [44] = AdjustHead,
        [65] = AdjustTail,
        [87] = (in call) => (ulong)Queue(call).Push(call.Read(1, Queue(call).Map.Value.Size), (long)call[2]),
        [88] = (in call) => (ulong)Queue(call).Pop(call.Write(1, Queue(call).Map.Value.Size), keep: false),
        [89] = (in call) => (ulong)Queue(call).Pop(call.Write(1, Queue(call).Map.Value.Size), keep: true),
        [112] = ProbeRead,
        [113] = ProbeRead,
        [114] = ProbeReadString,
        [115] = ProbeReadString,
        [118] = (in call) => call.Machine.ReadClock() / 4_000_000,
        [125] = (in call) => call.Machine.ReadClock(),
        [130] = RingOutput,
        [160] = (in call) => call.Machine.ReadClock(),
        [164] = ForEachEntry,
        [177] = TraceVectorPrint,
        [181] = Loop,
        [208] = (in call) => call.Machine.ReadClock(),
    };

    private static ulong MapLookup(in IrHelperCall call)
    {
        SimulatedMap map = call.Map(0);
        return map.Lookup(call.Read(1, map.Map.Key.Size))?.Address ?? 0;
    }

    private static ulong MapUpdate(in IrHelperCall call)
    {
        SimulatedMap map = call.Map(0);
        ReadOnlySpan<byte> key = call.Read(1, map.Map.Key.Size);
        return (ulong)map.Update(key, call.Read(2, map.Map.Value.Size), (long)call[3]);
    }

    private static ulong MapDelete(in IrHelperCall call)
    {
        SimulatedMap map = call.Map(0);
        return (ulong)map.Delete(call.Read(1, map.Map.Key.Size));
    }

    private static ulong ProbeRead(in IrHelperCall call)
    {
        Span<byte> destination = call.Write(0, call.Size(1));
        if (call.Machine.Memory.TryRead(call[2], destination.Length, out ReadOnlySpan<byte> bytes))
        {
            bytes.CopyTo(destination);
            return 0;
        }

        destination.Clear();
        return unchecked((ulong)NoMemoryThere);
    }

    /// <summary>
    /// Copies up to the terminator, which is always written: its length with the terminator, or -errno.
    /// </summary>
    private static ulong ProbeReadString(in IrHelperCall call)
    {
        Span<byte> destination = call.Write(0, call.Size(1));
        destination.Clear();
        for (int i = 0; i < destination.Length; i++)
        {
            if (!call.Machine.Memory.TryRead(call[2] + (ulong)i, 1, out ReadOnlySpan<byte> next))
            {
                destination.Clear();
                return unchecked((ulong)NoMemoryThere);
            }

            if (next[0] == 0 || i == destination.Length - 1)
            {
                return (ulong)i + 1;
            }

            destination[i] = next[0];
        }

        return 0;
    }

    private static ulong TracePrint(in IrHelperCall call)
    {
        string line = TraceFormat.Format(
            call.Machine.Memory, call.Read(0, call.Size(1)), [call[2], call[3], call[4]]);
        call.Machine.Print(line);
        return (ulong)line.Length;
    }

    private static ulong TraceVectorPrint(in IrHelperCall call)
    {
        var values = new ulong[call.Size(3) / 8];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = IrMemory.ToInteger(call.Machine.Memory.Read(call[2] + (ulong)(8 * i), 8));
        }

        string line = TraceFormat.Format(call.Machine.Memory, call.Read(0, call.Size(1)), values);
        call.Machine.Print(line);
        return (ulong)line.Length;
    }

    private static ulong CurrentCommand(in IrHelperCall call)
    {
        Span<byte> destination = call.Write(0, call.Size(1));
        destination.Clear();
        for (int i = 0; i < Math.Min(call.Machine.Command.Length, destination.Length - 1); i++)
        {
            destination[i] = (byte)call.Machine.Command[i];
        }

        return 0;
    }

    /// <summary>
    /// Moves the start of the packet; bytes that come in front are zero here, and anything in the kernel.
    /// </summary>
    private static ulong AdjustHead(in IrHelperCall call)
    {
        const int EthernetHeader = 14;
        const int Headroom = 256;
        int delta = (int)call[1];
        byte[] packet = call.Machine.Packet;
        if (delta < -Headroom || packet.Length - delta < EthernetHeader)
        {
            return unchecked((ulong)Invalid);
        }

        call.Machine.Packet = delta >= 0 ? packet[delta..] : [.. new byte[-delta], .. packet];
        return 0;
    }

    private static ulong AdjustTail(in IrHelperCall call)
    {
        const int EthernetHeader = 14;
        const int LongestPacket = 3520;
        int length = call.Machine.Packet.Length + (int)call[1];
        if (length is < EthernetHeader or > LongestPacket)
        {
            return unchecked((ulong)Invalid);
        }

        byte[] packet = call.Machine.Packet;
        Array.Resize(ref packet, length);
        call.Machine.Packet = packet;
        return 0;
    }

    private static ulong RingOutput(in IrHelperCall call) => call.Map(0) is SimulatedRingBuffer ring
        ? (ulong)ring.Output(call.Read(1, call.Size(2)))
        : throw new IrTrapException(IrTrapKind.BadArgument, "argument 1 is no ring buffer");

    /// <summary>Calls back with map, key, value and context for each entry until the callback gives 1.</summary>
    private static ulong ForEachEntry(in IrHelperCall call)
    {
        ulong count = 0;
        foreach ((byte[] key, MemoryRegion value) in call.Map(0).Entries)
        {
            MemoryRegion copy = call.Machine.Memory.Add(AddressSpace.MapValue, key, isReadOnly: true);
            count++;
            if (call.Callback(1, call[0], copy.Address, value.Address, call[2]) != 0)
            {
                break;
            }
        }

        return count;
    }

    private static ulong Loop(in IrHelperCall call)
    {
        const long TooBig = -7;
        ulong count = (uint)call[0];
        if (count > MostLoops)
        {
            return unchecked((ulong)TooBig);
        }

        for (ulong i = 0; i < count; i++)
        {
            if (call.Callback(1, i, call[2]) != 0)
            {
                return i + 1;
            }
        }

        return count;
    }

    private static SimulatedQueue Queue(in IrHelperCall call) => call.Map(0) as SimulatedQueue
        ?? throw new IrTrapException(IrTrapKind.BadArgument, "argument 1 is neither a queue nor a stack");
}
