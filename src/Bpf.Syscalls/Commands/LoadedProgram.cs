namespace Bpf.Syscalls;

/// <summary>A program the kernel accepted.</summary>
/// <param name="Handle">The program. The receiver owns it.</param>
/// <param name="Log">What the verifier wrote; empty when no log was asked for.</param>
public sealed record LoadedProgram(SafeBpfHandle Handle, VerifierLog Log);
