namespace KernelScript.Lowering.Tests.Cases;

/// <summary>Map entries, globals and configs.</summary>
internal static class MapCases
{
    private const string Stats = """
        struct Stats { packets: u64, bytes: u32 }
        var flows : hash<u32, Stats>(64)
        var counts : hash<u32, u64>(64)
        var other : hash<u32, u64>(64)
        var slots : array<u32, u64>(8)
        var cpu : percpu_array<u32, u64>(4)
        var cpus : percpu_hash<u32, u64>(16)
        var recent : lru_hash<u32, u32>(64)
        """;

    public static IEnumerable<ScriptCase> All =>
    [
        ScriptCase.Values(
            "Reading an absent entry gives zero, and assigning creates it", Stats,
            "r0 = counts[1]\n counts[1] = 5\n r1 = counts[1]\n counts[1] = counts[1] + 2\n r2 = counts[1]", 0, 5, 7) with
        {
            Entries = [("counts", "01000000", "0700000000000000"), ("counts", "02000000", null)],
        },
        ScriptCase.Values("Presence tests", Stats, "if (counts[1] == null) { r0 = 1 }\n counts[1] = 0\n if (counts[1] != null) { r1 = 1 }\n if (counts[2] != none) { r2 = 1 }", 1, 1, 0),
        ScriptCase.Values(
            "A value bound to a name remembers whether it was there", Stats,
            "counts[1] = 9\n var x = counts[1]\n if (x != null) { r0 = x }\n var y = counts[2]\n if (y == null) { r1 = 1 }\n r2 = y\n x = counts[3]\n if (x == null) { r3 = 1 }", 9, 1, 0, 1),
        ScriptCase.Values(
            "Compound assignment starts from zero and creates", Stats,
            "counts[1] += 5\n counts[1] += 6\n r0 = counts[1]\n counts[2] -= 1\n r1 = counts[2]\n counts[3] |= 6\n counts[3] ^= 3\n counts[3] &= 12\n r2 = counts[3]\n counts[4] *= 7\n r3 = counts[4] == null ? 1 : 0\n counts[1] <<= 2\n r4 = counts[1]",
            11, ulong.MaxValue, 4, 0, 44),
        ScriptCase.Values(
            "Nested lookups", Stats,
            "counts[1] = 5\n counts[2] = counts[1]\n r0 = counts[2]\n other[5] = 77\n r1 = other[counts[1] as u32]\n counts[counts[1] as u32] = 3\n r2 = counts[5]\n counts[9] = other[counts[2] as u32] + counts[5]\n r3 = counts[9]", 5, 77, 3, 80),
        ScriptCase.Values(
            "Entries as arguments and in literals", Stats + "\n@helper fn twice(x: u64) -> u64 { return x * 2 }",
            "counts[1] = 21\n r0 = twice(counts[1])\n var s = Stats { packets: counts[1], bytes: 2 }\n r1 = s.packets\n r2 = twice(counts[7])", 42, 21, 0),
        ScriptCase.Values(
            "Fields of struct entries", Stats,
            "flows[1] = Stats { packets: 1, bytes: 60 }\n r0 = flows[1].packets\n flows[1].packets += 1\n flows[1].bytes = 99\n r1 = flows[1].packets\n r2 = flows[1].bytes\n r3 = flows[2].bytes\n flows[2].bytes = 5\n flows[2].packets += 5\n r4 = flows[2] == null ? 1 : 0",
            1, 2, 99, 0, 1) with
        {
            Entries = [("flows", "01000000", "02000000000000006300000000000000"), ("flows", "02000000", null)],
        },
        ScriptCase.Values(
            "A reference to a struct entry", Stats,
            "var e = flows[1]\n if (e == null) { flows[1] = Stats::new()\n r0 = 1 }\n var f = flows[1]\n if (f != null) { f.packets += 2\n f->bytes = 7\n r1 = f.packets }\n r2 = flows[1].bytes", 1, 2, 7),
        ScriptCase.Values(
            "If with a declaration", Stats,
            "flows[1] = Stats { packets: 3 }\n if (var e = flows[1]) { e.packets += 1\n r0 = e.packets } else { r0 = 99 }\n if (var e = flows[2]) { r1 = 1 } else { r1 = 2 }", 4, 2),
        ScriptCase.Values("Whole structs from entries", Stats, "flows[1] = Stats { packets: 3, bytes: 4 }\n flows[2] = flows[1]\n r0 = flows[2].bytes\n flows[3] = flows[9]\n r1 = flows[3] != null ? 1 : 0\n r2 = flows[3].packets", 4, 1, 0),
        ScriptCase.Values("Delete", Stats, "counts[1] = 4\n delete counts[1]\n r0 = counts[1] == null ? 1 : 0\n delete counts[1]", 1),
        ScriptCase.Values(
            "Arrays", Stats, "slots[1] = 5\n slots[1] += 2\n r0 = slots[1]\n r1 = slots[7]\n slots[a + b] = 1\n slots[a + b] += 1\n r2 = slots[a + b]\n r3 = slots[a * b] == null ? 1 : 0\n r4 = slots[3] != null ? 1 : 0", 7, 0, 0, 1, 1),
        ScriptCase.Values("Per-CPU maps", Stats, "cpu[1] += 4\n cpu[1] += 4\n r0 = cpu[1]\n cpus[5] += 3\n cpus[5] *= 2\n r1 = cpus[5]\n r2 = cpus[6]", 8, 6, 0),
        ScriptCase.Values("LRU maps and narrow values", Stats, "recent[1] = 300\n recent[1] += 1\n r0 = recent[1]\n recent[2] = a\n r1 = recent[2]", 301, 7),
        ScriptCase.Values(
            "Keys and values have the declared width",
            "var narrow : hash<u16, u8>(16)\nvar wide : hash<u64, u64>(16)",
            "narrow[a as u16] = 255\n narrow[a as u16] += 2\n r0 = narrow[7]\n wide[a] = b\n r1 = wide[7]\n wide[c] += 1\n r2 = wide[200]\n wide[1] = 1", 1, 3, 1) with
        {
            Entries = [("narrow", "0700", "01"), ("wide", "0700000000000000", "0300000000000000"), ("wide", "0100000000000000", "0100000000000000")],
        },
        ScriptCase.Values(
            "Padding of keys is zero",
            "struct Key { x: u8, y: u32, z: u16 }\nvar keyed : hash<Key, u32>(16)\n@helper fn dirty() -> u64 { var x: u64[6] = [18446744073709551615; 6]\n return x[b] }",
            "r0 = dirty()\n var k = Key { x: 1, y: 2, z: 3 }\n keyed[k] = 4\n keyed[Key { x: 1, z: 3, y: 2 }] += 1\n var l: Key\n l.x = 1\n l.y = 2\n l.z = 3\n r1 = keyed[l]", ulong.MaxValue, 5) with
        {
            Entries = [("keyed", "010000000200000003000000", "05000000")],
        },
        ScriptCase.Values(
            "String and array keys", "var named : hash<str(16), u64>(16)\nvar bytes : hash<u8[6], u32>(16)\nvar s: str(16) = \"lo\"",
            "named[\"lo\"] = 3\n named[s] += 1\n r0 = named[\"lo\"]\n var m: u8[6] = [1, 2, 3, 4, 5, 6]\n bytes[m] = 6\n r1 = bytes[m]\n r2 = named[\"eth0\"]", 4, 6, 0) with
        {
            Entries = [("named", "6c6f0000000000000000000000000000", "0400000000000000"), ("bytes", "010203040506", "06000000")],
        },
        ScriptCase.Values(
            "Arrays inside values", "struct Histogram { buckets: u32[8], total: u64 }\nvar h : hash<u32, Histogram>(4)",
            "h[1] = Histogram::new()\n h[1].buckets[b] += 5\n h[1].buckets[a] = 2\n h[1].buckets[a + 1] = 9\n h[1].total += 1\n r0 = h[1].buckets[3]\n r1 = h[1].buckets[7]\n r2 = h[1].total\n r3 = h[1].buckets[a * 4]\n r4 = h[2].buckets[b]", 5, 2, 1, 0, 0),
        ScriptCase.Values(
            "A walk over a map", Stats,
            "counts[1] = 10\n counts[2] = 20\n counts[3] = 30\n var sum: u64 = 0\n for (k, v in counts) { sum += v + k\n r1 += 1 }\n r0 = sum", 66, 3),
        ScriptCase.Values(
            "Break, continue and return in a walk", Stats + "\n@helper fn find(wanted: u64) -> u32 { for (k, v in counts) { if (v == wanted) { return k } }\n return 99 }",
            "counts[1] = 10\n counts[2] = 20\n counts[3] = 30\n for (k, v in counts) { if (k == 2) { continue }\n r0 += v }\n for (k, v in counts) { r1 += 1\n if (r1 == 2) { break } }\n r2 = find(20)\n r3 = find(21)", 40, 2, 2, 99),
        ScriptCase.Values(
            "A walk inside a walk", Stats,
            "counts[1] = 10\n counts[2] = 20\n other[5] = 1\n other[6] = 2\n for (k, v in counts) { for (l, x in other) { r0 += v * x\n if (l == 6) { continue }\n r1 += k } }", 90, 3),
        ScriptCase.Values(
            "A walk over struct entries", Stats, "flows[1] = Stats { packets: 5, bytes: 6 }\n flows[2] = Stats { packets: 7, bytes: 8 }\n for (k, s in flows) { r0 += s.packets\n r1 += s.bytes\n s.packets = 0 }\n r2 = flows[1].packets", 12, 14, 5),
        ScriptCase.Values(
            "References go through helpers", Stats + "\n@helper fn bump(s: *Stats, by: u32) { if (s != null) { s->packets += 1\n s->bytes += by } }",
            "flows[1] = Stats::new()\n var e = flows[1]\n bump(e, 7)\n bump(e, 8)\n r0 = flows[1].packets\n r1 = flows[1].bytes\n var l: Stats\n bump(&l, 3)\n r2 = l.bytes", 2, 15, 3),
        ScriptCase.Values(
            "Globals of every kind", "var count: u32 = 5\nvar text: str(8) = \"abc\"\nvar list: u16[4] = [1, 2, 3]\nlocal var hidden: u64 = 7\nstruct P { x: u8, y: u64 }\nvar p: P\nvar unset: u32",
            "count += 1\n r0 = count\n r1 = text == \"abc\" ? 1 : 0\n text = \"xyz\"\n r2 = text[1] as u64\n list[b] = 9\n list[1] += 5\n r3 = list[3] + list[1]\n hidden -= 2\n r4 = hidden\n p.y = 8\n p.x += 1\n r5 = p.y + p.x\n r6 = unset", 6, 1, 'y', 16, 5, 9, 0) with
        {
            Globals = [("r0", 6), ("r1", 1), ("r2", 'y'), ("r3", 16), ("r4", 5), ("r5", 9), ("r6", 0), ("count", 6), ("hidden", 5)],
        },
        ScriptCase.Values(
            "Configs", "config net { on: bool = true, size: u32 = 1500, ports: u16[3] = [22, 80, 443], hits: u64 = 0 }",
            "if (net.on) { r0 = net.size }\n for (i in 0..3) { r1 += net.ports[i] }\n net.hits += 2\n r2 = net.hits\n r3 = net.ports[a]", 1500, 545, 2, 0),
        ScriptCase.Values(
            "Pinned globals", "pin var total: u64 = 5\npin var label: str(8) = \"ab\"\npin var on: bool = true",
            "total += 2\n r0 = total\n r1 = on ? 1 : 0\n on = false\n r2 = on ? 1 : 0\n label = \"xy\"\n r3 = label == \"xy\" ? 1 : 0", 7, 1, 0, 1) with
        {
            Given = [("pinned_globals", "00000000", "0500000000000000616200000000000001" + "00000000000000")],
        },
        new ScriptCase(
            "Counting over several runs",
            """
            var total: u64 = 0
            var counts : hash<u32, u64>(16)
            @xdp fn run(ctx: *xdp_md) -> xdp_action {
                total += 1
                counts[total as u32 % 2] += 10
                return XDP_PASS
            }
            """)
        {
            Runs = 5, Returns = 2, Globals = [("total", 5)],
            Entries = [("counts", "00000000", "1400000000000000"), ("counts", "01000000", "1e00000000000000")],
        },
    ];
}
