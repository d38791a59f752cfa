using KernelScript.Syntax;

namespace KernelScript.Semantics.Tests;

/// <summary>Small scripts and where what is said of them; an empty expectation means nothing.</summary>
public sealed class DiagnosticTests
{
    private const string Node = "struct Node { value: u32, next: *Node }\n";

    private const string Entry = "struct S { a: u32 }\nvar m : hash<u32, S>(8)\nvar n : array<u32, S>(8)\n";

    private const string Ring = "struct E { a: u32 }\nvar r : ringbuf<E>(4096)\n";

    [Theory]
    [InlineData("fn f(a: u64) -> u32 { return a as u32 }", "")]
    [InlineData("fn f(a: u64) -> u32 { return a }", "KS1008@1:30")]
    [InlineData("fn f(a: u64) -> u8 { return a & 0x7F }", "")]
    [InlineData("fn f(a: u64) -> u8 { return a % 200 }", "")]
    [InlineData("fn f(a: u64) -> u32 { return a >> 32 }", "")]
    [InlineData("fn f(a: u64) -> u32 { return a >> 31 }", "KS1008@1:30")]
    [InlineData("fn f(a: u32) -> i32 { return a }", "KS1009@1:30")]
    [InlineData("fn f(a: u16) -> i32 { return a }", "")]
    [InlineData("fn f(a: i16) -> u64 { return a }", "KS1009@1:30")]
    [InlineData("fn f(a: i32, b: u32) -> bool { return a < b }", "KS1009@1:39")]
    [InlineData("fn f(a: i32, b: i64) -> bool { return a < b }", "")]
    [InlineData("fn f() -> i8 { return 128 }", "KS1007@1:23")]
    [InlineData("fn f() -> i8 { return -128 }", "")]
    [InlineData("fn f() -> u32 { return -1 }", "KS1007@1:24")]
    [InlineData("fn f(a: u32) -> u32 { return a + -1 }", "KS1007@1:34")]
    [InlineData("fn f(a: char) -> u8 { return a }", "")]
    [InlineData("fn f(a: bool) -> u8 { return a }", "KS1006@1:30")]
    [InlineData("fn f(a: u8) -> bool { return a }", "KS1006@1:30")]
    [InlineData("fn f(a: u8) -> bool { return a == -1 }", "KS1042@1:30")]
    [InlineData("fn f(a: u32) -> bool { return a >= 0 }", "KS1042@1:31")]
    public void Integers_meet_their_places(string script, string expected) => Check(script, expected);

    [Theory]
    [InlineData("@helper fn f(p: *Node) -> u32 { return p.value }", "KS2004@2:40")]
    [InlineData("@helper fn f(p: *Node) -> u32 { if (p == null) return 0\n return p.value }", "")]
    [InlineData("@helper fn f(p: *Node) -> u32 { if (p != null) { return p.value }\n return p.value }", "KS2004@3:9")]
    [InlineData("@helper fn f(p: *Node) -> u32 { if (!(p == null)) return p.value\n return 0 }", "")]
    [InlineData("@helper fn f(p: *Node) -> u32 { if (p == null || p.value == 0) return 0\n return p.value }", "")]
    [InlineData("@helper fn f(p: *Node) -> u32 { if (p == null && p.value == 0) return 0\n return 1 }", "KS2004@2:50")]
    [InlineData("@helper fn f(p: *Node) -> u32 { if (p) return p.value\n return 0 }", "")]
    [InlineData("@helper fn f(p: *Node) -> u32 { if (p == null) return 0\n p = p.next\n return p.value }", "KS2004@4:9")]
    [InlineData("@helper fn f(p: *Node) -> u32 { if (p == null || p.next == null) return 0\n return p.next.value }", "")]
    [InlineData(
        "@helper fn f(p: *Node) -> u32 { if (p == null || p.next == null) return 0\n p.next = null\n"
        + " return p.next.value }", "KS2004@4:9")]
    [InlineData(
        "@helper fn f(p: *Node) -> u32 { if (p == null) return 0\n for (i in 0..9) { p.value = i\n p = p.next }\n return 1 }",
        "KS2004@3:20")]
    [InlineData(
        "@helper fn f(p: *Node) -> u32 { while (true) { if (p == null) { break }\n p = p.next }\n return 0 }", "")]
    [InlineData(
        "@helper fn f(p: *Node) -> u32 { while (p == null) { return 1 }\n return p.value }", "")]
    [InlineData("@helper fn f(p: *Node) -> u32 { return p != null ? p.value : 0 }", "")]
    [InlineData("@helper fn f(p: *Node) -> u32 { return if (p == null) { p.value } else { 0 } }", "KS2004@2:57")]
    [InlineData("@helper fn g(p: *Node) -> u32 { return p.value }\n@helper fn f() { var n: Node\n g(&n) }", "")]
    [InlineData("@helper fn g(p: *Node) -> u32 { return p.value }\n@helper fn f() { g(null) }", "KS2004@2:40")]
    [InlineData(
        "@helper fn g(p: *Node) -> u32 { return p.value }\n@helper fn h(p: *Node) { g(p) }\n"
        + "@helper fn f() { var n: Node\n h(&n) }", "")]
    [InlineData(
        "@helper fn g(p: *Node) -> u32 { return p.value }\n@helper fn h(p: *Node) { g(p) }", "KS2004@2:40")]
    [InlineData("fn f(p: *Node) -> u32 { return p.value }", "")]
    [InlineData("@helper fn f(c: bool) -> u32 { var a: Node\n var p = c ? &a : null\n return p.value }", "KS2004@4:9")]
    [InlineData("@helper fn f(c: bool) -> u32 { var a: Node\n var p = c ? null : &a\n return p.value }", "KS2004@4:9")]
    [InlineData("@helper fn f(c: bool) -> u32 { var a: Node\n var b: Node\n var p = c ? &a : &b\n return p.value }", "")]
    [InlineData("@helper fn f() -> u32 { var a: Node\n var p = &a\n g(&p)\n return p.value }\n@helper fn g(q: **Node) { }", "KS2004@5:9")]
    public void Pointers_are_tested_before_use(string script, string expected) => Check(Node + script, expected);

    [Theory]
    [InlineData("@helper fn f() { var e = m[1]\n e.a = 1 }", "KS2003@5:2")]
    [InlineData("@helper fn f() { if (var e = m[1]) { e.a = 1 } }", "")]
    [InlineData("@helper fn f() { var e = m[1]\n if (e == none) return\n m[2] = S::new()\n e.a = 1 }", "KS2008@7:2")]
    [InlineData("@helper fn f() { var e = m[1]\n if (e == none) return\n m[1] = S::new()\n e.a = 1 }", "")]
    [InlineData("@helper fn f(k: u32) { var e = m[k]\n if (e == none) return\n m[k] = S::new()\n e.a = 1 }", "")]
    [InlineData(
        "@helper fn f(k: u32) { var e = m[k]\n if (e == none) return\n k += 1\n m[k] = S::new()\n e.a = 1 }",
        "KS2008@8:2")]
    [InlineData("@helper fn f() { var e = m[1]\n if (e == none) return\n delete m[1]\n e.a = 1 }", "KS2008@7:2")]
    [InlineData("@helper fn f() { var e = n[1]\n if (e == none) return\n n[2] = S::new()\n e.a = 1 }", "")]
    [InlineData("@helper fn f() { var e = m[1]\n if (e == none) return\n g()\n e.a = 1 }\n@helper fn g() { delete m[2] }", "KS2008@7:2")]
    [InlineData("@helper fn f() { var e = m[1]\n if (e == none) return\n m[2].a = 1\n e.a = 1 }", "")]
    [InlineData(
        "@helper fn f() { var e = m[1]\n if (e == none) return\n for (i in 0..3) { e.a = i\n m[i] = S::new() } }",
        "KS2008@6:20")]
    [InlineData(
        "@helper fn f() { var e = m[1]\n if (e == none) return\n for (i in 0..3) { e.a = i\n"
        + " if (i == 2) { m[i] = S::new()\n break } } }", "")]
    [InlineData("@helper fn f() -> S { var e = m[1]\n if (e == none) return S::new()\n return e }", "")]
    [InlineData("@helper fn f() { var e = m[1]\n var p = e\n if (p == null) return\n delete m[1]\n p.a = 1 }", "KS2008@8:2")]
    [InlineData("@helper fn f() { n[8].a = 1 }", "KS1026@4:20")]
    public void Entries_are_used_while_they_are_there(string script, string expected) => Check(Entry + script, expected);

    [Theory]
    [InlineData("@helper fn f() { var e = r.reserve()\n if (e == null) return\n e.a = 1\n r.submit(e) }", "")]
    [InlineData("@helper fn f() { var e = r.reserve()\n if (e != null) { r.submit(e) } }", "")]
    [InlineData("@helper fn f() { if (var e = r.reserve()) { r.discard(e) } }", "")]
    [InlineData("@helper fn f() { var e = r.reserve()\n if (e == null) return\n if (e.a == 1) return\n r.submit(e) }", "KS2009@3:26")]
    [InlineData("@helper fn f() { var e = r.reserve()\n if (e == null) return\n if (e.a == 1) { r.submit(e) } }", "KS2009@3:26")]
    [InlineData("@helper fn f() { var e = r.reserve()\n if (e == null) return\n r.submit(e)\n r.submit(e) }", "KS2010@6:11")]
    [InlineData("@helper fn f() { r.reserve() }", "KS2009@3:18")]
    [InlineData("@helper fn f() { var e = r.reserve() }", "KS2009@3:26")]
    [InlineData("@helper fn f() { for (i in 0..3) { var e = r.reserve()\n if (e == null) { continue }\n r.submit(e) } }", "")]
    [InlineData("@helper fn f() { for (i in 0..3) { var e = r.reserve()\n if (e != null) { continue } } }", "KS2009@3:44")]
    [InlineData("@helper fn f() { r.submit(r.reserve()) }", "KS2004@3:27")]
    [InlineData("@helper fn f() { r.output(E { a: 1 }) }", "")]
    public void Records_are_submitted_once(string script, string expected) => Check(Ring + script, expected);

    [Theory]
    [InlineData("fn f() -> u32 { while (true) { } }", "")]
    [InlineData("fn f() -> u32 { while (true) { break } }", "KS1021@1:4")]
    [InlineData("fn f(a: u32) -> u32 { if (a == 1) { return 1 } else { return 2 } }", "")]
    [InlineData("fn f(a: bool) -> u32 { return match (a) { true: 1, false: 2 } }", "")]
    [InlineData("fn f(a: u32) -> u32 { return match (a) { 1: { return 5 }, default: 2 } }", "")]
    [InlineData("fn f(a: u32) -> u32 { var b = match (a) { 1: { print(a) }, default: 2 }\n return b }", "KS1031@1:48")]
    [InlineData("fn f() { loop { break }\n print(1) }", "")]
    [InlineData("fn f() { exit(1)\n print(1) }", "KS1024@2:2")]
    [InlineData("fn f() { return\n print(1)\n print(2) }", "KS1024@2:2")]
    [InlineData("fn f(a: u32) -> r: u32 { if (a == 1) { return 2 } }", "")]
    [InlineData("@helper fn f(a: u32) -> bool { a > 2 }", "")]
    public void Ends_of_functions_are_found(string script, string expected) => Check(script, expected);

    [Theory]
    [InlineData("@helper fn a() { b() }\n@helper fn b() { c() }\n@helper fn c() { a() }", "KS2006@3:18")]
    [InlineData("fn a(n: u32) -> u32 { return n == 0 ? 0 : a(n - 1) }", "")]
    [InlineData("@helper fn h(ctx: *xdp_md) -> u32 { return bpf_get_hash_recalc(ctx) }", "")]
    [InlineData(
        "@helper fn h(ctx: *xdp_md) -> u32 { return bpf_get_hash_recalc(ctx) }\n"
        + "@xdp fn x(ctx: *xdp_md) -> xdp_action { return h(ctx) == 0 ? XDP_DROP : XDP_PASS }", "KS2025@1:44")]
    [InlineData("@xdp fn x(ctx: *xdp_md) -> xdp_action { bpf_redirect(1)\n return XDP_PASS }", "KS1013@1:41")]
    [InlineData("@xdp fn x(ctx: *xdp_md) -> xdp_action { bpf_redirect(1, 0)\n return XDP_PASS }", "")]
    [InlineData("@xdp fn x(ctx: *xdp_md) -> xdp_action { bpf_get_current_comm(null, 16)\n return XDP_PASS }", "")]
    [InlineData("@xdp fn x(ctx: *xdp_md) -> xdp_action { bpf_get_current_comm(1, 16)\n return XDP_PASS }", "KS1005@1:62")]
    [InlineData("@xdp fn x(ctx: *xdp_md) -> i32 { return XDP_PASS as i32 }", "")]
    [InlineData("@xdp fn x(ctx: *u8) -> xdp_action { return XDP_PASS }", "")]
    [InlineData("@helper fn h(ctx: *xdp_md) { }\n@helper fn g() { h(null) }", "KS1005@2:20")]
    [InlineData("@tracepoint(\"sched\") fn x(ctx: *u8) -> i32 { return 0 }", "KS1037@1:1")]
    [InlineData("fn main() { var p = load(x)\n attach(p, \"lo\") }\n@xdp fn x(ctx: *xdp_md) -> xdp_action { return XDP_PASS }", "")]
    [InlineData("@test fn t() -> i32 { print(1)\n return 0 }\nfn f() { t() }", "")]
    public void Functions_stay_on_their_side(string script, string expected) => Check(script, expected);

    [Theory]
    [InlineData("const A = 1 << 40\nvar a: u64 = A", "")]
    [InlineData("const A = B + 1\nconst B = A", "KS1019@1:7")]
    [InlineData("const A: u8 = 200 + 100", "KS1007@1:15")]
    [InlineData("enum E { A, B = 5, C }\nconst C6: u32 = C\nvar a: u8[C6] = [1; C]", "")]
    [InlineData("type A = B\ntype B = A", "KS1019@1:6")]
    [InlineData("var a: i32[3] = b\nconst b = [1, 2, -1]", "")]
    [InlineData("fn f(a: u32) -> i64 { return match (a) { 1: 0, 2: 1, default: -1 } }", "")]
    [InlineData("fn f(a: u32) -> bool { return 1 < a < 3 }", "KS1010@1:31")]
    [InlineData("struct A { b: B }\nstruct B { a: A }", "KS1019@2:15")]
    [InlineData("struct A { b: B[2] }\nstruct B { a: *A }", "")]
    [InlineData("var a = sizeof(T)\nstruct T { a: u8, b: u64 }", "")]
    [InlineData("var s: str(3) = \"abcd\"", "KS1034@1:17")]
    [InlineData("var a: u8[2] = [1, 300]", "KS1007@1:20")]
    [InlineData("var a: u32 = b\nvar b: u32 = 1", "KS1018@1:14")]
    [InlineData("config c { a: u32 = 1, a: u32 = 2 }", "KS1032@1:24")]
    [InlineData("fn f() { c = 1 }\nconst c = 2", "KS1015@1:10")]
    [InlineData("fn f() { P[0] = 1 }\nconst P: u8[2] = [1, 2]", "KS1015@1:10")]
    [InlineData("fn f() { const c = 2\n c += 1 }", "KS1015@2:2")]
    [InlineData("fn f() { const c = 2\n const d = c * 2\n var a: u8[d] = [1; d]\n var b: str(c)\n print(a[3], b) }", "")]
    [InlineData("fn f(n: u32) { const c = n }", "KS1018@1:26")]
    public void Declarations_come_in_any_order(string script, string expected) => Check(script, expected);

    [Theory]
    [InlineData("fn f() { var a = 1\n { var a = \"x\"\n print(a) }\n a = 2 }", "")]
    [InlineData("fn f() { var a = 1\n var a = 2 }", "KS1003@2:6")]
    [InlineData("fn f(a: u32) { var a = a + 1\n print(a) }", "")]
    [InlineData("fn f() { if (var a = g()) { print(a) } else { print(a) } }\nfn g() -> u32 { return 1 }", "KS1001@1:53")]
    [InlineData("fn f() { for (i in 0..3) { }\n print(i) }", "KS1001@2:8")]
    [InlineData("fn f() { var b = unknown\n b.c = 1\n print(b + 1, b[2], g(b)) }\nfn g(a: u32) -> u32 { return a }", "KS1001@1:18")]
    public void Scopes_nest_and_errors_say_something_once(string script, string expected) => Check(script, expected);

    private static void Check(string script, string expected) =>
        Assert.Equal(expected, Scripts.Summary(Scripts.Bind(script).Diagnostics));

    [Fact]
    public void Notes_lead_to_the_other_place()
    {
        Diagnostic diagnostic = Assert.Single(Scripts.Bind("var a = 1\nvar a = 2").Diagnostics);
        DiagnosticNote note = Assert.Single(diagnostic.Notes);
        Assert.Equal("1:5", note.Location!.Value.Start.ToString());
    }
}
