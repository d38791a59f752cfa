namespace Bpf.Asm;

/// <summary>A version of the instruction set, as <c>-mcpu</c> of clang counts them.</summary>
public enum IsaLevel
{
    /// <summary>The base: 64- and 32-bit arithmetic, 64-bit jumps, loads, stores, atomic add.</summary>
    V1 = 1,

    /// <summary>Adds jumps on less-than and less-or-equal. Since Linux 4.14.</summary>
    V2 = 2,

    /// <summary>Adds 32-bit jumps (since Linux 5.1) and the other atomics (since Linux 5.12).</summary>
    V3 = 3,

    /// <summary>
    /// Adds sign-extending loads and moves, unconditional byte swaps, signed division, long jumps (since Linux 6.6),
    /// <c>may_goto</c> and address space casts (6.9), load-acquire and store-release (6.15).
    /// </summary>
    V4 = 4,
}
