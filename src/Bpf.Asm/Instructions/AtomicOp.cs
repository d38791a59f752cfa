namespace Bpf.Asm;

/// <summary>An atomic operation: the immediate of an instruction of mode <see cref="MemoryMode.Atomic"/>.</summary>
/// <remarks>
/// RFC 9669, section 5.3; load-acquire and store-release since Linux 6.15. Only 4 and 8 bytes, save for those two.
/// </remarks>
public enum AtomicOp
{
    /// <summary><c>*addr += src</c>.</summary>
    Add = 0x00,

    /// <summary><c>*addr |= src</c>.</summary>
    Or = 0x40,

    /// <summary><c>*addr &amp;= src</c>.</summary>
    And = 0x50,

    /// <summary><c>*addr ^= src</c>.</summary>
    Xor = 0xa0,

    /// <summary>Add; src becomes the old value.</summary>
    FetchAdd = 0x01,

    /// <summary>Or; src becomes the old value.</summary>
    FetchOr = 0x41,

    /// <summary>And; src becomes the old value.</summary>
    FetchAnd = 0x51,

    /// <summary>Xor; src becomes the old value.</summary>
    FetchXor = 0xa1,

    /// <summary>Exchange: src and memory swap.</summary>
    Xchg = 0xe1,

    /// <summary>Stores src if memory equals R0; R0 becomes the old value.</summary>
    Cmpxchg = 0xf1,

    /// <summary><c>dst = *(src + offset)</c> with acquire order, zero-extending.</summary>
    LoadAcquire = 0x100,

    /// <summary><c>*(dst + offset) = src</c> with release order.</summary>
    StoreRelease = 0x110,
}
