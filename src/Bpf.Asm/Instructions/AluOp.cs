namespace Bpf.Asm;

/// <summary>An arithmetic operation: the high four bits of the opcode of class ALU or ALU64.</summary>
/// <remarks>
/// RFC 9669, section 4.1. Signed division and modulo are <see cref="Div"/> and <see cref="Mod"/> with offset 1.
/// </remarks>
public enum AluOp : byte
{
    /// <summary><c>dst += src</c>.</summary>
    Add = 0x00,

    /// <summary><c>dst -= src</c>.</summary>
    Sub = 0x10,

    /// <summary><c>dst *= src</c>.</summary>
    Mul = 0x20,

    /// <summary><c>dst = src != 0 ? dst / src : 0</c>.</summary>
    Div = 0x30,

    /// <summary><c>dst |= src</c>.</summary>
    Or = 0x40,

    /// <summary><c>dst &amp;= src</c>.</summary>
    And = 0x50,

    /// <summary><c>dst &lt;&lt;= src</c>; the count is masked to the width.</summary>
    Lsh = 0x60,

    /// <summary><c>dst &gt;&gt;= src</c>, logical; the count is masked to the width.</summary>
    Rsh = 0x70,

    /// <summary><c>dst = -dst</c>.</summary>
    Neg = 0x80,

    /// <summary><c>dst = src != 0 ? dst % src : dst</c>.</summary>
    Mod = 0x90,

    /// <summary><c>dst ^= src</c>.</summary>
    Xor = 0xa0,

    /// <summary><c>dst = src</c>; with offset 8, 16 or 32 sign-extending from so many bits.</summary>
    Mov = 0xb0,

    /// <summary><c>dst &gt;&gt;= src</c>, arithmetic; the count is masked to the width.</summary>
    Arsh = 0xc0,

    /// <summary>Byte swap of the low 16, 32 or 64 bits (<c>BPF_END</c>).</summary>
    End = 0xd0,
}
