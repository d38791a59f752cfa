namespace Bpf.Vm;

/// <summary>A function of a linked program.</summary>
/// <param name="Name">Its name; <c>sub_12</c> by first slot when the code has no names.</param>
/// <param name="Start">Index of its first instruction.</param>
/// <param name="End">Index one past its last instruction.</param>
public readonly record struct VmFunction(string Name, int Start, int End);
