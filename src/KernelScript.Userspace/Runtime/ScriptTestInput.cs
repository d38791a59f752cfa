namespace KernelScript.Userspace.Runtime;

/// <summary>What <c>test</c> runs a program on.</summary>
/// <param name="Bytes">The packet, or the record of a tracing program.</param>
/// <param name="Interface">Number of the interface that a packet comes in by; 0 for the kernel's choice.</param>
public sealed record ScriptTestInput(byte[] Bytes, uint Interface);
