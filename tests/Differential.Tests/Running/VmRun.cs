using Bpf.Asm;
using Bpf.Syscalls;
using Bpf.Vm;
using KernelScript.Backend;
using KernelScript.Ir;

namespace Differential.Tests.Running;

/// <summary>Runs compiled code in user mode.</summary>
internal static class VmRun
{
    public static string Run(BackendResult result, IrModule module, string program, byte[] packet)
    {
        var maps = new Dictionary<string, VmMap>(StringComparer.Ordinal);
        foreach ((IrMap map, _, _) in result.Maps)
        {
            maps.Add(map.Name, Create((MapType)map.Type, map.Key.Size, map.Value.Size, map.MaxEntries));
        }

        foreach (DataSection section in result.Sections)
        {
            VmMap map = Create(MapType.Array, 4, section.Contents.Length, 1);
            Assert.Equal(0, map.Update([0, 0, 0, 0], section.Contents.AsSpan()));
            maps.Add(section.Name, map);
        }

        Dictionary<string, CodeImage> functions = result.Functions.ToDictionary(f => f.Name, f => f.Code);
        VmProgram code = VmProgram.Link(functions[program], functions, maps);
        VmResult run = new VmMachine { StackFill = 0xa5 }.Run(code, new XdpContext(packet));
        var outcome = new Outcome(run.ReturnCode, run.Packet.Span);
        foreach (IrMap map in module.Maps.Where(Outcome.Compares))
        {
            outcome.AddMap(map.Name, maps[map.Name].Entries);
        }

        Globals.Add(outcome, result, module, section => maps[section].Lookup([0, 0, 0, 0])!);
        return outcome.ToString();
    }

    private static VmMap Create(MapType type, int keySize, int valueSize, int maxEntries) => VmMap.Create(
        new VmMapShape { Type = type, KeySize = keySize, ValueSize = valueSize, MaxEntries = maxEntries });
}
