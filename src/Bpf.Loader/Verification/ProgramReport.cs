using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>What the running kernel's verifier says about a program.</summary>
public sealed record ProgramReport
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of program.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>Where it will be attached, when the kernel wants to know at load.</summary>
    public AttachType AttachType { get; init; }

    /// <summary>
    /// The ELF section, given or conventional; <see langword="null"/> when there is none for the kind.
    /// </summary>
    public string? Section { get; init; }

    /// <summary>Whether it was loaded.</summary>
    public bool IsAccepted => Refusal is null;

    /// <summary>
    /// Slots of the program with the functions it calls, before the verifier changed anything; 0 if it cannot be
    /// linked.
    /// </summary>
    public int Slots { get; init; }

    /// <summary>Instructions the verifier processed, over all paths; 0 when it did not say.</summary>
    public long VerifiedInstructions { get; init; }

    /// <summary>
    /// Bytes of stack of the program and its functions together; <see langword="null"/> when the kernel did not say.
    /// </summary>
    public int? StackBytes { get; init; }

    /// <summary>Bytes of machine code; 0 when refused, or when the JIT compiler is off.</summary>
    public long JitedBytes { get; init; }

    /// <summary>What the verifier wrote: the summary when it accepted, the refused path otherwise.</summary>
    public VerifierLog Log { get; init; } = VerifierLog.Empty;

    /// <summary>Why it was not loaded; <see langword="null"/> when it was.</summary>
    public BpfException? Refusal { get; init; }

    /// <summary>The source file of the refused instruction; <see langword="null"/> if not known.</summary>
    public string? File { get; init; }

    /// <summary>The source line of the refused instruction, from 1; <see langword="null"/> if not known.</summary>
    public int? Line { get; init; }
}
