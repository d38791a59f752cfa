namespace KernelScript.Lowering.Tests.Cases;

/// <summary>Numbers: operators, widths, signs, conversions.</summary>
internal static class ArithmeticCases
{
    public static IEnumerable<ScriptCase> All =>
    [
        ScriptCase.Values(
            "Bitwise operators", "r0 = a & b\n r1 = a | 8\n r2 = a ^ b\n r3 = (~a) as u64\n r4 = ~w",
            3, 15, 4, 0xFFFFFFF8, ~0x1122334455667788UL),
        ScriptCase.Values(
            "Arithmetic wraps at the width of its type",
            "var x: u8 = c\n x += 100\n r0 = x\n var y: u16 = 65535\n y = y + (b as u16)\n r1 = y\n r2 = (a - 8) as u64\n r3 = a * 0x80000001",
            44, 2, 0xFFFFFFFF, 0x80000007),
        ScriptCase.Values(
            "Division by zero is zero and the remainder is the dividend",
            "r0 = a / zero\n r1 = a % zero\n r2 = (n / (zero as i32)) as u64\n r3 = (n % (zero as i32)) as u64",
            0, 7, 0, unchecked((ulong)-5)),
        ScriptCase.Values(
            "Signed division rounds to zero",
            "r0 = (n / 2) as u64\n r1 = (n % 3) as u64\n r2 = (m / 7) as u64\n r3 = (m % 7) as u64",
            unchecked((ulong)-2), unchecked((ulong)-2), unchecked((ulong)-14), unchecked((ulong)-2)),
        ScriptCase.Values(
            "The smallest number divided by minus one",
            "var x: i32 = -2147483648\n var minus: i32 = n + 4\n r0 = (x / minus) as u64\n r1 = (x % minus) as u64",
            0xFFFFFFFF80000000, 0),
        ScriptCase.Values(
            "Shifts take their count modulo the width",
            "r0 = a << 33\n r1 = w >> 68\n var x: u8 = c >> 9\n r2 = x\n r3 = (1 as u64) << (b + 61)",
            14, 0x0112233445566778, 100, 1),
        ScriptCase.Values(
            "A right shift of a signed number keeps the sign",
            "r0 = (n >> 1) as u64\n r1 = (m >> 3) as u64\n r2 = ((n as u32) >> 1) as u64",
            unchecked((ulong)-3), unchecked((ulong)-13), 0x7FFFFFFD),
        ScriptCase.Values(
            "Comparisons know the sign",
            "r0 = n < 0 ? 1 : 0\n r1 = (n as u32) > 5 ? 1 : 0\n r2 = m < n as i64 ? 1 : 0\n r3 = c > 127 ? 1 : 0\n r4 = (c as i8) < 0 ? 1 : 0",
            1, 1, 1, 1, 1),
        ScriptCase.Values(
            "Casts cut and extend",
            "r0 = (w as u8) as u64\n r1 = ((c as i8) as i64) as u64\n r2 = (w as u32) as u64\n r3 = ((n as i64) as u64)\n r4 = (a as bool) ? 1 : 0",
            0x88, unchecked((ulong)-56), 0x55667788, unchecked((ulong)-5), 1),
        ScriptCase.Values("A conversion to bool is not a truncation", "var x: u32 = 256\n r0 = (x * b / 3 as u32) as bool ? 1 : 0", 1),
        ScriptCase.Values("Octal, binary, hexadecimal and grouped literals", "r0 = 0o17\n r1 = 0b1010\n r2 = 0xFF\n r3 = 1_000_000", 15, 10, 255, 1000000),
        ScriptCase.Values("Negative literals in 64 bits", "var x: i64 = -1\n r0 = x as u64\n var y: i64 = -5000000000\n r1 = y as u64", ulong.MaxValue, unchecked((ulong)-5000000000)),
        ScriptCase.Values("The largest literal", "r0 = 18446744073709551615\n r1 = 0x8000000000000000", ulong.MaxValue, 1UL << 63),
        ScriptCase.Values("Unary operators", "r0 = (-n) as u64\n r1 = !yes ? 1 : 0\n r2 = !no ? 1 : 0\n r3 = (-(a as i32)) as u64", 5, 0, 1, unchecked((ulong)-7)),
        ScriptCase.Values("The ternary operator", "r0 = a > b ? a : b\n r1 = a < b ? a : b\n r2 = yes ? (no ? 1 : 2) : 3", 7, 3, 2),
        ScriptCase.Values("If as an expression", "r0 = if (a > b) { 10 } else { 20 }\n var x = if (no) { 1 } else if (yes) { 2 } else { 3 }\n r1 = x", 10, 2),
        ScriptCase.Values("Precedence of bit operators over comparisons", "r0 = a & 1 == 1 ? 1 : 0\n r1 = a | 8 == 15 ? 1 : 0", 1, 1),
        ScriptCase.Values(
            "Global and local constants", "const LIMIT: u32 = 40\n const NEXT = LIMIT + 2",
            "const LOCAL: u64 = 5\n r0 = LIMIT\n r1 = NEXT\n r2 = LOCAL * 2", 40, 42, 10),
        ScriptCase.Values(
            "Enum values count on after an explicit one", "enum Kind { FIRST, SECOND = 10, THIRD, FOURTH = 5, FIFTH }",
            "var k = THIRD\n r0 = FIRST\n r1 = k as u64\n r2 = FIFTH\n r3 = k == THIRD ? 1 : 0", 0, 11, 6, 1),
        ScriptCase.Values("Byte order functions", "r0 = ntohs(0x1234)\n r1 = htonl(0x11223344)\n r2 = ntohl(htonl(a))\n r3 = htons(a as u16)", 0x3412, 0x44332211, 7, 0x0700),
        ScriptCase.Values(
            "Compound assignments",
            "var x: u32 = 10\n x += a\n r0 = x\n x -= 2\n r1 = x\n x *= 3\n r2 = x\n x /= 4\n r3 = x\n x %= 4\n r4 = x\n x |= 0xF0\n r5 = x\n x &= 0x3C\n r6 = x\n x ^= 0xFF\n r7 = x\n x <<= 4\n r8 = x\n x >>= 2\n r9 = x",
            17, 15, 45, 11, 3, 0xF3, 0x30, 0xCF, 0xCF0, 0x33C),
        ScriptCase.Values("Characters", "var x: char = 'A'\n r0 = x as u64\n r1 = x == 'A' ? 1 : 0\n r2 = x < 'B' ? 1 : 0\n var y: char = '\\n'\n r3 = y as u64", 65, 1, 1, 10),
        ScriptCase.Values(
            "The size of types", "struct Pair { x: u8, y: u64 }\n enum Small { ONE }",
            "r0 = sizeof(Pair)\n r1 = sizeof(u16)\n r2 = sizeof(Small)\n r3 = sizeof(str(10))\n r4 = sizeof(u32[3])", 16, 2, 4, 10, 12),
        ScriptCase.Values("Type aliases", "type Port = u16\n type Bytes = u8[4]", "var p: Port = 65535\n p += 1\n r0 = p\n var x: Bytes = [1, 2, 3, 4]\n r1 = x[3]", 0, 4),
        ScriptCase.Values("Widening keeps values", "var x: u64 = c\n r0 = x\n var y: i64 = n\n r1 = y as u64\n r2 = w + c", 200, unchecked((ulong)-5), 0x1122334455667850),
    ];
}
