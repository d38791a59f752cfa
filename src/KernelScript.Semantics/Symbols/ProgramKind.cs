namespace KernelScript.Semantics;

/// <summary>A kind of program: what its attribute stands for in the kernel. The table of kinds is in <c>ProgramKinds</c>.</summary>
/// <param name="Attribute">The attribute's name without <c>@</c>.</param>
/// <param name="ProgramType">The kernel's number: <c>enum bpf_prog_type</c>.</param>
/// <param name="AttachType">The kernel's number: <c>enum bpf_attach_type</c>; 0 where there is none.</param>
/// <param name="Section">ELF section prefix, such as <c>tp/</c>; the attribute's argument follows where there is one.</param>
/// <param name="ContextName">The struct behind the context pointer; null when it depends on the argument.</param>
public sealed record ProgramKind(
    string Attribute, int ProgramType, int AttachType, string Section, string? ContextName);
