using System.CommandLine;
using System.Text.Json;
using Bpf.Asm;
using Bpf.Loader;
using Bpf.Syscalls;

namespace KernelScript.Cli.Commands;

/// <summary><c>kernelscript features</c>: what the running kernel can do, found out by trying.</summary>
internal static class FeaturesCommand
{
    public static Command Create(ToolConsole console)
    {
        Option<bool> json = CommonOptions.Json();
        var command = new Command("features", "Tells what the running kernel can do, by trying it.") { json };
        command.SetAction(line =>
        {
            var features = new KernelFeatures();
            IsaLevel? isa = features.FindIsaLevel();
            (string Kind, IReadOnlyList<(string Name, FeatureState State)> States)[] groups =
            [
                ("program_types", StatesOf<ProgramType>(features.Probe, KernelNames.Of)),
                ("map_types", StatesOf<MapType>(features.Probe, KernelNames.Of)),
                ("attach", StatesOf<AttachFeature>(features.Probe, static f => KernelNames.InSnakeCase(f.ToString()))),
            ];
            string level = isa?.ToString().ToLowerInvariant() ?? "unknown";
            if (line.GetValue(json))
            {
                JsonText.WriteObject(console.Output, writer => WriteJson(writer, level, groups));
                return 0;
            }

            console.Output.WriteLine($"kernel {KernelVersion.Running}, instruction set {level}");
            console.WriteTable(
                ["kind", "feature", "state"],
                [
                    .. groups.SelectMany(static group => group.States.Select(state =>
                        (IReadOnlyList<string>)[group.Kind, state.Name, StateName(state.State)])),
                ]);
            return 0;
        });
        return command;
    }

    private static (string Name, FeatureState State)[] StatesOf<T>(Func<T, FeatureState> probe, Func<T, string> name)
        where T : struct, Enum =>
        [
            .. Enum.GetValues<T>().Where(static value => value.ToString() != "Unspecified")
                .Select(value => (name(value), probe(value))),
        ];

    private static void WriteJson(
        Utf8JsonWriter json,
        string level,
        (string Kind, IReadOnlyList<(string Name, FeatureState State)> States)[] groups)
    {
        json.WriteString("kernel", KernelVersion.Running.ToString());
        json.WriteString("isa", level);
        foreach ((string kind, IReadOnlyList<(string Name, FeatureState State)> states) in groups)
        {
            json.WriteStartObject(kind);
            foreach ((string name, FeatureState state) in states)
            {
                json.WriteString(name, StateName(state));
            }

            json.WriteEndObject();
        }
    }

    private static string StateName(FeatureState state) => KernelNames.InSnakeCase(state.ToString());
}
