using System.Collections.Immutable;

namespace Bpf.Syscalls;

/// <summary>What the kernel tells about a program; uapi <c>linux/bpf.h</c>, <c>struct bpf_prog_info</c>.</summary>
public sealed record ProgramInfo
{
    /// <summary>The kind of program.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>The id.</summary>
    public required uint Id { get; init; }

    /// <summary>The name, at most 15 characters.</summary>
    public required string Name { get; init; }

    /// <summary>A hash over the instructions, 16 hexadecimal digits as <c>bpftool</c> shows them.</summary>
    public required string Tag { get; init; }

    /// <summary>Bytes of machine code; 0 when the JIT compiler is off or the process may not know.</summary>
    public required uint JitedBytes { get; init; }

    /// <summary>Bytes of instructions after the verifier rewrote them; 8 a slot.</summary>
    public required uint TranslatedBytes { get; init; }

    /// <summary>Instructions the verifier processed, over all paths. 0 before Linux 5.16.</summary>
    public required uint VerifiedInstructions { get; init; }

    /// <summary>When it was loaded, as time since boot.</summary>
    public TimeSpan LoadTime { get; init; }

    /// <summary>The user who loaded it.</summary>
    public uint CreatedByUserId { get; init; }

    /// <summary>The ids of the maps it uses.</summary>
    public ImmutableArray<uint> MapIds { get; init; } = [];

    /// <summary>Whether its licence is compatible with the GPL.</summary>
    public bool IsGplCompatible { get; init; }

    /// <summary>The id of its BTF; 0 for none.</summary>
    public uint BtfId { get; init; }

    /// <summary>Records of function information.</summary>
    public uint FunctionInfoCount { get; init; }

    /// <summary>Records of line information.</summary>
    public uint LineInfoCount { get; init; }

    /// <summary>Time spent in it, while statistics are enabled.</summary>
    public TimeSpan RunTime { get; init; }

    /// <summary>Runs, while statistics are enabled.</summary>
    public ulong RunCount { get; init; }

    /// <summary>Runs left out because it was running already on that CPU. Since Linux 5.12.</summary>
    public ulong RecursionMisses { get; init; }
}
