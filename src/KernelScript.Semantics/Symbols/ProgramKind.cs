namespace KernelScript.Semantics;

/// <summary>Whether an attribute takes an argument.</summary>
public enum AttributeArgument
{
    /// <summary>None.</summary>
    None,

    /// <summary>One, which may be left out.</summary>
    Optional,

    /// <summary>Exactly one.</summary>
    Required,
}

/// <summary>
/// A kind of program: what its attribute stands for in the kernel. The table of kinds is in <see cref="ProgramKinds"/>.
/// </summary>
/// <param name="Attribute">The attribute's name without <c>@</c>.</param>
/// <param name="ProgramType">The kernel's number: <c>enum bpf_prog_type</c>.</param>
/// <param name="AttachType">The kernel's number: <c>enum bpf_attach_type</c>; 0 where there is none.</param>
/// <param name="Section">ELF section prefix, such as <c>tp/</c>; the attribute's argument follows where there is
/// one.</param>
/// <param name="ContextName">The struct behind the context pointer; null when it depends on the argument.</param>
public sealed record ProgramKind(
    string Attribute, int ProgramType, int AttachType, string Section, string? ContextName)
{
    /// <summary>Whether the attribute takes an argument.</summary>
    public AttributeArgument Argument { get; init; }

    /// <summary>What the argument is, for messages: <c>"ingress" or "egress"</c>.</summary>
    public string ArgumentHint { get; init; } = "no argument";

    /// <summary>Result type as declared by convention: <c>xdp_action</c>, <c>i32</c>.</summary>
    public string ResultName { get; init; } = "i32";

    /// <summary>
    /// What the program returns when it cannot go on: a failed tail call, <c>panic</c>, postfix <c>?</c>.
    /// </summary>
    public long DefaultResult { get; init; }

    /// <summary>Smallest result that the kernel accepts.</summary>
    public long MinResult { get; init; } = int.MinValue;

    /// <summary>Largest result that the kernel accepts.</summary>
    public long MaxResult { get; init; } = uint.MaxValue;

    /// <summary>Whether this version compiles it.</summary>
    public bool IsSupported { get; init; }
}
