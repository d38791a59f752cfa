namespace KernelScript.Syntax.Tests;

public sealed class TypeTests
{
    [Theory]
    [InlineData("u32", "u32")]
    [InlineData("utils.Flow", "utils.Flow")]
    [InlineData("str(16)", "str(16)")]
    [InlineData("u8[16]", "u8[16]")]
    [InlineData("[u8; 16]", "u8[16]")]
    [InlineData("[u8 16]", "u8[16]")]
    [InlineData("[*u8; N + 1]", "[*u8; N + 1]")]
    [InlineData("*[u8]", "*[u8]")]
    [InlineData("u8[]", "[u8]")]
    [InlineData("*u8[4]", "*u8[4]")]
    [InlineData("**T", "**T")]
    [InlineData("[[u8; 3]; 2]", "u8[2][3]")]
    [InlineData("u8[2][3]", "u8[2][3]")]
    [InlineData("option *T", "option *T")]
    [InlineData("fn(i32, b: *u8) -> i32", "fn(i32, b: *u8) -> i32")]
    [InlineData("fn()", "fn()")]
    [InlineData("fn(*u8, u32) -> hash: u64", "fn(*u8, u32) -> hash: u64")]
    public void Types_print_in_their_canonical_form(string text, string expected) =>
        Assert.Equal(expected, Trees.Type(text).ToString());

    [Fact]
    public void The_first_of_two_lengths_is_the_outer_array()
    {
        var outer = (ArrayTypeSyntax)Trees.Type("u8[2][3]");
        Assert.Equal("2", outer.Length!.ToString());
        Assert.Equal("u8[3]", outer.Element.ToString());
    }

    [Theory]
    [InlineData("var m : hash<u32, u64>(1024)", "hash", "u32 u64", "1024")]
    [InlineData("var m : ringbuf<Event>(1 << 12)", "ringbuf", "Event", "1 << 12")]
    [InlineData("var m : stack_trace(64)", "stack_trace", "", "64")]
    [InlineData("var m : array_of_maps<u32, hash<u32, array<u32, u64>(4)>(8)>(2)", "array_of_maps",
        "u32 hash<u32, array<u32, u64>(4)>(8)", "2")]
    [InlineData("var m : hash_of_maps<u32, hash<u32, u64>>(2)", "hash_of_maps", "u32 hash<u32, u64>", "2")]
    public void Every_kind_of_map_can_be_declared(string text, string kind, string arguments, string size)
    {
        var map = (MapDeclarationSyntax)Trees.Declaration(text);
        Assert.Equal(kind, map.Type.Kind.Text);
        Assert.Equal(arguments, string.Join(' ', map.Type.TypeArguments));
        Assert.Equal(size, map.Type.Size!.ToString());
    }

    [Fact]
    public void A_map_has_options_flags_and_a_pin()
    {
        var map = (MapDeclarationSyntax)Trees.Declaration(
            "@flags(BPF_F_NO_PREALLOC | numa_node(1))\npin var m : hash<u32, u64>(1024, map_extra = 4)");
        Assert.True(map.IsPinned);
        MapOptionSyntax option = Assert.Single(map.Type.Options);
        Assert.Equal("map_extra = 4", option.ToString());
        Assert.Equal("@flags(BPF_F_NO_PREALLOC | numa_node(1))", Assert.Single(map.Attributes).ToString());
        Assert.True(((MapDeclarationSyntax)Trees.Declaration("pin @flags(A) var m : hash<u32, u64>(1)")).IsPinned);
    }

    [Fact]
    public void Two_closing_angles_of_map_types_are_not_a_shift() =>
        Assert.IsType<MapDeclarationSyntax>(Trees.Declaration("var m : array_of_maps<u32, hash<u32, u64>>(2)"));
}
