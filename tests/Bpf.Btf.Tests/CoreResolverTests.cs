namespace Bpf.Btf.Tests;

public class CoreResolverTests
{
    private const string Target = """
        typedef unsigned u32; typedef unsigned long long u64;
        enum kind { FIRST = 5, SECOND = 7 };
        struct inner { u64 before; int deep; char name[8]; };
        struct thing {
            u64 added; char label[4]; u32 count; struct { union { int inside; float f; }; }; struct inner list[3];
            unsigned a : 3, b : 9; int sign : 5; void *pointer; u64 grown; short shrunk; int changed; enum kind kind;
            int tail[];
        };
        union either { int a; long b; };
        struct only { int x; };
        typedef int (*callback)(struct thing *, int);
        struct thing *t; struct only *o; union either *e; callback c; enum kind k;
        int keep(void) { return 1; }
        """;

    private const string Local = """
        typedef unsigned u32; typedef unsigned long long u64;
        enum kind { SECOND, FIRST, GONE };
        struct inner { int deep; };
        struct thing___old {
            u32 count; int inside; struct inner list[2]; unsigned b : 4; int sign : 4; void *pointer;
            u32 grown; u64 shrunk; int changed_not; char label; int missing; float kind; int tail[4];
        };
        struct thing { int x; };
        union either___2 { int a; };
        struct never { int x; };
        struct only { int x; };
        typedef long (*callback)(struct thing *, int);
        struct thing___old *t; struct thing *t2; union either___2 *e; struct never *n; struct only *o; callback c;
        enum kind k;
        int keep(void) { return 1; }
        """;

    private readonly BtfSpec _local = BtfSpec.Read(ClangBtf.Compile(Local));
    private readonly BtfSpec _target = BtfSpec.Read(ClangBtf.Compile(Target));

    [Theory]
    [InlineData("0:0", CoreRelocationKind.FieldByteOffset, 12, 0)] // count
    [InlineData("0:0", CoreRelocationKind.FieldByteSize, 4, 4)]
    [InlineData("0:1", CoreRelocationKind.FieldByteOffset, 16, 4)] // inside, now in anonymous types
    [InlineData("0:1", CoreRelocationKind.FieldSigned, 1, 1)]
    [InlineData("0:2:1:0", CoreRelocationKind.FieldByteOffset, 24 + 24 + 8, 8 + 4)] // list[1].deep
    [InlineData("0:5", CoreRelocationKind.FieldByteSize, 8, 8)] // pointer
    [InlineData("0:6", CoreRelocationKind.FieldByteSize, 8, 4)] // grown
    [InlineData("0:3", CoreRelocationKind.FieldRightShift, 64 - 9, 64 - 4)] // b
    [InlineData("0:3", CoreRelocationKind.FieldLeftShift, 64 - 12, 64 - 4)]
    [InlineData("0:4", CoreRelocationKind.FieldSigned, 1, 1)] // sign
    [InlineData("0:0", CoreRelocationKind.FieldExists, 1, 1)]
    [InlineData("0:10", CoreRelocationKind.FieldExists, 0, 1)] // missing
    [InlineData("0:11", CoreRelocationKind.FieldExists, 0, 1)] // kind has an incompatible type
    [InlineData("0:12:100", CoreRelocationKind.FieldExists, 1, 0)] // element of a flexible array
    public void Fields_are_found_by_name(string access, CoreRelocationKind kind, int expected, int local)
    {
        if (access == "0:12:100")
        {
            // Only the kernel's array is flexible: the local access itself is out of bounds.
            Assert.Throws<BtfFormatException>(() => Resolve("thing___old", access, kind));
            return;
        }

        CoreResolution resolution = Resolve("thing___old", access, kind);
        Assert.True(resolution.IsResolved);
        Assert.Equal(((ulong)expected, (ulong)local), (resolution.Value, resolution.LocalValue));
    }

    [Fact]
    public void Elements_beyond_the_end_exist_in_flexible_arrays_only()
    {
        Assert.Equal(1ul, Resolve("thing___old", "0:12:3", CoreRelocationKind.FieldExists).Value);
        Assert.Equal(0ul, Resolve("thing___old", "0:9", CoreRelocationKind.FieldExists).Value);
    }

    [Fact]
    public void What_the_kernel_lacks_is_not_resolved()
    {
        Assert.False(Resolve("thing___old", "0:10", CoreRelocationKind.FieldByteOffset).IsResolved);
        Assert.False(Resolve("never", "0:0", CoreRelocationKind.FieldByteOffset).IsResolved);
        Assert.False(Resolve("never", "0", CoreRelocationKind.TypeSize).IsResolved);
        Assert.Equal(0ul, Resolve("never", "0", CoreRelocationKind.TypeExists).Value);
    }

    [Fact]
    public void Loads_may_change_size_for_unsigned_integers_and_pointers_only()
    {
        Assert.Equal(8, Resolve("thing___old", "0:6", CoreRelocationKind.FieldByteOffset).AccessSize);
        CoreResolution shrunk = Resolve("thing___old", "0:7", CoreRelocationKind.FieldByteOffset);
        Assert.Equal(CoreResolution.NoAccess, shrunk.AccessSize);
        Assert.Equal(0, Resolve("thing___old", "0:0", CoreRelocationKind.FieldByteOffset).AccessSize);
    }

    [Fact]
    public void Types_are_compared_by_kind_and_matched_by_content()
    {
        Assert.Equal(1ul, Resolve("thing___old", "0", CoreRelocationKind.TypeExists).Value);
        Assert.Equal(0ul, Resolve("thing___old", "0", CoreRelocationKind.TypeMatches).Value);
        Assert.Equal(1ul, Resolve("only", "0", CoreRelocationKind.TypeMatches).Value);
        Assert.Equal(1ul, Resolve("either___2", "0", CoreRelocationKind.TypeMatches).Value);
        Assert.Equal(1ul, Resolve("callback", "0", CoreRelocationKind.TypeExists).Value);
        CoreResolution size = Resolve("either___2", "0", CoreRelocationKind.TypeSize);
        Assert.Equal((8ul, 4ul), (size.Value, size.LocalValue));
        Assert.True(_target.TryFindStruct("thing", out BtfStruct? thing));
        Assert.Equal((ulong)_target.IdOf(thing), Resolve("thing___old", "0", CoreRelocationKind.TypeIdTarget).Value);
        int local = _local.IdOf(Find("thing___old"));
        Assert.Equal((ulong)local, Resolve("thing___old", "0", CoreRelocationKind.TypeIdLocal).Value);
    }

    [Fact]
    public void Enumerators_are_found_by_name()
    {
        Assert.Equal((7ul, 0ul), Values(Resolve("kind", "0", CoreRelocationKind.EnumValue)));
        Assert.Equal((5ul, 1ul), Values(Resolve("kind", "1", CoreRelocationKind.EnumValue)));
        Assert.Equal(1ul, Resolve("kind", "1", CoreRelocationKind.EnumValueExists).Value);
        Assert.Equal(0ul, Resolve("kind", "2", CoreRelocationKind.EnumValueExists).Value);
        Assert.False(Resolve("kind", "2", CoreRelocationKind.EnumValue).IsResolved);
        static (ulong, ulong) Values(CoreResolution resolution) => (resolution.Value, resolution.LocalValue);
    }

    [Theory]
    [InlineData("thing___old", "", CoreRelocationKind.FieldExists)]
    [InlineData("thing___old", "0:99", CoreRelocationKind.FieldExists)]
    [InlineData("thing___old", "0:0:0", CoreRelocationKind.FieldExists)]
    [InlineData("thing___old", "0:-1", CoreRelocationKind.FieldExists)]
    [InlineData("kind", "9", CoreRelocationKind.EnumValue)]
    [InlineData("thing___old", "0", (CoreRelocationKind)77)]
    public void Damaged_relocations_are_refused(string root, string access, CoreRelocationKind kind) =>
        Assert.Throws<BtfFormatException>(() => Resolve(root, access, kind));

    private BtfType Find(string name) => _local.TypeById(_local.IdsByName(name)[0]);

    private CoreResolution Resolve(string root, string access, CoreRelocationKind kind) =>
        new CoreResolver(_target).Resolve(Find(root), _local.IdOf(Find(root)), access, kind);
}
