namespace KernelScript.Lowering.Tests.Cases;

/// <summary>Packets, contexts, kernel helpers, prints and ring buffers.</summary>
internal static class PacketCases
{
    // Ethernet, IPv4 (ihl 5, TCP, 10.0.0.1 to 10.0.0.2), TCP ports 0x1234 to 80, then "hello".
    private const string Tcp =
        "0102030405060708090a0b0c0800" + "4500002d00010000400600000a0000010a000002"
        + "12340050000000010000000250020000" + "00000000" + "68656c6c6f";

    private static string Padded(string hex) => hex + new string('0', 128);

    private static ScriptCase Packet(string name, string declarations, string body, params ulong[] expected) =>
        new(name, $$"""
            {{string.Join('\n', expected.Select((_, i) => $"var r{i}: u64 = 0"))}}
            var i: u32 = 12
            var far: u32 = 70000
            var wide: u64 = 0xFFFFFFFFFFFFFFF0
            var back: i32 = -4
            {{declarations}}
            @xdp
            fn run(ctx: *xdp_md) -> xdp_action {
                {{body}}
                return XDP_PASS
            }
            """)
        {
            Packet = Padded(Tcp), Returns = 2, Globals = [.. expected.Select((value, i) => ($"r{i}", value))],
        };

    private const string Headers = """
        struct Eth { dst: u8[6], src: u8[6], kind: u16 }
        struct Ip { version: u8, tos: u8, len: u16, id: u16, frag: u16, ttl: u8, protocol: u8, check: u16, src: u32, dst: u32 }
        struct Odd { x: u8, y: u32 }
        """;

    public static IEnumerable<ScriptCase> All =>
    [
        Packet("Bytes by index and by pointer", "", "var data = ctx->data\n r0 = data[0]\n r1 = data[13]\n r2 = *(data + 23)\n r3 = *data\n r4 = data[i]", 1, 0, 6, 1, 8),
        Packet("Reads wider than a byte", "", "var data = ctx->data\n r0 = *((data + 12) as *u16)\n r1 = ntohl(*((data + 26) as *u32))\n r2 = *(data as *u64)\n r3 = *((data + i + 2) as *u32)", 8, 0x0A000001, 0x0807060504030201, 0x2d000045),
        Packet("Overlays", Headers, "var eth = ctx->data as *Eth\n r0 = ntohs(eth->kind)\n var ip = (ctx->data + 14) as *Ip\n r1 = ip->protocol\n r2 = ntohl(ip->dst)\n r3 = eth->src[2]\n r4 = eth->dst[i - 10]\n r5 = ntohs(((ctx->data + 14) as *Ip)->len)", 0x800, 6, 0x0A000002, 9, 3, 45),
        Packet("Variable header length", "", "var data = ctx->data\n var end = ctx->data_end\n if (data + 34 > end) { return XDP_DROP }\n var hl = ((data[14] & 0x0F) as u32) * 4\n var tcp = data + 14 + hl\n if (tcp + 20 > end) { return XDP_DROP }\n r0 = ntohs(*(tcp as *u16))\n r1 = ntohs(*((tcp + 2) as *u16))\n r2 = tcp[13]\n r3 = end - data", 0x1234, 80, 2, (ulong)Tcp.Length / 2 + 64),
        Packet("A read out of bounds gives zero", "", "var data = ctx->data\n r0 = data[4000]\n r1 = data[far]\n r2 = data[wide]\n r3 = *((data + far) as *u32)\n var p = data + far\n r4 = p[0]\n var q = data + wide\n r5 = *q\n r6 = data[back]\n r7 = 1", 0, 0, 0, 0, 0, 0, 0, 1),
        Packet("Pointers that move", "", "var p = ctx->data\n p = p + 10\n p += i\n r0 = p[1]\n p = p - 4\n r1 = p[5]\n p -= 4\n r2 = p[9]\n var sum: u64 = 0\n var q = ctx->data\n for (k in 0..6) { sum += *q\n q += 1 }\n r3 = sum", 6, 6, 6, 21),
        Packet("A loop over the packet", "", "var sum: u64 = 0\n var size = (ctx->data_end - ctx->data) as u32\n for (k in 0..size) { sum += ctx->data[k] }\n r0 = sum\n var j: u32 = 0\n var data = ctx->data\n while (j < 14 && data + j + 1 <= ctx->data_end) { r1 += data[j]\n j += 1 }", PacketSum, 86),
        Packet("Writes", Headers, "var data = ctx->data\n data[0] = 0xAA\n *((data + 12) as *u16) = htons(0x86DD)\n var eth = data as *Eth\n eth->src[i - 10] = 0xBB\n eth->dst[5] += 1\n data[far] = 9\n data[9000] = 9\n r0 = data[0]\n r1 = eth->src[2]\n r2 = eth->dst[5]\n r3 = ntohs(eth->kind)", 0xAA, 0xBB, 7, 0x86DD) with
        {
            PacketAfter = Padded("aa02030405070708bb0a0b0c86dd" + Tcp[28..]),
        },
        Packet("Copying structs out of and into a packet", Headers, "var eth = *(ctx->data as *Eth)\n r0 = eth.src[0]\n eth.kind = 1\n *(ctx->data as *Eth) = eth\n r1 = *((ctx->data + 12) as *u16)\n var o = *((ctx->data + 20) as *Odd)\n r2 = o.x\n var z = *((ctx->data + 5000) as *Eth)\n r3 = z.kind + z.src[0]", 7, 1, 0, 0),
        Packet("Padding copied from a packet is zero", Headers + "var odd : hash<Odd, u32>(4)", "var o = *(ctx->data as *Odd)\n odd[o] = 1\n odd[*(ctx->data as *Odd)] += 1\n r0 = odd[Odd { x: 1, y: 0x08070605 }]", 2),
        Packet("Helpers with packet pointers", Headers + "@helper fn kind(p: *u8) -> u16 { return ntohs(*((p + 12) as *u16)) }\n@helper fn ip_of(ctx: *xdp_md) -> *Ip { if (ctx->data + 34 > ctx->data_end) { return null }\n return (ctx->data + 14) as *Ip }\n@helper fn checked(p: *u8, end: *u8, at: u32) -> u8 { if (p + 20 > end) { return 0 }\n return p[at] }", "r0 = kind(ctx->data)\n r1 = kind(ctx->data + 8000)\n var ip = ip_of(ctx)\n if (ip != null) { r2 = ip->protocol\n r3 = ip->ttl }\n r4 = checked(ctx->data, ctx->data_end, i)", 0x800, 0, 6, 64, 8),
        Packet("Checks in every spelling", "", "var data = ctx->data\n var end = ctx->data_end\n if (data + 14 <= end) { r0 = data[13] + 1 }\n if (end < data + 20) { return XDP_DROP }\n r1 = data[19]\n if (end >= data + 34) { r2 = data[23] }\n if (data + 40 >= end) { return XDP_DROP }\n r3 = data[40]\n if (!(data + 44 > end) && data[44] == 0) { r4 = 1 }\n if (data + 100000 > end) { r5 = 1 }", 1, 1, 6, 0, 1, 1),
        Packet("A short packet", Headers, "var eth = ctx->data as *Eth\n r0 = eth->kind\n var ip = (ctx->data + 14) as *Ip\n r1 = ip->protocol\n ip->ttl = 9\n r2 = ctx->data[14]\n r3 = ctx->data[13]", 8, 0, 0, 7) with
        {
            Packet = "0102030405060102030405060807" + "", Globals = [("r0", 0x0708), ("r1", 0), ("r2", 0), ("r3", 7)],
        },
        Packet("Context fields", "", "r0 = ctx->data_end - ctx->data\n r1 = ctx->rx_queue_index\n r2 = ctx->data[1]", (ulong)Tcp.Length / 2 + 64, 0, 2),
        new ScriptCase(
            "A TC program reads and writes its context",
            """
            var r0: u64 = 0
            var r1: u64 = 0
            var r2: u64 = 0
            var at: u32 = 3
            @tc("ingress")
            fn run(ctx: *__sk_buff) -> i32 {
                r0 = ctx->len
                ctx->mark = 7
                ctx->mark += 5
                r1 = ctx->mark
                ctx->cb[1] = 9
                ctx->cb[3] = 11
                r2 = ctx->cb[1] + ctx->cb[at]
                if (ctx->data + 14 <= ctx->data_end && ctx->data[0] == 1) {
                    return TC_ACT_SHOT
                }
                return TC_ACT_OK
            }
            """)
        {
            Packet = Padded(Tcp), Returns = 2, Globals = [("r0", (ulong)Tcp.Length / 2 + 64), ("r1", 12), ("r2", 20)],
        },
        Packet("Kernel helpers", "", "var t = bpf_ktime_get_ns()\n r0 = t > 0 ? 1 : 0\n var u = bpf_ktime_get_ns()\n r1 = u >= t ? 1 : 0\n r2 = bpf_get_smp_processor_id() < 4096 ? 1 : 0\n r3 = bpf_get_prandom_u32() == bpf_get_prandom_u32() ? 0 : 1", 1, 1, 1, 1),
        Packet(
            "Ring buffers", "struct Event { kind: u8, at: u64, data: u32[3] }\nvar events : ringbuf<Event>(4096)",
            "var e = events.reserve()\n if (e != null) { e->kind = 5\n e->data[i - 10] = 9\n e->at += 3\n r0 = e->at\n events.submit(e) }\n var d = events.reserve()\n if (d == null) { return XDP_DROP }\n r1 = d->at + d->kind\n events.discard(d)\n events.output(Event { kind: 1 })\n r2 = 1", 3, 0, 1),
        Packet("Prints", "enum Kind { ONE = 1 }\nvar name: str(4) = \"abcd\"", "print(\"plain\")\n print(\"%d of %u in %s\", -3, i, name)\n print(\"values: \", i, \" and \", back)\n print(\"%x %llu %c 100%%\", 255, wide, 'z')\n print(\"%d %d %d %d %d\", 1, 2, 3, 4, i)\n print(\"ümlaut %d\", i)\n print(\"%-6sx%d\", name, 5)\n r0 = 1", 1) with
        {
            Prints = ["plain", "-3 of 12 in abcd", "values: 12 and -4", "ff 18446744073709551600 z 100%", "1 2 3 4 12", "ümlaut 12", "abcd  x5"],
        },
        Packet("Old program results by name", "", "if (ctx->data[0] == 1) { return XDP_DROP }", []) with { Returns = 1 },
        Packet("Named returns", "@helper fn wide_one(x: u64) -> result: u64 { result = x + 1\n if (x > 5) { return }\n result = result * 2\n return }\n@helper fn early(x: u32) -> value: u64 { value = 7\n if (x == 0) { return 9 } }", "r0 = wide_one(wide)\n r1 = wide_one(1)\n r2 = early(1)\n r3 = early(0)", 0xFFFFFFFFFFFFFFF1, 4, 7, 9),
        Packet("Helpers before their definition, shared by two programs", "", "later(1)\n r0 = later(3)\n return XDP_PASS\n }\n @helper fn later(x: u32) -> u64 { return x * 5\n }\n @xdp fn third(ctx: *xdp_md) -> xdp_action { later(2)", 15),
    ];

    private static ulong PacketSum => (ulong)Convert.FromHexString(Padded(Tcp)).Sum(b => b);
}
