using Differential.Tests.Programs;
using KernelScript.Ir;
using KernelScript.Ir.Interpretation;

namespace Differential.Tests.Running;

/// <summary>Runs IR in the reference interpreter.</summary>
internal static class IrRun
{
    public static string Run(IrModule module, byte[] packet)
    {
        var machine = new IrMachine(module) { Packet = [.. packet] };
        var returned = (uint)new IrInterpreter(machine).RunProgram(RandomProgram.Name);
        return Outcome.Describe(
            returned,
            machine.Packet,
            machine.Global(RandomProgram.Global),
            (RandomProgram.Array, Entries(machine.Maps[RandomProgram.Array])),
            (RandomProgram.Hash, Entries(machine.Maps[RandomProgram.Hash])));
    }

    private static IEnumerable<KeyValuePair<byte[], byte[]>> Entries(SimulatedMap map) =>
        map.Entries.Select(e => KeyValuePair.Create(e.Key, e.Value.Bytes));
}
