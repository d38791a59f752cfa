using Bpf.Asm;

namespace KernelScript.Backend.Machine;

/// <summary>What a call calls and with what.</summary>
/// <param name="Callee">Helper, local function or kernel function.</param>
/// <param name="Helper">The helper's number.</param>
/// <param name="Symbol">The function's name unless it is a helper.</param>
/// <param name="Arguments">Virtual registers for R1 to R5.</param>
internal sealed record MachineCall(CallKind Callee, int Helper, string? Symbol, int[] Arguments);

/// <summary>A symbol whose address is loaded.</summary>
/// <param name="Kind">Map, map value or function.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct MachineSymbol(RelocationKind Kind, string Name);

/// <summary>Memory of the frame that the program itself asked for.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Position">Where it was declared.</param>
internal readonly record struct FrameObject(int Size, Ir.SourcePosition Position);
