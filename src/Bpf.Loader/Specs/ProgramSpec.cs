using Bpf.Asm;
using Bpf.Btf;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>The blueprint of a program.</summary>
public sealed record ProgramSpec : INamedSpec
{
    /// <summary>The name: that of the entry function. The kernel keeps 15 bytes of it.</summary>
    public required string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            field = value;
        }
    }

    /// <summary>The kind of program.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>Where it will be attached, when the kernel wants to know at load.</summary>
    public AttachType AttachType { get; init; }

    /// <summary>
    /// What it attaches to, by type: <c>category/event</c>, a function, a hook, a path; none for most.
    /// </summary>
    public string? AttachTo { get; init; }

    /// <summary>The ELF section; <see langword="null"/>: the conventional one for type and attachment.</summary>
    /// <remarks>
    /// For <see cref="ProgramType.Kprobe"/> it says what kind of probe is meant: <c>kprobe</c>, <c>kretprobe</c>,
    /// <c>uprobe</c>, <c>uretprobe</c>, …
    /// </remarks>
    public string? SectionName { get; init; }

    /// <summary>The licence, such as <c>GPL</c>; helpers may demand a compatible one.</summary>
    public string License { get; init; } = string.Empty;

    /// <summary>Flags of the load.</summary>
    public ProgramFlags Flags { get; init; }

    /// <summary>The kernel the program was made for; only kernels before 5.0 check it, for kprobes.</summary>
    public KernelVersion? KernelVersion { get; init; }

    /// <summary>The code of the entry function alone; the functions it calls are in the collection.</summary>
    public required CodeImage Code { get; init; }

    /// <summary>The type of the entry function, in the BTF of the collection; needed for line info.</summary>
    public BtfFunction? Function { get; init; }

    /// <summary>Whether the program is loaded with its collection unless asked for otherwise.</summary>
    public bool IsAutoLoaded { get; init; } = true;
}
