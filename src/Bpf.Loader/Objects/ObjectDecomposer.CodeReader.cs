using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Btf;
using Bpf.Elf;

namespace Bpf.Loader;

internal sealed partial class ObjectDecomposer
{
    /// <summary>Reads the code of one function with its relocations, lines and CO-RE relocations.</summary>
    private sealed class CodeReader(ObjectDecomposer owner, ElfSection section, ulong start, int size)
    {
        private Instruction[] _instructions = [];
        private SlotMap _slots = new([]);

        public CodeImage Read()
        {
            _instructions = [.. Decode()];
            _slots = new SlotMap([.. _instructions]);
            var relocations = new SortedDictionary<int, Relocation>();
            foreach (ElfRelocation relocation in Records(owner._file.RelocationsOf(section), r => r.Offset))
            {
                int index = IndexAt(relocation.Offset);
                if (!relocations.TryAdd(index, Link(index, relocation)))
                {
                    throw Error(section, relocation.Offset, "two relocations are at one place");
                }
            }

            for (int index = 0; index < _instructions.Length; index++)
            {
                bool isLocalCall = _instructions[index] is { IsCall: true, CallKind: CallKind.Local };
                if (isLocalCall && !relocations.ContainsKey(index))
                {
                    relocations.Add(index, LinkPlainCall(index));
                }
            }

            BtfExtSection? ext = owner._ext.GetValueOrDefault(section.Name);
            return new CodeImage
            {
                Instructions = [.. _instructions],
                Relocations = [.. relocations.Values],
                Lines = ReadLines(ext?.Lines ?? []),
                CoreRelocations = ReadCoreRelocations(ext?.CoreRelocations ?? []),
            };
        }

        private ImmutableArray<Instruction> Decode()
        {
            try
            {
                return InstructionEncoding.Decode(section.Data.Span.Slice((int)start, size));
            }
            catch (InstructionFormatException e)
            {
                throw Error(section, start + (ulong)e.ByteOffset, e.Message);
            }
        }

        /// <summary>
        /// Says what a relocation fills in, and gives its instruction the form that does not depend on it.
        /// </summary>
        private Relocation Link(int index, ElfRelocation relocation)
        {
            Instruction instruction = _instructions[index];
            ElfSymbol symbol = relocation.Symbol;
            Relocation? link = (relocation.Type, instruction.OpCode.IsWide, instruction.IsCall) switch
            {
                (BpfRelocationType.Call, _, true) => LinkCall(index, symbol, (int)instruction.Imm),
                (BpfRelocationType.WideLoad, true, _) => LinkLoad(index, symbol, (int)instruction.Imm),
                _ => null,
            };
            return link ?? throw Error(
                section, relocation.Offset,
                $"a relocation of type {(uint)relocation.Type} by '{symbol}' is not known here");
        }

        private Relocation? LinkCall(int index, ElfSymbol symbol, int imm)
        {
            if (symbol.Section is { } target)
            {
                // The immediate counts slots from the next instruction; -1 is the symbol itself.
                long offset = (long)symbol.Value + ((imm + 1L) * Instruction.SlotSize);
                _instructions[index] = Instruction.CallLocal(-1);
                return owner.FunctionAt(target, offset) is { } function
                    ? new Relocation(index, RelocationKind.LocalCall, function, 0)
                    : null;
            }

            CheckExtern(index, symbol);
            _instructions[index] = Instruction.CallKfunc(0, 0);
            return new Relocation(index, RelocationKind.Kfunc, symbol.Name, 0);
        }

        private Relocation LinkPlainCall(int index)
        {
            // Calls inside of a section are resolved by the compiler.
            long offset = (long)start + ((_slots.SlotOf(index + 1) + _instructions[index].Imm) * Instruction.SlotSize);
            _instructions[index] = Instruction.CallLocal(-1);
            return owner.FunctionAt(section, offset) is { } function
                ? new Relocation(index, RelocationKind.LocalCall, function, 0)
                : throw Error(section, PlaceOf(index), "a call leads nowhere");
        }

        private Relocation? LinkLoad(int index, ElfSymbol symbol, int imm)
        {
            Register dst = _instructions[index].Dst;
            if (symbol.Section is not { } target)
            {
                CheckExtern(index, symbol);
                _instructions[index] = Instruction.LoadBtfId(dst, 0, 0);
                return new Relocation(index, RelocationKind.KernelVariable, symbol.Name, 0);
            }

            long offset = (long)symbol.Value + imm;
            if (target.Name == MapSection)
            {
                _instructions[index] = Instruction.LoadMapFd(dst, 0);
                return owner._mapByOffset.TryGetValue((ulong)offset, out string? map)
                    ? new Relocation(index, RelocationKind.Map, map, 0)
                    : null;
            }

            if (IsData(target))
            {
                _instructions[index] = Instruction.LoadMapValue(dst, 0, 0);
                return new Relocation(index, RelocationKind.MapValue, target.Name, offset);
            }

            _instructions[index] = Instruction.LoadFunction(dst, 0);
            return owner.FunctionAt(target, offset) is { } function
                ? new Relocation(index, RelocationKind.FunctionAddress, function, 0)
                : null;
        }

        private void CheckExtern(int index, ElfSymbol symbol)
        {
            if (symbol.IsUndefined && owner._externs.ContainsKey(symbol.Name))
            {
                return;
            }

            bool isConfiguration = owner._types.FindSection(KernelConfiguration)?.Variables
                .Any(place => place.Variable.Name == symbol.Name) == true;
            throw Error(
                section, PlaceOf(index),
                isConfiguration
                    ? $"'{symbol}' is a kernel configuration variable (__kconfig), which is not supported"
                    : $"'{symbol}' is not defined: kernel functions and variables are declared with __ksym");
        }

        private ImmutableArray<SourceLine> ReadLines(ImmutableArray<BtfLineInfo> lines) =>
        [
            .. Records(lines, line => line.ByteOffset).Select(line =>
                new SourceLine(IndexAt(line.ByteOffset), line.File, line.Line, line.Column, line.Text)),
        ];

        private ImmutableArray<CoreRelocation> ReadCoreRelocations(ImmutableArray<BtfCoreRelocation> relocations) =>
        [
            .. Records(relocations, relocation => relocation.ByteOffset).Select(relocation => new CoreRelocation(
                IndexAt(relocation.ByteOffset), owner._types.Keep(relocation.TypeId), relocation.AccessString,
                (int)relocation.Kind)),
        ];

        private IEnumerable<T> Records<T>(ImmutableArray<T> sorted, Func<T, ulong> key) =>
            Between(sorted, key, start, start + (ulong)size);

        private ulong PlaceOf(int index) => start + ((ulong)_slots.SlotOf(index) * Instruction.SlotSize);

        private int IndexAt(ulong offset)
        {
            int distance = (int)(offset - start);
            bool isAtSlot = distance % Instruction.SlotSize == 0;
            int index = isAtSlot ? _slots.IndexOf(distance / Instruction.SlotSize) : -1;
            return index >= 0 ? index : throw Error(section, offset, "a record is not at an instruction");
        }
    }
}
