using System.Collections.Immutable;

namespace Bpf.Syscalls;

/// <summary>What <c>BPF_PROG_LOAD</c> needs to know about a program.</summary>
public sealed record ProgramLoad
{
    /// <summary>The name, cut to 15 bytes; characters that the kernel refuses become underscores.</summary>
    public string Name { get; init; } = "";

    /// <summary>The kind of program.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>
    /// What the verifier is told about where it will be attached; 0 where the kind has one place only.
    /// </summary>
    public AttachType ExpectedAttachType { get; init; }

    /// <summary>The encoded instructions, 8 bytes a slot: the program, then its subprograms.</summary>
    public required ImmutableArray<byte> Instructions { get; init; }

    /// <summary>The licence. Some helpers need one compatible with the GPL.</summary>
    public required string License { get; init; }

    /// <summary>The <c>BPF_F_…</c> flags of program loading.</summary>
    public ProgramFlags Flags { get; init; }

    /// <summary>Packed kernel version, which kprobe programs had to state before Linux 5.0.</summary>
    public uint KernelVersionCode { get; init; }

    /// <summary>The network interface of an offloaded program; 0 for none.</summary>
    public uint InterfaceIndex { get; init; }

    /// <summary>BTF of the program; needed for the two tables below.</summary>
    public SafeBpfHandle? Btf { get; init; }

    /// <summary>Records of <c>struct bpf_func_info</c>, one for each function; empty for none.</summary>
    public ImmutableArray<byte> FunctionInfo { get; init; } = [];

    /// <summary>Records of <c>struct bpf_line_info</c>; empty for none.</summary>
    public ImmutableArray<byte> LineInfo { get; init; } = [];

    /// <summary>The function, tracepoint or hook in BTF to attach to (tracing, LSM, extensions, struct_ops).</summary>
    public uint AttachBtfId { get; init; }

    /// <summary>
    /// The program, or the BTF of the module, that <see cref="AttachBtfId"/> belongs to; <see langword="null"/> for the
    /// kernel.
    /// </summary>
    public SafeBpfHandle? AttachTarget { get; init; }

    /// <summary>
    /// Descriptors that instructions name by index (<c>fd_array</c>): maps, and BTF of modules with kernel functions.
    /// </summary>
    public ImmutableArray<SafeBpfHandle> Descriptors { get; init; } = [];
}
