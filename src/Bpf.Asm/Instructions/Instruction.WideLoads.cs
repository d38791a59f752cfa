namespace Bpf.Asm;

public readonly partial record struct Instruction
{
    /// <summary><c>dst = imm</c>, all 64 bits.</summary>
    public static Instruction LoadImm64(Register dst, long imm) => WideLoad(dst, WideLoadKind.Value, imm);

    /// <summary><c>dst = map</c>, the map given by descriptor.</summary>
    public static Instruction LoadMapFd(Register dst, int fd) => WideLoad(dst, WideLoadKind.MapFd, Halves(fd, 0));

    /// <summary>
    /// The address <paramref name="offset"/> bytes into the first value of a map given by descriptor. Since Linux
    /// 5.2.
    /// </summary>
    public static Instruction LoadMapValue(Register dst, int fd, int offset) =>
        WideLoad(dst, WideLoadKind.MapValue, Halves(fd, offset));

    /// <summary>The address of a kernel variable. Since Linux 5.10.</summary>
    /// <param name="id">BTF id of the variable.</param>
    /// <param name="moduleFd">Descriptor of the BTF of the module that has it; 0 for vmlinux.</param>
    public static Instruction LoadBtfId(Register dst, int id, int moduleFd) =>
        WideLoad(dst, WideLoadKind.BtfId, Halves(id, moduleFd));

    /// <summary>The address of a function of this program. Since Linux 5.13.</summary>
    /// <param name="distance">
    /// Slots from the slot after the first one of this instruction, as the kernel counts.
    /// </param>
    public static Instruction LoadFunction(Register dst, int distance) =>
        WideLoad(dst, WideLoadKind.Function, Halves(distance, 0));

    /// <summary><c>dst = map</c>, the map given by its index in <c>fd_array</c>. Since Linux 5.14.</summary>
    public static Instruction LoadMapIndex(Register dst, int index) =>
        WideLoad(dst, WideLoadKind.MapIndex, Halves(index, 0));

    /// <summary>
    /// The address <paramref name="offset"/> bytes into the first value of a map given by its index in
    /// <c>fd_array</c>. Since Linux 5.14.
    /// </summary>
    public static Instruction LoadMapIndexValue(Register dst, int index, int offset) =>
        WideLoad(dst, WideLoadKind.MapIndexValue, Halves(index, offset));

    /// <summary>A wide load of any kind.</summary>
    /// <param name="imm">Low half the immediate of the first slot, high half that of the second.</param>
    public static Instruction WideLoad(Register dst, WideLoadKind kind, long imm) =>
        new(OpCode.LoadImm64, dst, (Register)kind, 0, imm);

    private static long Halves(int low, int high) => ((long)high << 32) | (uint)low;
}
