using System.CommandLine;
using Bpf.Loader;
using Bpf.Syscalls;

namespace KernelScript.Cli.Commands;

/// <summary><c>kernelscript map</c>: the maps in the kernel, of all processes.</summary>
internal static class MapCommand
{
    public static Command Create(ToolConsole console)
    {
        Command command = ObjectCommands.Create(console, "map", ObjectKind.Map, "maps", Describe);
        Argument<uint> id = ObjectCommands.Id();
        Option<bool> json = CommonOptions.Json();
        var dump = new Command("dump", "Shows the entries of a map, bytes in hexadecimal.") { id, json };
        dump.SetAction(line =>
        {
            uint number = line.GetValue(id);
            using Map map = Map.TryOpen(number) ?? throw ObjectCommands.Absent(ObjectKind.Map, number);
            ObjectDescription.WriteList(console, line.GetValue(json), "entries", [.. map.ReadEntries().Select(Entry)]);
            return 0;
        });
        command.Add(dump);
        return command;
    }

    private static ObjectDescription Describe(SafeBpfHandle handle)
    {
        MapInfo info = BpfKernel.Host.GetMapInfo(handle);
        return new ObjectDescription(
        [
            ("id", info.Id),
            ("type", KernelNames.Of(info.Type)),
            ("name", info.Name),
            ("key_bytes", info.KeySize),
            ("value_bytes", info.ValueSize),
            ("max_entries", info.MaxEntries),
            ("flags", (uint)info.Flags),
        ]);
    }

    private static ObjectDescription Entry(KeyValuePair<byte[], byte[]> entry) =>
        new([("key", Convert.ToHexStringLower(entry.Key)), ("value", Convert.ToHexStringLower(entry.Value))]);
}
