namespace KernelScript.Lowering.Tests.Cases;

/// <summary>Decisions, matches and loops.</summary>
internal static class ControlCases
{
    private const string Touch = """
        @helper
        fn touch(value: bool) -> bool {
            touched += 1
            return value
        }
        """;

    public static IEnumerable<ScriptCase> All =>
    [
        ScriptCase.Values("If and else", "if (a == 7) { r0 = 1 } else { r0 = 2 }\n if (a == 8) { r1 = 1 } else if (b == 3) { r1 = 2 } else { r1 = 3 }", 1, 2),
        ScriptCase.Values("An if without braces", "if (yes) r0 = 5\n if (no) r1 = 6\n else r1 = 7", 5, 7),
        ScriptCase.Values(
            "The right side of && and || is evaluated only when needed", "var touched: u64 = 0\n" + Touch,
            "if (no && touch(true)) { r0 = 1 }\n if (yes || touch(true)) { r1 = 1 }\n r2 = touched\n var x = yes && touch(false)\n r3 = touched\n r4 = x ? 1 : 0\n var y = no || touch(true)\n r5 = y ? 1 : 0",
            0, 1, 0, 1, 0, 1),
        ScriptCase.Values(
            "A match evaluates one arm", "var touched: u64 = 0\n" + Touch,
            "r0 = match (a) { 1: touch(true) ? 1 : 0, 7: 70, default: touch(true) ? 2 : 3 }\n r1 = touched", 70, 0),
        ScriptCase.Values(
            "A match with blocks", "r0 = match (b) { 3: { var x: u64 = 10\n x += a\n x }, default: 0 }", 17),
        ScriptCase.Values(
            "A match over an enum", "enum Color { RED, GREEN = 4, BLUE }\n var color: u32 = 5",
            "var x = color as Color\n r0 = match (x) { RED: 1, GREEN: 2, BLUE: 3 }", 3),
        ScriptCase.Values(
            "Nested matches", "r0 = match (a) { 7: match (b) { 1: 11, 3: 33, default: 99 }, default: 0 }", 33),
        ScriptCase.Values(
            "A match of many numbers", "var key: u32 = 443",
            "r0 = match (key) { 22: 1, 80: 2, 443: 3, 8080: 4, 53: 5, 123: 6, default: 0 }\n key = 99\n r1 = match (key) { 22: 1, 80: 2, 443: 3, 8080: 4, 53: 5, 123: 6, default: 7 }", 3, 7),
        ScriptCase.Values(
            "A match of strings", "var name: str(16) = \"lo\"\n r0 = match (name) { \"eth0\": 1, \"lo\": 2, default: 3 }", 2),
        ScriptCase.Values("A range runs up to its end without it", "for (i in 0..5) { r0 += i\n r1 += 1 }", 10, 5),
        ScriptCase.Values("A range that does not start at 0", "for (i in 3..6) { r0 += i }", 12),
        ScriptCase.Values("An empty range does nothing", "for (i in 5..5) { r0 += 1 }\n for (i in 6..2) { r0 += 1 }", 0),
        ScriptCase.Values("A loop with bounds known at run time", "for (i in b..a) { r0 += i }\n var end = a * 10\n for (i in 0..end) { r1 += 1 }", 18, 70),
        ScriptCase.Values("A loop changes outer variables", "var sum: u64 = 0\n var last: u32 = 0\n for (i in 0..a) { sum += i\n last = i }\n r0 = sum\n r1 = last", 21, 6),
        ScriptCase.Values("Nested loops", "for (i in 0..4) { for (j in 0..i) { r0 += i * 10 + j } }", 0 + 10 + 20 + 21 + 30 + 31 + 32),
        ScriptCase.Values("Nested loops with bounds known at run time", "for (i in 0..a) { for (j in 0..b) { r0 += 1\n if (j == 1) { break } } }", 14),
        ScriptCase.Values("Break and continue", "for (i in 0..10) { if (i == 2) { continue }\n if (i == 5) { break }\n r0 += i }\n r1 = 1", 0 + 1 + 3 + 4, 1),
        ScriptCase.Values("While", "var i: u32 = 0\n while (i < a) { i += 1\n if (i == 2) { continue }\n r0 += i }\n r1 = i", 28 - 2, 7),
        ScriptCase.Values("While with break", "var i: u32 = 0\n while (true) { i += 1\n if (i == 9) { break } }\n r0 = i", 9),
        ScriptCase.Values("Loop without a condition", "var i: u32 = 0\n loop { i += 2\n if (i > a) { break } }\n r0 = i", 8),
        ScriptCase.Values("A change of the loop variable has no effect on the rounds", "for (i in 0..4) { r0 += 1\n i = 10\n r1 += i }", 4, 40),
        ScriptCase.Values("A long loop", "for (i in 0..1000) { r0 += i }", 499500),
        ScriptCase.Values("A very long loop", "for (i in 0..100000) { r0 += 1 }", 100000),
        ScriptCase.Values("A loop over signed numbers", "for (i in n..3) { r0 += 1 }\n var x: i64 = 0\n for (i in -2..3) { x += i }\n r1 = x as u64", 8, 0),
        ScriptCase.Values(
            "Return in the middle of loops", "@helper fn find(limit: u32) -> u32 { for (i in 0..limit) { for (j in 0..limit) { if (i * j == 6) { return i * 10 + j } } }\n return 99 }",
            "r0 = find(5)\n r1 = find(2)", 23, 99),
        ScriptCase.Values(
            "Return in while and for with constant bounds", "@helper fn first(limit: u32) -> u32 { for (i in 0..8) { if (i >= limit) { return i } }\n return 50 }\n@helper fn second(limit: u32) -> u32 { var i: u32 = 0\n while (i < 100) { if (i * i > limit) { return i }\n i += 1 }\n return 0 }",
            "r0 = first(a)\n r1 = first(20)\n r2 = second(50)", 7, 50, 8),
        ScriptCase.Values("Inner variables hide outer ones", "var x: u32 = 1\n if (yes) { var x: u32 = 2\n x += 5\n r0 = x }\n r1 = x\n { var x: u64 = 9\n r2 = x }\n r3 = x", 7, 1, 9, 1),
        ScriptCase.Values("A variable is zero each time it is declared", "for (i in 0..3) { var x: u32\n x += i + 1\n r0 += x\n var y: u32[4]\n y[i] += 5\n r1 += y[0] + y[1] + y[2] }", 6, 15),
    ];
}
