namespace Bpf.Asm;

internal static partial class StatementParser
{
    /// <summary>A place in memory as written: <c>(u32 *)(r1 - 8)</c>.</summary>
    private readonly record struct MemoryPlace(MemorySize Size, bool IsSigned, Register Address, short Offset);

    // "*" is taken: (u64 *)(r10 -8) = r1 | imm
    private static Instruction ParseStore(ref TextScanner scanner)
    {
        MemoryPlace place = TakeUnsignedPlace(ref scanner);
        scanner.Take("=");
        if (scanner.TryTakeRegister(out Register src, out _))
        {
            return Instruction.Store(place.Size, place.Address, place.Offset, src);
        }

        int imm = (int)scanner.TakeNumber(int.MinValue, int.MaxValue);
        return Instruction.StoreImm(place.Size, place.Address, place.Offset, imm);
    }

    // "lock" is taken: *(u64 *)(r1 +0) += r2
    private static Instruction ParseLock(ref TextScanner scanner)
    {
        scanner.Take("*");
        MemoryPlace place = TakeUnsignedPlace(ref scanner);
        AtomicOp op =
            scanner.TryTake("+=") ? AtomicOp.Add :
            scanner.TryTake("|=") ? AtomicOp.Or :
            scanner.TryTake("&=") ? AtomicOp.And : AtomicOp.Xor;
        if (op == AtomicOp.Xor)
        {
            scanner.Take("^=");
        }

        return Atomic(ref scanner, op, place, scanner.TakeRegister(out _));
    }

    // "store_release" is taken: ((u64 *)(r1 +0), r2)
    private static Instruction ParseStoreRelease(ref TextScanner scanner)
    {
        scanner.Take("(");
        MemoryPlace place = TakeUnsignedPlace(ref scanner);
        scanner.Take(",");
        Register src = scanner.TakeRegister(out _);
        scanner.Take(")");
        return Instruction.StoreRelease(place.Size, place.Address, place.Offset, src);
    }

    // "r0 = load_acquire" is taken: ((u64 *)(r1 +0))
    private static Instruction ParseLoadAcquire(ref TextScanner scanner, Register dst)
    {
        scanner.Take("(");
        MemoryPlace place = TakeUnsignedPlace(ref scanner);
        scanner.Take(")");
        return Instruction.LoadAcquire(place.Size, dst, place.Address, place.Offset);
    }

    // "r0 = *" is taken: (u32 *)(r1 +4) | (u32 *)skb[14] | (u32 *)skb[r5 + 14]
    private static Instruction ParseLoad(ref TextScanner scanner, Register dst)
    {
        (MemorySize size, bool isSigned) = TakeType(ref scanner);
        if (scanner.TryTake("skb"))
        {
            return ParsePacketLoad(ref scanner, size, dst);
        }

        (Register address, short offset) = TakeAddress(ref scanner);
        return isSigned
            ? Instruction.LoadSx(size, dst, address, offset)
            : Instruction.Load(size, dst, address, offset);
    }

    private static Instruction ParsePacketLoad(ref TextScanner scanner, MemorySize size, Register dst)
    {
        if (dst != Register.R0 || size == MemorySize.Double)
        {
            scanner.Fail("a packet load loads 1, 2 or 4 bytes into r0");
        }

        scanner.Take("[");
        Register? src = scanner.TryTakeRegister(out Register register, out _) ? register : null;
        bool hasOffset = src is null || scanner.TryTake("+") || scanner.Sees("-");
        int offset = hasOffset ? (int)scanner.TakeNumber(int.MinValue, int.MaxValue) : 0;
        scanner.Take("]");
        return src is { } index
            ? Instruction.LoadPacketIndirect(size, index, offset)
            : Instruction.LoadPacketAbsolute(size, offset);
    }

    // "r2 = " is taken: atomic_fetch_add((u32 *)(r1 +0), r2), atomic64_xchg(…), xchg_64(r1 + 8, r2), cmpxchg32_32(…)
    private static Instruction ParseFetch(ref TextScanner scanner, Register result)
    {
        string name = scanner.TakeName();
        AtomicOp op = FetchOp(ref scanner, name);
        scanner.Take("(");
        MemoryPlace place;
        if (scanner.Sees("("))
        {
            place = TakeUnsignedPlace(ref scanner);
        }
        else
        {
            MemorySize size = name.EndsWith("_64", StringComparison.Ordinal) ? MemorySize.Double : MemorySize.Word;
            (Register address, short offset) = TakeAddressBody(ref scanner);
            place = new MemoryPlace(size, false, address, offset);
        }

        scanner.Take(",");
        if (op == AtomicOp.Cmpxchg)
        {
            RequireR0(ref scanner, scanner.TakeRegister(out _));
            RequireR0(ref scanner, result);
            scanner.Take(",");
        }

        Register src = scanner.TakeRegister(out _);
        scanner.Take(")");
        if (op != AtomicOp.Cmpxchg && src != result)
        {
            scanner.Fail("the old value goes to the operand's register");
        }

        return Atomic(ref scanner, op, place, src);
    }

    private static AtomicOp FetchOp(ref TextScanner scanner, string name)
    {
        switch (name)
        {
            case "xchg_64" or "xchg32_32" or "atomic_xchg" or "atomic64_xchg":
                return AtomicOp.Xchg;
            case "cmpxchg_64" or "cmpxchg32_32" or "atomic_cmpxchg" or "atomic64_cmpxchg":
                return AtomicOp.Cmpxchg;
            case "atomic_fetch_add" or "atomic64_fetch_add":
                return AtomicOp.FetchAdd;
            case "atomic_fetch_or" or "atomic64_fetch_or":
                return AtomicOp.FetchOr;
            case "atomic_fetch_and" or "atomic64_fetch_and":
                return AtomicOp.FetchAnd;
            case "atomic_fetch_xor" or "atomic64_fetch_xor":
                return AtomicOp.FetchXor;
            default:
                scanner.Fail($"'{name}' is no operation");
                return default;
        }
    }

    private static Instruction Atomic(ref TextScanner scanner, AtomicOp op, MemoryPlace place, Register src)
    {
        if (place.Size is MemorySize.Byte or MemorySize.Half)
        {
            scanner.Fail("an atomic operation takes 4 or 8 bytes");
        }

        return Instruction.Atomic(op, place.Size, place.Address, place.Offset, src);
    }

    private static MemoryPlace TakeUnsignedPlace(ref TextScanner scanner)
    {
        (MemorySize size, bool isSigned) = TakeType(ref scanner);
        if (isSigned)
        {
            scanner.Fail("only loads have signed types");
        }

        (Register address, short offset) = TakeAddress(ref scanner);
        return new MemoryPlace(size, isSigned, address, offset);
    }

    private static (MemorySize Size, bool IsSigned) TakeType(ref TextScanner scanner)
    {
        scanner.Take("(");
        (MemorySize, bool) type = default;
        switch (scanner.TakeName())
        {
            case "u8": type = (MemorySize.Byte, false); break;
            case "u16": type = (MemorySize.Half, false); break;
            case "u32": type = (MemorySize.Word, false); break;
            case "u64": type = (MemorySize.Double, false); break;
            case "s8": type = (MemorySize.Byte, true); break;
            case "s16": type = (MemorySize.Half, true); break;
            case "s32": type = (MemorySize.Word, true); break;
            default: scanner.Fail("type u8..u64 or s8..s32 expected"); break;
        }

        scanner.Take("*");
        scanner.Take(")");
        return type;
    }

    private static (Register Address, short Offset) TakeAddress(ref TextScanner scanner)
    {
        scanner.Take("(");
        (Register, short) address = TakeAddressBody(ref scanner);
        scanner.Take(")");
        return address;
    }

    private static (Register Address, short Offset) TakeAddressBody(ref TextScanner scanner)
    {
        Register address = scanner.TakeAddressRegister();
        bool hasOffset = scanner.Sees("+") || scanner.Sees("-");
        return (address, hasOffset ? (short)scanner.TakeNumber(short.MinValue, short.MaxValue) : (short)0);
    }

    private static void RequireR0(ref TextScanner scanner, Register register)
    {
        if (register != Register.R0)
        {
            scanner.Fail("a compare-and-exchange compares with r0 and returns in it");
        }
    }
}
