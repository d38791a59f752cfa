namespace KernelScript.Ir;

/// <summary>
/// The operations. Rows of <see cref="IrOpInfo"/> describe them; the remarks here define what they compute. Integers
/// wrap; "width" is that of the operand type. <c>imm</c> is <see cref="IrInstruction.Imm"/>, <c>symbol</c> is
/// <see cref="IrInstruction.Symbol"/>.
/// </summary>
public enum IrOp
{
    /// <summary>Not an operation.</summary>
    None,

    /// <summary>imm, in the result's type. A pointer constant is null (imm 0).</summary>
    Const,

    /// <summary>The operand.</summary>
    Copy,

    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Sub,

    /// <summary>a * b.</summary>
    Mul,

    /// <summary>Unsigned a / b; 0 when b is 0.</summary>
    UDiv,

    /// <summary>Signed a / b, towards zero; 0 when b is 0; the minimum divided by -1 is the minimum.</summary>
    SDiv,

    /// <summary>Unsigned remainder; a when b is 0.</summary>
    URem,

    /// <summary>Signed remainder with the sign of a; a when b is 0; 0 for the minimum by -1.</summary>
    SRem,

    /// <summary>a &amp; b; also for bool.</summary>
    And,

    /// <summary>a | b; also for bool.</summary>
    Or,

    /// <summary>a ^ b; also for bool.</summary>
    Xor,

    /// <summary>a shifted left by b modulo the width.</summary>
    Shl,

    /// <summary>a shifted right by b modulo the width, zeros shifted in.</summary>
    LShr,

    /// <summary>a shifted right by b modulo the width, the sign shifted in.</summary>
    AShr,

    /// <summary>-a.</summary>
    Neg,

    /// <summary>~a; for bool the other truth value.</summary>
    Not,

    /// <summary>a == b as bool. Operands: two integers, bools or pointers.</summary>
    Eq,

    /// <summary>a != b.</summary>
    Ne,

    /// <summary>Unsigned a &lt; b; also for packet pointers.</summary>
    ULt,

    /// <summary>Unsigned a &lt;= b.</summary>
    ULe,

    /// <summary>Unsigned a &gt; b.</summary>
    UGt,

    /// <summary>Unsigned a &gt;= b.</summary>
    UGe,

    /// <summary>Signed a &lt; b.</summary>
    SLt,

    /// <summary>Signed a &lt;= b.</summary>
    SLe,

    /// <summary>Signed a &gt; b.</summary>
    SGt,

    /// <summary>Signed a &gt;= b.</summary>
    SGe,

    /// <summary>a when the bool c holds, else b: operands c, a, b.</summary>
    Select,

    /// <summary>a with zeros above, in a wider integer type; bool to integer gives 0 or 1.</summary>
    ZExt,

    /// <summary>a with its sign above, in a wider integer type.</summary>
    SExt,

    /// <summary>The low bits of a, in a narrower integer type.</summary>
    Trunc,

    /// <summary>The bytes of a (16, 32 or 64 bits) in reverse order.</summary>
    BSwap,

    /// <summary>A pointer b bytes after a (b is i64, signed). Space and nullability of a; a is not nullable.</summary>
    PtrAdd,

    /// <summary>a - b in bytes as i64; both point into the same space (packet and packet end count as one).</summary>
    PtrDiff,

    /// <summary>The pointer a as a number.</summary>
    PtrToInt,

    /// <summary>The number a as a kernel or user pointer.</summary>
    IntToPtr,

    /// <summary>The nullable pointer a where a branch has shown that it is not null.</summary>
    NonNull,

    /// <summary>
    /// imm bytes of the frame, aligned to 8, not initialised: a stack pointer. In the entry block only.
    /// </summary>
    Alloca,

    /// <summary>The value of the result's type at a + imm. Space not <see cref="AddressSpace.Context"/>.</summary>
    Load,

    /// <summary>Writes b at a + imm.</summary>
    Store,

    /// <summary>Writes zero to <see cref="IrInstruction.Size"/> bytes at a + imm.</summary>
    MemZero,

    /// <summary>Copies <see cref="IrInstruction.Size"/> bytes from b to a (imm 0); they do not overlap.</summary>
    MemCopy,

    /// <summary>
    /// The field of the context a at offset imm with <see cref="IrInstruction.Size"/> bytes in the context structure.
    /// The result may be wider (packet pointers: 4 bytes in the structure, a 64-bit pointer as result).
    /// </summary>
    CtxLoad,

    /// <summary>Writes b to the context a at offset imm with the width of b.</summary>
    CtxStore,

    /// <summary>Whether imm bytes at the packet pointer a end at or before the packet end b, as bool.</summary>
    PacketCheck,

    /// <summary>The address of the global symbol plus imm.</summary>
    GlobalAddr,

    /// <summary>The map symbol, as helpers take it.</summary>
    MapAddr,

    /// <summary>The address of the function symbol, for callbacks.</summary>
    FuncAddr,

    /// <summary>Looks the key at a up in the map symbol: a nullable pointer to the value.</summary>
    MapLookup,

    /// <summary>
    /// Writes the value at b under the key at a into the map symbol with flags imm: 0 or -errno as i64.
    /// </summary>
    MapUpdate,

    /// <summary>Deletes the key at a from the map symbol: 0 or -errno as i64.</summary>
    MapDelete,

    /// <summary>
    /// Reserves <see cref="IrInstruction.Size"/> bytes in the ring buffer symbol: a nullable pointer, not initialised.
    /// </summary>
    RingReserve,

    /// <summary>Submits the record a with flags imm. The pointer is dead afterwards.</summary>
    RingSubmit,

    /// <summary>Discards the record a with flags imm. The pointer is dead afterwards.</summary>
    RingDiscard,

    /// <summary>Atomically adds b to the 32- or 64-bit integer at a + imm; the result is the old value.</summary>
    AtomicAdd,

    /// <summary>Atomic and; the result is the old value.</summary>
    AtomicAnd,

    /// <summary>Atomic or; the result is the old value.</summary>
    AtomicOr,

    /// <summary>Atomic exclusive or; the result is the old value.</summary>
    AtomicXor,

    /// <summary>Atomic exchange; the result is the old value.</summary>
    AtomicExchange,

    /// <summary>Atomically writes c at a + imm if b was there: operands a, b, c; the result is the old value.</summary>
    AtomicCompareExchange,

    /// <summary>Calls the helper number imm with up to 5 operands; result i64, pointer or void.</summary>
    Helper,

    /// <summary>Calls the kernel function symbol with up to 5 operands.</summary>
    Kfunc,

    /// <summary>Calls the function symbol of this module.</summary>
    Call,

    /// <summary>Tail-calls entry b (i32) of the program array symbol with context a. Goes on when that fails.</summary>
    TailCall,

    /// <summary>Terminator: goes to target 0.</summary>
    Branch,

    /// <summary>Terminator: target 0 when the bool a holds, else target 1.</summary>
    CondBranch,

    /// <summary>
    /// Terminator: target i + 1 when a equals <see cref="IrInstruction.Cases"/>[i], else target 0.
    /// </summary>
    Switch,

    /// <summary>
    /// Terminator: target 0 (go on looping), or target 1 when the kernel's budget of iterations is used up. Lets the
    /// verifier accept loops it cannot count; Linux 6.9. The interpreter's budget is far larger than tests use.
    /// </summary>
    MayGoto,

    /// <summary>Terminator: leaves the function with a, or with nothing.</summary>
    Return,

    /// <summary>Terminator: is never reached.</summary>
    Unreachable,
}
