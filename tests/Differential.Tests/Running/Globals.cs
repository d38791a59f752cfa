using KernelScript.Backend;
using KernelScript.Ir;

namespace Differential.Tests.Running;

/// <summary>Finds the bytes of globals in the maps of their sections.</summary>
internal static class Globals
{
    public static void Add(Outcome outcome, BackendResult result, IrModule module, Func<string, byte[]> read)
    {
        foreach (IrGlobal global in module.Globals)
        {
            DataSection section = result.Sections.First(s => s.Section == global.Section);
            DataVariable place = section.Variables.First(v => v.Global == global);
            outcome.AddGlobal(global.Name, read(section.Name).AsSpan(place.Offset, place.Size));
        }
    }
}
