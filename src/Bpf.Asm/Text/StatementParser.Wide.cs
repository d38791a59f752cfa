namespace Bpf.Asm;

internal static partial class StatementParser
{
    // "r1 =" is taken: map[…], subprog[…], btf[…], ksym[…], 0x123456789, 5 ll. Null for what is no wide load.
    private static Statement? ParseWide(ref TextScanner scanner, Register dst, bool is32, OpCode? opCode)
    {
        Statement? reference = ParseReference(ref scanner, dst);
        if (reference is null)
        {
            return ParseWideNumber(ref scanner, dst, is32, opCode);
        }

        scanner.TryTakeWord("ll");
        return reference;
    }

    private static Statement? ParseWideNumber(ref TextScanner scanner, Register dst, bool is32, OpCode? opCode)
    {
        int start = scanner.Position;
        if (!scanner.TryTakeNumber(out long number))
        {
            return null;
        }

        bool isWide = scanner.TryTakeWord("ll") || opCode == OpCode.LoadImm64 || (!is32 && number != (int)number);
        if (isWide && !is32)
        {
            return Instruction.LoadImm64(dst, number);
        }

        scanner.Position = start;
        return null;
    }

    private static Statement? ParseReference(ref TextScanner scanner, Register dst)
    {
        if (scanner.TryTake("map[id:"))
        {
            (int id, int? offset) = TakeMap(ref scanner);
            return offset is { } value ? Instruction.LoadMapValue(dst, id, value) : Instruction.LoadMapFd(dst, id);
        }

        if (scanner.TryTake("map[idx:"))
        {
            (int index, int? offset) = TakeMap(ref scanner);
            return offset is { } value
                ? Instruction.LoadMapIndexValue(dst, index, value)
                : Instruction.LoadMapIndex(dst, index);
        }

        if (scanner.TryTake("btf[id:"))
        {
            (int id, int? moduleFd) = TakeMap(ref scanner);
            return Instruction.LoadBtfId(dst, id, moduleFd ?? 0);
        }

        if (scanner.TryTake("map["))
        {
            return ParseMapSymbol(ref scanner, dst);
        }

        if (scanner.TryTake("ksym["))
        {
            string name = scanner.TakeThrough(']');
            return Symbol(Instruction.LoadBtfId(dst, 0, 0), RelocationKind.KernelVariable, name);
        }

        return scanner.TryTake("subprog[") ? ParseFunction(ref scanner, dst) : null;
    }

    // "map[id:" is taken: 7] | 7]+4 | 7][0]+4
    private static (int Id, int? Offset) TakeMap(ref TextScanner scanner)
    {
        int id = (int)scanner.TakeNumber(int.MinValue, int.MaxValue);
        scanner.Take("]");
        scanner.TryTake("[0]");
        return (id, scanner.TryTake("+") ? (int)scanner.TakeNumber(int.MinValue, int.MaxValue) : null);
    }

    // "map[" is taken: counters] | .data][0]+16
    private static Statement ParseMapSymbol(ref TextScanner scanner, Register dst)
    {
        string name = scanner.TakeThrough(']');
        if (!scanner.TryTake("[0]"))
        {
            return Symbol(Instruction.LoadMapFd(dst, 0), RelocationKind.Map, name);
        }

        int offset = scanner.TryTake("+") ? (int)scanner.TakeNumber(int.MinValue, int.MaxValue) : 0;
        return Symbol(Instruction.LoadMapValue(dst, 0, offset), RelocationKind.MapValue, name, offset);
    }

    // "subprog[" is taken: +5] | name]
    private static Statement ParseFunction(ref TextScanner scanner, Register dst)
    {
        if (scanner.TryTakeNumber(out long distance))
        {
            scanner.Take("]");
            return Instruction.LoadFunction(dst, (int)distance);
        }

        string name = scanner.TakeThrough(']');
        Statement statement = Symbol(Instruction.LoadFunction(dst, 0), RelocationKind.FunctionAddress, name);
        return statement with { Label = name };
    }

    // "ld_pseudo" is taken: r1, 0x1, 0x7
    private static Instruction ParsePseudo(ref TextScanner scanner)
    {
        Register dst = scanner.TakeAddressRegister();
        scanner.Take(",");
        var kind = (WideLoadKind)scanner.TakeNumber(0, (long)WideLoadKind.MapIndexValue);
        scanner.Take(",");
        return Instruction.WideLoad(dst, kind, scanner.TakeNumber(0, uint.MaxValue));
    }

    private static Statement Symbol(Instruction instruction, RelocationKind kind, string name, long addend = 0) =>
        new(instruction, null, new Relocation(0, kind, name, addend));
}
