using KernelScript.Ir;

namespace KernelScript.Backend.Passes.Memory;

/// <summary>A piece of memory as far as it is known.</summary>
/// <param name="Space">The space; memory of different spaces never overlaps.</param>
/// <param name="Root">The pointer from which the address was computed.</param>
/// <param name="Offset">Bytes from the root; null when not constant.</param>
/// <param name="Size">Bytes; 0 when not known.</param>
internal readonly record struct MemoryLocation(AddressSpace Space, Value Root, long? Offset, int Size);
