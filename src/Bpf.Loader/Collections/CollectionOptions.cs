using System.Collections.Immutable;
using Bpf.Btf;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>How a collection is loaded. The defaults load everything into the running kernel.</summary>
public sealed record CollectionOptions
{
    /// <summary>The kernel to load into.</summary>
    public IBpfKernel Kernel { get; init; } = BpfKernel.Host;

    /// <summary>
    /// Whether a program is loaded at once. The others can be loaded by <see cref="Collection.LoadProgram"/> later.
    /// </summary>
    public Func<ProgramSpec, bool> LoadsAtOnce { get; init; } = static program => program.IsAutoLoaded;

    /// <summary>
    /// Maps to use in place of those of the spec, by name; <see langword="null"/> for none. They keep their owner.
    /// </summary>
    public IReadOnlyDictionary<string, Map>? MapReplacements { get; init; }

    /// <summary>
    /// Bytes that variables have from the start, by name, in place of those of the spec; <see langword="null"/> for
    /// none.
    /// Constants can be set here only.
    /// </summary>
    public IReadOnlyDictionary<string, ImmutableArray<byte>>? VariableValues { get; init; }

    /// <summary>
    /// The folder in a bpf file system in which maps are pinned by name; <see langword="null"/>: where it is mounted.
    /// </summary>
    public string? PinFolder { get; init; }

    /// <summary>What the verifier writes about programs it accepts.</summary>
    public VerifierLogLevel LogLevel { get; init; }

    /// <summary>
    /// The types of the kernel; <see langword="null"/>: those of the running kernel, read when first needed.
    /// </summary>
    public BtfSpec? KernelTypes { get; init; }
}
