using System.Collections.Immutable;

namespace Bpf.Btf;

/// <summary>Says which function begins at an instruction. <c>struct bpf_func_info</c>.</summary>
/// <param name="ByteOffset">Bytes from the start of the section; in the kernel's own records slots.</param>
/// <param name="TypeId">Id of a <see cref="BtfFunction"/>.</param>
public readonly record struct BtfFunctionInfo(uint ByteOffset, int TypeId);

/// <summary>
/// Says from which source line the code beginning at an instruction was made. <c>struct bpf_line_info</c>.
/// </summary>
/// <param name="ByteOffset">Bytes from the start of the section.</param>
/// <param name="File">Name of the source file.</param>
/// <param name="Text">The source line; may be empty.</param>
/// <param name="Line">Line from 1, at most 4,194,303.</param>
/// <param name="Column">Column from 1, at most 1,023; 0: not known.</param>
public readonly record struct BtfLineInfo(uint ByteOffset, string File, string Text, int Line, int Column)
{
    private const int ColumnBits = 10;
    private const uint MaxLine = uint.MaxValue >> ColumnBits;
    private const uint MaxColumn = (1u << ColumnBits) - 1;

    /// <summary>
    /// Line and column in one word, as records hold them; what does not fit becomes the highest that does.
    /// </summary>
    public static uint PackPosition(int line, int column) =>
        (Math.Min((uint)Math.Max(line, 0), MaxLine) << ColumnBits) | Math.Min((uint)Math.Max(column, 0), MaxColumn);

    /// <summary>The line and column in a word of a record.</summary>
    public static (int Line, int Column) UnpackPosition(uint word) =>
        ((int)(word >> ColumnBits), (int)(word & MaxColumn));
}

/// <summary>Says that an instruction depends on the kernel's types. <c>struct bpf_core_relo</c>.</summary>
/// <param name="ByteOffset">Bytes from the start of the section.</param>
/// <param name="TypeId">Id of the root type.</param>
/// <param name="AccessString">Indices of the access path, such as <c>0:1:2</c>.</param>
/// <param name="Kind">What to compute.</param>
public readonly record struct BtfCoreRelocation(
    uint ByteOffset, int TypeId, string AccessString, CoreRelocationKind Kind);

/// <summary>What <c>.BTF.ext</c> says about one code section. Records are sorted by offset.</summary>
public sealed record BtfExtSection
{
    /// <summary>The name of the code section.</summary>
    public required string Name { get; init; }

    /// <summary>Where functions begin.</summary>
    public ImmutableArray<BtfFunctionInfo> Functions { get; init; } = [];

    /// <summary>Where source lines begin.</summary>
    public ImmutableArray<BtfLineInfo> Lines { get; init; } = [];

    /// <summary>What depends on the kernel's types.</summary>
    public ImmutableArray<BtfCoreRelocation> CoreRelocations { get; init; } = [];
}
