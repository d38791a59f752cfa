namespace KernelScript.Backend.Tests.Selection;

public sealed class FirstTests
{
    [Fact]
    public void Parse()
    {
        string text = Compiling.Assembly("""
            map @counts hash key u32 value u64 entries 8
            func $prog(v1: ptr<ctx>) -> i32 program(6, 37, "xdp") {
                v2: ptr<packet> = ctx.load v1, size 4
                v3: ptr<packet_end> = ctx.load v1 + 4, size 4
                v4: bool = packet.check v2, v3, 14
                cbr v4, b2, b3
            b2:
                v5: i8 = load v2 + 13
                v6: ptr<stack> = alloca 4
                v20: i32 = zext v5
                store v6, v20
                v7: ptr<map_value>? = map.lookup @counts, v6
                v21: ptr<map_value>? = const 0
                v8: bool = eq v7, v21
                cbr v8, b3, b4
            b4:
                v9: ptr<map_value> = nonnull v7
                v10: i64 = const 1
                v11: i64 = atomic.add v9, v10
                v12: i64 = load v9
                v13: i64 = const 100
                v14: bool = ugt v12, v13
                v15: i32 = const 2
                v16: i32 = const 1
                v17: i32 = select v14, v15, v16
                ret v17
            b3:
                v18: i32 = const 2
                ret v18
            }
            """.Replace("v6: ptr<stack> = alloca 4\n", "").Replace("v2: ptr<packet>", "v6: ptr<stack> = alloca 4\n v2: ptr<packet>"));
        Assert.Equal("", text);
    }
}
