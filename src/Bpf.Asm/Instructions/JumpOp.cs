namespace Bpf.Asm;

/// <summary>A jump operation: the high four bits of the opcode of class JMP or JMP32.</summary>
/// <remarks>RFC 9669, section 4.3; <see cref="Jcond"/> is in <c>linux/bpf.h</c>, since Linux 6.9.</remarks>
public enum JumpOp : byte
{
    /// <summary>Always; class JMP32 takes the distance from the immediate.</summary>
    Ja = 0x00,

    /// <summary>If <c>dst == src</c>.</summary>
    Jeq = 0x10,

    /// <summary>If <c>dst &gt; src</c>, unsigned.</summary>
    Jgt = 0x20,

    /// <summary>If <c>dst &gt;= src</c>, unsigned.</summary>
    Jge = 0x30,

    /// <summary>If <c>dst &amp; src</c> is not 0.</summary>
    Jset = 0x40,

    /// <summary>If <c>dst != src</c>.</summary>
    Jne = 0x50,

    /// <summary>If <c>dst &gt; src</c>, signed.</summary>
    Jsgt = 0x60,

    /// <summary>If <c>dst &gt;= src</c>, signed.</summary>
    Jsge = 0x70,

    /// <summary>Call of a helper, a local function or a kfunc.</summary>
    Call = 0x80,

    /// <summary>Return from the function or program.</summary>
    Exit = 0x90,

    /// <summary>If <c>dst &lt; src</c>, unsigned.</summary>
    Jlt = 0xa0,

    /// <summary>If <c>dst &lt;= src</c>, unsigned.</summary>
    Jle = 0xb0,

    /// <summary>If <c>dst &lt; src</c>, signed.</summary>
    Jslt = 0xc0,

    /// <summary>If <c>dst &lt;= src</c>, signed.</summary>
    Jsle = 0xd0,

    /// <summary>Jump when the program's loop budget is used up (<c>may_goto</c>).</summary>
    Jcond = 0xe0,
}
