using Bpf.TestSupport;

namespace Bpf.Btf.Tests;

public class BtfLayoutTests
{
    [Theory]
    [InlineData("unknown", 0, "0:0")]
    [InlineData("x", 64, "0:1:0")]
    [InlineData("y", 96, "0:1:1")]
    [InlineData("all", 128, "0:1:2:0")]
    [InlineData("high", 160, "0:1:2:1:1")]
    [InlineData("compare", 192, "0:2")]
    [InlineData("matrix", 640, "0:7")]
    [InlineData("matrix[1]", 800, "0:7:1")]
    [InlineData("matrix[1][2]", 864, "0:7:1:2")]
    public void A_member_is_found_by_its_path(string path, int bitOffset, string access)
    {
        BtfSpec spec = BtfSpec.Read(ClangBtf.Compile(ClangBtf.Sampler));
        Assert.True(spec.TryFindStruct("holder", out BtfStruct? holder));
        BtfMemberPath found = BtfMemberPath.Find(new BtfTypedef("alias", holder), path)!;
        Assert.Equal(((ulong)bitOffset, access), (found.BitOffset, found.AccessString));
    }

    [Theory]
    [InlineData("")]
    [InlineData("z")]
    [InlineData("x.y")]
    [InlineData("x[0]")]
    [InlineData("matrix[")]
    [InlineData("matrix[]")]
    [InlineData("matrix[-1]")]
    [InlineData("matrix[1]2")]
    [InlineData("matrix[99999999999]")]
    [InlineData(".x")]
    public void Paths_that_lead_nowhere_find_nothing(string path)
    {
        BtfSpec spec = BtfSpec.Read(ClangBtf.Compile(ClangBtf.Sampler));
        Assert.True(spec.TryFindStruct("holder", out BtfStruct? holder));
        Assert.Null(BtfMemberPath.Find(holder, path));
    }

    [Fact]
    public void Bit_fields_are_found_with_their_size()
    {
        BtfSpec spec = BtfSpec.Read(ClangBtf.Compile(ClangBtf.Sampler));
        Assert.True(spec.TryFindStruct("bits", out BtfStruct? bits));
        BtfMemberPath found = BtfMemberPath.Find(bits, "b")!;
        Assert.Equal((3ul, 13), (found.BitOffset, found.BitFieldSize));
    }

    [KernelFact("5.4", KernelFeature.Btf)]
    public void Members_of_the_kernel_are_found_through_anonymous_structures()
    {
        BtfSpec spec = KernelBtf.Open()!;
        Assert.True(spec.TryFindStruct("sk_buff", out BtfStruct? buffer));
        Assert.Equal(0ul, BtfMemberPath.Find(buffer, "next")!.BitOffset);
        Assert.NotNull(BtfMemberPath.Find(buffer, "protocol"));
        Assert.True(spec.TryFindStruct("task_struct", out BtfStruct? task));
        Assert.Equal(16, BtfMemberPath.Find(task, "comm")!.Type.ByteSize);
        Assert.Equal("load_weight", BtfMemberPath.Find(task, "se.load")!.Type.Name);
    }

    [Fact]
    public void Alignment_follows_the_members()
    {
        BtfSpec spec = BtfSpec.Read(ClangBtf.Compile("""
            struct a { char c; short s; } ka; struct b { struct a a[3]; int i; } kb; struct c { char c; struct b b;
            double d; } kc;
            struct __attribute__((packed)) p { char c; int i; } kp; union u { char c; long l; } ku; struct e {} ke;
            int keep(void) { return 1; }
            """));
        int Of(string name) => spec.Types.OfType<BtfStruct>().Single(type => type.Name == name).Alignment;
        Assert.Equal((2, 4, 8, 1, 8, 1), (Of("a"), Of("b"), Of("c"), Of("p"), Of("u"), Of("e")));
    }

    [Fact]
    public void Alignment_of_deeply_shared_structures_is_found_at_once()
    {
        BtfType type = new BtfInt("int", 4, BtfIntEncoding.Signed);
        for (int i = 0; i < 28; i++)
        {
            uint size = (uint)type.ByteSize!.Value;
            type = new BtfStruct("", size * 2, [new BtfMember("a", type, 0), new BtfMember("b", type, size * 8)]);
        }

        Assert.Equal(4, type.Alignment);
    }

    [Fact]
    public void Sizes_of_nested_arrays_multiply_without_overflow()
    {
        var integer = new BtfInt("int", 4, BtfIntEncoding.Signed);
        Assert.Equal(60, new BtfArray(new BtfArray(integer, integer, 5), integer, 3).ByteSize);
        BtfType huge = integer;
        for (int i = 0; i < 5; i++)
        {
            huge = new BtfArray(huge, integer, uint.MaxValue);
        }

        Assert.Equal(long.MaxValue, huge.ByteSize);
        Assert.Null(new BtfArray(BtfVoid.Instance, integer, 3).ByteSize);
    }
}
