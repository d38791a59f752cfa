using Bpf.TestSupport;

namespace KernelScript.Lowering.Tests.Cases;

/// <summary>Longer scripts, each in a file of its own.</summary>
internal static class ScriptFileCases
{
    private static readonly string _folder =
        Path.Combine(RepositoryRoot.Folder, "tests", "KernelScript.Lowering.Tests", "Scripts");

    public static IEnumerable<ScriptCase> All =>
    [
        File("pointers_everywhere", 1, 11, 3, 0, 4, 1),
        File("structs_everywhere", 1, 1, 16, 1, 311, 1111) with
        {
            Prints = ["hello hello 305", "changed-hello"],
        },
        File("loop_with_decisions", 1139, 36),
        File("loop_with_state", 43, 219),
    ];

    private static ScriptCase File(string name, params ulong[] results) =>
        new($"{name}.ks", System.IO.File.ReadAllText(Path.Combine(_folder, name + ".ks")))
        {
            Returns = 2, Globals = [.. results.Select((value, i) => ($"r{i}", value))],
        };
}
