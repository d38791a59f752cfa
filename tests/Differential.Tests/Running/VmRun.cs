using Bpf.Asm;
using Bpf.Syscalls;
using Bpf.Vm;
using Differential.Tests.Programs;
using KernelScript.Backend;
using KernelScript.Ir;

namespace Differential.Tests.Running;

/// <summary>Runs compiled code in user mode.</summary>
internal static class VmRun
{
    public static string Run(BackendResult result, byte[] packet)
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
        VmProgram program = VmProgram.Link(functions[RandomProgram.Name], functions, maps);
        VmResult run = new VmMachine { StackFill = 0xa5 }.Run(program, new XdpContext(packet));
        return Outcome.Describe(
            run.ReturnCode,
            run.Packet.Span,
            maps[".bss"].Lookup([0, 0, 0, 0]).AsSpan(0, RandomProgram.GlobalBytes),
            (RandomProgram.Array, maps[RandomProgram.Array].Entries),
            (RandomProgram.Hash, maps[RandomProgram.Hash].Entries));
    }

    private static VmMap Create(MapType type, int keySize, int valueSize, int maxEntries) => VmMap.Create(
        new VmMapShape { Type = type, KeySize = keySize, ValueSize = valueSize, MaxEntries = maxEntries });
}
