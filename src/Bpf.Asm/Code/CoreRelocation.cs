namespace Bpf.Asm;

/// <summary>A CO-RE relocation: a value in an instruction that depends on the kernel's types.</summary>
/// <param name="Index">Index of the instruction (not slot).</param>
/// <param name="TypeId">BTF id of the root type.</param>
/// <param name="AccessString">Indices of the access path, such as <c>0:1:2</c>.</param>
/// <param name="Kind">What to compute: <c>enum bpf_core_relo_kind</c> of <c>linux/bpf.h</c>.</param>
public readonly record struct CoreRelocation(int Index, int TypeId, string AccessString, int Kind);
