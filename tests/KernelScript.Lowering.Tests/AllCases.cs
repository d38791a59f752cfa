using KernelScript.Lowering.Tests.Cases;

namespace KernelScript.Lowering.Tests;

/// <summary>Every case, by name.</summary>
public static class AllCases
{
    private static readonly Dictionary<string, ScriptCase> _cases =
        new[] { ArithmeticCases.All, ControlCases.All, MemoryCases.All, MapCases.All, PacketCases.All, ScriptFileCases.All }
            .SelectMany(cases => cases)
            .ToDictionary(c => c.Name, StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. _cases.Keys];

    public static ScriptCase Get(string name) => _cases[name];
}
