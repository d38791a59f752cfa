using KernelScript.Ir.Interpretation;

namespace KernelScript.Ir.Testing;

/// <summary>Runs generated programs in the reference interpreter.</summary>
public static class ProgramRunner
{
    /// <summary>What <paramref name="module"/>, the program's own or one made from it, does with its input.</summary>
    /// <exception cref="IrTrapException">It traps, which generated programs never do.</exception>
    public static ProgramOutcome Run(GeneratedProgram program, IrModule module)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(module);
        var machine = new IrMachine(module) { Packet = [.. program.Packet] };
        foreach (InitialEntry entry in program.Entries)
        {
            machine.Maps[entry.Map].Update(entry.Key, entry.Value, 0);
        }

        ulong result = new IrInterpreter(machine).RunProgram(GeneratedProgram.EntryName);
        return new ProgramOutcome(
            (uint)result, machine.Packet,
            module.Maps.ToDictionary(m => m.Name, m => EntriesOf(machine.Maps[m.Name])),
            module.Globals.Where(g => g.Section != GlobalSection.ReadOnlyData)
                .ToDictionary(g => g.Name, g => Convert.ToHexStringLower(machine.Global(g.Name))),
            [.. machine.Maps.Values.OfType<SimulatedRingBuffer>()
                .SelectMany(r => r.Records).Select(r => Convert.ToHexStringLower(r))]);
    }

    private static SortedDictionary<string, string> EntriesOf(SimulatedMap map)
    {
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((byte[] key, MemoryRegion value) in map.Entries)
        {
            entries.Add(Convert.ToHexStringLower(key), Convert.ToHexStringLower(value.Bytes));
        }

        return entries;
    }
}
