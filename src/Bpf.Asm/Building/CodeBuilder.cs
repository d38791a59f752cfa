using System.Collections.Immutable;

namespace Bpf.Asm;

/// <summary>Builds the code of a function: instructions, labels, references to symbols, source lines.</summary>
/// <remarks>
/// Jumps to labels out of 16-bit range are replaced when the image is built: by long jumps where the instruction set
/// has them,
/// through jumps placed halfway where it has not.
/// </remarks>
public sealed class CodeBuilder
{
    private readonly List<CodePiece> _pieces = [];
    private readonly List<int> _labels = [];
    private readonly List<Relocation> _relocations = [];
    private readonly List<SourceLine> _lines = [];
    private readonly List<CoreRelocation> _coreRelocations = [];

    /// <summary>A builder for code of at most the given version.</summary>
    /// <param name="isa">Says how far jumps are made; emitted instructions are taken as they are.</param>
    public CodeBuilder(IsaLevel isa = IsaLevel.V3) => Isa = isa;

    /// <summary>The version of the instruction set that code is built for.</summary>
    public IsaLevel Isa { get; }

    /// <summary>Instructions emitted so far.</summary>
    public int Count => _pieces.Count;

    /// <summary>Makes a label that has no place yet.</summary>
    public Label CreateLabel()
    {
        _labels.Add(-1);
        return new Label(_labels.Count);
    }

    /// <summary>Puts a label before the next instruction.</summary>
    /// <exception cref="InvalidOperationException">The label has a place already.</exception>
    public void Place(Label label)
    {
        if (_labels[IndexOf(label)] >= 0)
        {
            throw new InvalidOperationException($"place label {label.Id}: it has a place already");
        }

        _labels[IndexOf(label)] = _pieces.Count;
    }

    /// <summary>Adds an instruction as it is.</summary>
    public void Emit(Instruction instruction) => _pieces.Add(new CodePiece(instruction, default, _pieces.Count));

    /// <summary>Adds a jump, a local call or a load of a function address that goes to a label.</summary>
    /// <param name="instruction">Its own distance is ignored.</param>
    /// <exception cref="ArgumentException">
    /// The instruction goes nowhere, or the label is not of this builder.
    /// </exception>
    public void Emit(Instruction instruction, Label target)
    {
        bool isCode = instruction.IsJump
            || instruction is { IsCall: true, CallKind: CallKind.Local }
            || instruction is { OpCode.IsWide: true, WideLoadKind: WideLoadKind.Function };
        if (!isCode)
        {
            throw new ArgumentException(
                $"emit with label: opcode {instruction.OpCode} names no place in code", nameof(instruction));
        }

        IndexOf(target);
        _pieces.Add(new CodePiece(instruction, target, _pieces.Count));
    }

    /// <summary>Adds an instruction that a relocation will fill in.</summary>
    /// <param name="relocation">Its index is ignored.</param>
    public void Emit(Instruction instruction, Relocation relocation)
    {
        ArgumentException.ThrowIfNullOrEmpty(relocation.Symbol, nameof(relocation));
        _relocations.Add(relocation with { Index = _pieces.Count });
        Emit(instruction);
    }

    /// <summary><c>goto target</c>.</summary>
    public void Jump(Label target) => Emit(Instruction.Jump(0), target);

    /// <summary><c>if dst op imm goto target</c>, comparing 64 bits.</summary>
    public void JumpIf(JumpOp op, Register dst, int imm, Label target) =>
        Emit(Instruction.JumpIf(op, dst, imm, 0), target);

    /// <summary><c>if dst op src goto target</c>, comparing 64 bits.</summary>
    public void JumpIf(JumpOp op, Register dst, Register src, Label target) =>
        Emit(Instruction.JumpIf(op, dst, src, 0), target);

    /// <summary><c>if dst op imm goto target</c>, comparing 32 bits.</summary>
    public void JumpIf32(JumpOp op, Register dst, int imm, Label target) =>
        Emit(Instruction.JumpIf32(op, dst, imm, 0), target);

    /// <summary><c>if dst op src goto target</c>, comparing 32 bits.</summary>
    public void JumpIf32(JumpOp op, Register dst, Register src, Label target) =>
        Emit(Instruction.JumpIf32(op, dst, src, 0), target);

    /// <summary><c>may_goto target</c>.</summary>
    public void MayGoto(Label target) => Emit(Instruction.MayGoto(0), target);

    /// <summary><c>dst = map</c>.</summary>
    public void LoadMap(Register dst, string map) =>
        Emit(Instruction.LoadMapFd(dst, 0), new Relocation(0, RelocationKind.Map, map, 0));

    /// <summary><c>dst</c> = the address <paramref name="offset"/> bytes into the first value of a map.</summary>
    public void LoadMapValue(Register dst, string map, int offset) =>
        Emit(Instruction.LoadMapValue(dst, 0, offset), new Relocation(0, RelocationKind.MapValue, map, offset));

    /// <summary>Calls a function of another image of the same program.</summary>
    public void CallLocal(string function) =>
        Emit(Instruction.CallLocal(-1), new Relocation(0, RelocationKind.LocalCall, function, 0));

    /// <summary><c>dst</c> = the address of a function of another image of the same program.</summary>
    public void LoadFunction(Register dst, string function) =>
        Emit(Instruction.LoadFunction(dst, 0), new Relocation(0, RelocationKind.FunctionAddress, function, 0));

    /// <summary>Calls a kernel function.</summary>
    public void CallKfunc(string function) =>
        Emit(Instruction.CallKfunc(0, 0), new Relocation(0, RelocationKind.Kfunc, function, 0));

    /// <summary><c>dst</c> = the address of a kernel variable.</summary>
    public void LoadKernelVariable(Register dst, string variable) =>
        Emit(Instruction.LoadBtfId(dst, 0, 0), new Relocation(0, RelocationKind.KernelVariable, variable, 0));

    /// <summary>Says that the instructions from here on come from a source line.</summary>
    /// <param name="line">From 1.</param>
    /// <param name="column">From 1; 0 when not known.</param>
    public void MarkLine(string file, int line, int column, string text)
    {
        var mark = new SourceLine(_pieces.Count, file, line, column, text);
        if (_lines.Count > 0 && _lines[^1].Index == mark.Index)
        {
            _lines[^1] = mark;
        }
        else
        {
            _lines.Add(mark);
        }
    }

    /// <summary>Says that the next instruction depends on the kernel's types.</summary>
    /// <param name="kind"><c>enum bpf_core_relo_kind</c> of <c>linux/bpf.h</c>.</param>
    public void MarkCoreRelocation(int typeId, string accessString, int kind) =>
        _coreRelocations.Add(new CoreRelocation(_pieces.Count, typeId, accessString, kind));

    /// <summary>Resolves labels and makes the image. The builder can go on afterwards.</summary>
    /// <exception cref="InvalidOperationException">
    /// A label in use has no place, or code is too large for its jumps.
    /// </exception>
    public CodeImage Build()
    {
        var layout = new CodeLayout([.. _pieces], [.. _labels], Isa);
        ImmutableArray<Instruction> instructions = layout.Resolve();
        ImmutableArray<int> index = layout.IndexOfOrigins(_pieces.Count);
        return new CodeImage
        {
            Instructions = instructions,
            Relocations = [.. _relocations.Select(relocation => relocation with { Index = index[relocation.Index] })],
            Lines = [.. _lines.Where(line =>
                line.Index < _pieces.Count).Select(line => line with { Index = index[line.Index] })],
            CoreRelocations = [.. _coreRelocations.Select(relocation =>
                relocation with { Index = index[relocation.Index] })],
        };
    }

    private int IndexOf(Label label) =>
        label.Id > 0 && label.Id <= _labels.Count
            ? label.Id - 1
            : throw new ArgumentException($"label {label.Id} is not of this builder", nameof(label));
}
