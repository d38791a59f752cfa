using KernelScript.Ir;
using KernelScript.Ir.Interpretation;

namespace Differential.Tests.Running;

/// <summary>Runs IR in the reference interpreter.</summary>
internal static class IrRun
{
    public static string Run(IrModule module, string program, byte[] packet)
    {
        var machine = new IrMachine(module) { Packet = [.. packet] };
        var returned = (uint)new IrInterpreter(machine).RunProgram(program);
        var outcome = new Outcome(returned, machine.Packet);
        foreach (IrMap map in module.Maps.Where(Outcome.Compares))
        {
            IEnumerable<KeyValuePair<byte[], byte[]>> entries =
                machine.Maps[map.Name].Entries.Select(e => KeyValuePair.Create(e.Key, e.Value.Bytes));
            outcome.AddMap(map.Name, entries);
        }

        foreach (IrGlobal global in module.Globals)
        {
            outcome.AddGlobal(global.Name, machine.Global(global.Name));
        }

        return outcome.ToString();
    }
}
