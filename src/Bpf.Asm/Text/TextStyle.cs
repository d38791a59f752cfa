namespace Bpf.Asm;

/// <summary>Which tool's way of writing instructions.</summary>
public enum TextStyle
{
    /// <summary>The verifier's log and <c>bpftool prog dump xlated</c>: <c>(07) r1 += -8</c>.</summary>
    /// <remarks>
    /// What the kernel never shows, such as map references before loading by index, follows <c>bpftool</c>'s way as far
    /// as it has one. Of kfunc calls the index of the module is not shown.
    /// </remarks>
    Kernel,

    /// <summary><c>llvm-objdump -d --mcpu=v4</c>: <c>r1 += -0x8</c>.</summary>
    /// <remarks>
    /// It shows calls of all kinds alike, of map references only the low half, and of indirect packet loads no
    /// immediate.
    /// </remarks>
    Llvm,
}
