using System.Collections.Immutable;
using Bpf.Asm;

namespace Bpf.Vm.Tests;

/// <summary>Links and runs programs given as text.</summary>
internal static class Programs
{
    /// <summary>The text with <c>{0}</c>, <c>{1}</c> replaced.</summary>
    public static string Fill(string text, params object[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            text = text.Replace($"{{{i}}}", $"{values[i]}", StringComparison.Ordinal);
        }

        return text;
    }

    public static VmProgram Link(string text, params (string Name, VmMap Map)[] maps) => VmProgram.Link(
        AssemblyText.Parse(text, IsaLevel.V4),
        ImmutableDictionary<string, CodeImage>.Empty,
        maps.ToDictionary(map => map.Name, map => map.Map));

    public static VmResult Run(string text, params (string Name, VmMap Map)[] maps) =>
        new VmMachine().Run(Link(text, maps), new MemoryContext([]));

    public static VmException Fails(string text, VmContext? context = null, params (string Name, VmMap Map)[] maps) =>
        Assert.Throws<VmException>(() => new VmMachine().Run(Link(text, maps), context ?? new MemoryContext([])));
}
