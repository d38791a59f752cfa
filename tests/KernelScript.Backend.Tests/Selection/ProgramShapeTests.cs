namespace KernelScript.Backend.Tests.Selection;

public sealed class ProgramShapeTests
{
    [Fact]
    public void A_counting_packet_program_has_no_move_too_many()
    {
        string text = Compiling.Assembly("""
            map @counts hash key u32 value u64 entries 8
            func $prog(v1: ptr<ctx>) -> i32 program(6, 37, "xdp") {
                v6: ptr<stack> = alloca 4
                v2: ptr<packet> = ctx.load v1, size 4
                v3: ptr<packet_end> = ctx.load v1 + 4, size 4
                v4: bool = packet.check v2, v3, 14
                cbr v4, b2, b3
            b2:
                v5: i8 = load v2 + 13
                v20: i32 = zext v5
                store v6, v20
                v7: ptr<map_value>? = map.lookup @counts, v6
                v21: ptr<map_value>? = const 0
                v8: bool = eq v7, v21
                cbr v8, b3, b4
            b4:
                v9: ptr<map_value> = nonnull v7
                v10: i64 = const 1
                atomic.add v9, v10
                v18: i32 = const 1
                ret v18
            b3:
                v19: i32 = const 2
                ret v19
            }
            """);
        Assert.Equal(
            """
            r4 = *(u32 *)(r1 +0)
            r5 = *(u32 *)(r1 +4)
            r0 = r4
            r0 += 14
            if r0 > r5 goto pc+12
            r0 = *(u8 *)(r4 +13)
            *(u32 *)(r10 -8) = r0
            r2 = r10
            r2 += -8
            r1 = map[counts]
            call bpf_map_lookup_elem#1
            if r0 == 0x0 goto pc+4
            r5 = 1
            lock *(u64 *)(r0 +0) += r5
            r0 = 1
            exit
            r0 = 2
            exit
            """,
            text);
    }
}
