using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Loader.Tests;

/// <summary>Small specs that several tests use.</summary>
internal static class TestSpecs
{
    /// <summary>Counts in <c>counts[0]</c> how often it runs, then returns what it is told.</summary>
    public static string Counting(int result) => $"""
        *(u32 *)(r10 - 4) = 0
        r2 = r10
        r2 += -4
        r1 = map[counts]
        call bpf_map_lookup_elem
        if r0 == 0 goto out
        r1 = 1
        lock *(u64 *)(r0 + 0) += r1
        out:
        r0 = {result}
        exit
        """;

    public static MapSpec Counts { get; } = Map("counts", MapType.Array, 4, 8, 1);

    public static MapSpec Map(
        string name, MapType type, uint keySize, uint valueSize, uint maxEntries, MapFlags flags = default) =>
        new()
        {
            Name = name,
            Type = type,
            KeySize = keySize,
            ValueSize = valueSize,
            MaxEntries = maxEntries,
            Flags = flags,
        };

    public static ProgramSpec Program(
        string name, ProgramType type, string code, AttachType attachType = default, string? attachTo = null) =>
        new()
        {
            Name = name,
            Type = type,
            Code = AssemblyText.Parse(code),
            License = "GPL",
            AttachType = attachType,
            AttachTo = attachTo,
        };

    public static CollectionSpec CountingCollection(
        ProgramType type, int result, AttachType attachType = default, string? attachTo = null) => new()
        {
            Maps = [Counts],
            Programs = [Program("count", type, Counting(result), attachType, attachTo)],
        };

    public static ulong Count(this Collection collection) => collection.Maps["counts"].As<uint, ulong>()[0];
}
