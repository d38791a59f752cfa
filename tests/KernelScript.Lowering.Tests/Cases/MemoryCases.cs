namespace KernelScript.Lowering.Tests.Cases;

/// <summary>Structs, arrays, pointers and strings.</summary>
internal static class MemoryCases
{
    private const string Types = """
        struct Inner { x: u16, y: u32 }
        struct Outer { flag: u8, inner: Inner, values: u32[4], total: u64 }
        """;

    public static IEnumerable<ScriptCase> All =>
    [
        ScriptCase.Values(
            "Struct literals and fields", Types,
            "var o = Outer { flag: 3, inner: Inner { x: 5, y: 6 }, total: w }\n r0 = o.flag\n r1 = o.inner.y\n r2 = o.total\n r3 = o.values[2]\n o.inner.x += 10\n r4 = o.inner.x",
            3, 6, 0x1122334455667788, 0, 15),
        ScriptCase.Values(
            "Structs are values", Types,
            "var p = Inner { x: 1, y: 2 }\n var q = p\n q.x = 9\n r0 = p.x\n r1 = q.x\n p = Inner { x: p.y as u16, y: p.x }\n r2 = p.x\n r3 = p.y", 1, 9, 2, 1),
        ScriptCase.Values("Zero values", Types, "var o = Outer::new()\n r0 = o.total + o.flag\n var p: Inner\n r1 = p.y", 0, 0),
        ScriptCase.Values(
            "Arrays with variable indices", "var x: u32[8] = [1, 2, 3, 4, 5, 6, 7, 8]\n r0 = x[a]\n x[b] = 40\n r1 = x[3]\n x[b] += 2\n r2 = x[b]\n for (i in 0..8) { r3 += x[i] }", 8, 40, 42, 36 - 4 + 42),
        ScriptCase.Values(
            "An index out of range reads zero and writes nothing", "var x: u32[4] = [1, 2, 3, 4]\n r0 = x[a]\n x[a] = 9\n x[a] += 1\n r1 = x[0] + x[1] + x[2] + x[3]\n var i: i32 = n\n r2 = x[i]\n r3 = x[w]", 0, 10, 0, 0),
        ScriptCase.Values(
            "Array literals", "var x: u8[16] = [7; 16]\n r0 = x[0] + x[15]\n var y = [1, 2, 3]\n r1 = y[2]\n var z: u16[40] = [300; 40]\n r2 = z[39]\n var e: u32[4] = []\n r3 = e[1]\n var s: [u8; 3] = [1, 2]\n r4 = s[2]", 14, 3, 300, 0, 0),
        ScriptCase.Values(
            "Arrays of structs and of arrays", Types, "var x: Inner[3]\n x[1].y = 5\n x[b - 1].x = 6\n r0 = x[1].y\n r1 = x[2].x\n var g: u8[4][3]\n g[2][1] = 9\n r2 = g[2][1]\n r3 = g[1][2]\n var copy = x[1]\n r4 = copy.y", 5, 6, 9, 0, 5),
        ScriptCase.Values(
            "Arrays in structs with variable indices", Types, "var o: Outer\n for (i in 0..4) { o.values[i] = i * 3 }\n r0 = o.values[b]\n o.values[b] += 1\n r1 = o.values[3]\n r2 = o.total + o.inner.y", 9, 10, 0),
        ScriptCase.Values("Pointers to variables", "var x: u32 = 5\n var p = &x\n *p = 8\n r0 = x\n *p += 2\n r1 = *p\n var y: u64 = 1\n var q: *u64 = &y\n r2 = *q", 8, 10, 1),
        ScriptCase.Values(
            "Pointers to structs", Types,
            "var o: Outer\n var p = &o\n p->total = 7\n p->total += 3\n (*p).flag = 2\n p->inner.y = 4\n p->values[1] = 6\n r0 = o.total\n r1 = o.flag\n r2 = o.inner.y\n r3 = p->values[1]", 10, 2, 4, 6),
        ScriptCase.Values("Indexed pointers", "var x: u8[8] = [1, 2, 3, 4, 5, 6, 7, 8]\n var p: *u8 = &x[0]\n r0 = p[3]\n p[2] = 30\n r1 = x[2]\n r2 = *(p + 5)\n var q = p + 2\n r3 = q - p\n r4 = *q", 4, 30, 6, 2, 30),
        ScriptCase.Values("Pointers with steps of their element", "var x: u32[4] = [1, 2, 3, 4]\n var p: *u32 = &x[0]\n p = p + 2\n r0 = *p\n p += 1\n r1 = *p\n r2 = (p - &x[0])", 3, 4, 3),
        ScriptCase.Values("Indexing a pointer by a variable stays inside", "var x: u8[8] = [1, 2, 3, 4, 5, 6, 7, 8]\n var p: *u8 = &x[0]\n r0 = p[a]\n r1 = p[a + 1]\n p[b] = 50\n r2 = x[3]\n p[c] = 1\n r3 = x[0]", 8, 0, 50, 1),
        ScriptCase.Values("A null pointer", "var p: *u32 = null\n if (p == null) { r0 = 1 }\n var x: u32 = 4\n p = &x\n if (p != null) { r1 = *p }", 1, 4),
        ScriptCase.Values(
            "Struct returns and struct parameters", Types + """
            @helper fn make(x: u16, y: u32) -> Inner { return Inner { x: x, y: y } }
            @helper fn total(i: Inner) -> u64 { i.y += 1
              return i.x + i.y }
            @helper fn swap(i: Inner) -> Inner { return Inner { x: i.y as u16, y: i.x } }
            """, "var i = make(3, 4)\n r0 = total(i)\n r1 = i.y\n r2 = make(9, 8).x\n i = swap(i)\n r3 = i.x\n r4 = swap(make(1, 2)).y", 8, 4, 9, 4, 1),
        ScriptCase.Values("More than five parameters", "@helper fn sum(p: u8, q: u16, r: u32, s: u64, t: i32, u: bool, v: u64) -> u64 { return p + q + r + s + v + (t as u64) + (u ? 100 : 0) }", "r0 = sum(1, 2, 3, 4, 5, true, 6)\n r1 = sum(c, 2, a, w, n, no, 0)", 121, 0x1122334455667788 + 200 + 2 + 7 - 5),
        ScriptCase.Values(
            "Pointer parameters change what they point to", Types + "@helper fn fill(p: *Inner, by: u32) { p->x += 1\n p->y = by }\n@helper fn inc(p: *u64) { *p += 5 }",
            "var i: Inner\n fill(&i, 7)\n fill(&i, 8)\n r0 = i.x\n r1 = i.y\n var x: u64 = 1\n inc(&x)\n r2 = x\n inc(&r3)", 2, 8, 6, 5),
        ScriptCase.Values("Strings: compare", "var s: str(16) = \"John\"", "r0 = s == \"John\" ? 1 : 0\n r1 = s == \"Joh\" ? 1 : 0\n r2 = s != \"Johnny\" ? 1 : 0\n var t: str(8) = \"John\"\n r3 = s == t ? 1 : 0\n t = \"Jane\"\n r4 = s == t ? 1 : 0\n r5 = s == \"\" ? 1 : 0", 1, 0, 1, 1, 0, 0),
        ScriptCase.Values("Strings: characters", "var s: str(16) = \"John\"", "r0 = s[0] as u64\n r1 = s[b] as u64\n r2 = s[a] as u64\n r3 = s[c] as u64", 'J', 'n', 0, 0),
        ScriptCase.Values("Strings: concatenation", "var s: str(16) = \"John\"\n var t: str(16) = \"Doe\"", "var u: str(32) = s + t\n r0 = u == \"JohnDoe\" ? 1 : 0\n var v: str(20) = \"Hello \" + s\n r1 = v == \"Hello John\" ? 1 : 0\n var x: str(64) = s + \" and \" + t + \"!\"\n r2 = x == \"John and Doe!\" ? 1 : 0\n var y: str(6) = s + t\n r3 = y == \"JohnDo\" ? 1 : 0\n u = u + \"s\"\n r4 = u == \"JohnDoes\" ? 1 : 0", 1, 1, 1, 1, 1),
        ScriptCase.Values("Strings: full capacity", "var s: str(4) = \"abcd\"", "r0 = s == \"abcd\" ? 1 : 0\n r1 = s == \"abcde\" ? 1 : 0\n var t: str(4) = s\n r2 = t == s ? 1 : 0\n var u: str(8) = s\n r3 = u == s ? 1 : 0\n r4 = u == \"abcd\" ? 1 : 0\n u = \"abcde\"\n r5 = u == s ? 1 : 0", 1, 0, 1, 1, 1, 0),
        ScriptCase.Values("Strings of different sizes", "var s: str(3) = \"ab\"\n var t: str(40) = \"ab\"", "r0 = s == t ? 1 : 0\n t = \"abc\"\n r1 = s == t ? 1 : 0\n r2 = t != s ? 1 : 0\n t = \"\"\n s = \"\"\n r3 = s == t ? 1 : 0", 1, 0, 1, 1),
        ScriptCase.Values("Strings in structs", "struct Named { id: u8, name: str(10) }\n var given: str(10) = \"abc\"", "var x = Named { id: 1, name: given }\n r0 = x.name == \"abc\" ? 1 : 0\n x.name = \"xyz\"\n r1 = x.name[1] as u64\n var y = x\n r2 = y.name == x.name ? 1 : 0\n r3 = x.name == given ? 1 : 0", 1, 'y', 1, 0),
        ScriptCase.Values("What follows the first zero does not count", "var s: str(8) = \"abc\"", "var x: u8[8] = [97, 98, 0, 99, 99, 99, 99, 99]\n var p = &x[0]\n var t: str(8) = \"ab\"\n var q = p as *str(8)\n r0 = *q == t ? 1 : 0\n r1 = *q == \"ab\" ? 1 : 0\n r2 = *q == s ? 1 : 0", 1, 1, 0),
    ];
}
