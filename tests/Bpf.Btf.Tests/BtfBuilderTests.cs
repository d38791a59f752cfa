namespace Bpf.Btf.Tests;

public class BtfBuilderTests
{
    private static readonly BtfInt _int = new("int", 4, BtfIntEncoding.Signed);

    [Fact]
    public void Void_has_id_0_and_the_first_type_id_1()
    {
        var builder = new BtfBuilder();
        Assert.Equal(0, builder.Add(BtfVoid.Instance));
        Assert.Equal(1, builder.Add(_int));
        Assert.Same(BtfVoid.Instance, builder.Build().TypeById(0));
        Assert.Same(_int, builder.Build().TypeById(1));
    }

    [Fact]
    public void Equal_types_get_one_id()
    {
        var builder = new BtfBuilder();
        static BtfPointer Make() => new(new BtfTypedef("u32", new BtfInt("unsigned int", 4, BtfIntEncoding.None)));
        int first = builder.Add(Make());
        int second = builder.Add(Make());
        Assert.Equal(first, second);
        Assert.Equal(4, builder.Count);
    }

    [Fact]
    public void Types_that_differ_in_one_detail_stay_apart()
    {
        var builder = new BtfBuilder();
        BtfType[] types =
        [
            _int,
            new BtfInt("int", 4, BtfIntEncoding.None),
            new BtfInt("int", 4, BtfIntEncoding.Signed, bits: 31),
            new BtfPointer(_int),
            new BtfQualifier(BtfKind.Const, _int),
            new BtfQualifier(BtfKind.Volatile, _int),
            new BtfArray(_int, _int, 3),
            new BtfArray(_int, _int, 4),
            new BtfStruct("s", 4, [new BtfMember("a", _int, 0)]),
            new BtfStruct("s", 4, [new BtfMember("b", _int, 0)]),
            new BtfStruct("s", 4, [new BtfMember("a", _int, 0)], isUnion: true),
            new BtfStruct("s", 4, [new BtfMember("a", _int, 0, 8)]),
            new BtfStruct("s", 4, [new BtfMember("a", new BtfPointer(_int), 0)]),
            new BtfEnum("e", 4, false, [new BtfEnumValue("A", 1)]),
            new BtfEnum("e", 4, true, [new BtfEnumValue("A", 1)]),
            new BtfEnum("e", 4, false, [new BtfEnumValue("A", 1)], is64: true),
            new BtfForward("s"),
            new BtfForward("s", isUnion: true),
            new BtfFunctionPrototype(_int, []),
            new BtfFunctionPrototype(BtfVoid.Instance, []),
            new BtfFloat("float", 4),
            new BtfTypeTag("user", _int),
            new BtfTypeTag("user", _int, isAttribute: true),
        ];
        Assert.Equal(types.Length, types.Select(builder.Add).Distinct().Count());
        BtfSpec read = BtfSpec.Read(builder.Encode());
        BtfSpec built = builder.Build();
        Assert.All(types, type => Assert.True(type.IsEquivalentTo(read.TypeById(built.IdOf(type))), type.ToString()));
    }

    [Fact]
    public void Static_variables_that_look_alike_stay_two()
    {
        var builder = new BtfBuilder();
        int first = builder.Add(new BtfVariable("count", _int, BtfLinkage.Static));
        int second = builder.Add(new BtfVariable("count", _int, BtfLinkage.Static));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_list_node_that_points_to_itself_is_one_type()
    {
        var builder = new BtfBuilder();
        int first = builder.Add(Node("node"));
        int second = builder.Add(Node("node"));
        Assert.Equal(first, second);
        Assert.Equal(3, builder.Count);
        var read = (BtfStruct)BtfSpec.Read(builder.Encode()).TypeById(first);
        Assert.Same(read, ((BtfPointer)read.Members[0].Type).Target);
    }

    [Fact]
    public void Structures_that_refer_to_each_other_dedup_as_a_whole()
    {
        var builder = new BtfBuilder();
        int first = builder.Add(Pair(8));
        int count = builder.Count;
        Assert.Equal(first, builder.Add(Pair(8)));
        Assert.Equal(count, builder.Count);
        Assert.NotEqual(first, builder.Add(Pair(16)));
    }

    [Fact]
    public void A_recursive_type_may_be_added_from_any_of_its_parts()
    {
        BtfStruct node = Node("node");
        var pointer = (BtfPointer)node.Members[0].Type;
        var builder = new BtfBuilder();
        int first = builder.Add(pointer);
        BtfSpec spec = BtfSpec.Read(builder.Encode());
        Assert.Equal(3, spec.Count);
        Assert.True(pointer.IsEquivalentTo(spec.TypeById(first)));
        Assert.Equal(first, builder.Add(Node("node").Members[0].Type));
    }

    [Fact]
    public void Chains_of_many_pointers_do_not_overflow_the_stack_and_are_not_read_back()
    {
        BtfType type = _int;
        for (int i = 0; i < 100_000; i++)
        {
            type = new BtfPointer(type);
        }

        var builder = new BtfBuilder();
        builder.Add(type);
        Assert.Equal(100_002, builder.Count);
        Assert.Throws<BtfFormatException>(() => BtfSpec.Read(builder.Encode()));
    }

    [Fact]
    public void A_builder_that_begins_with_a_spec_keeps_its_ids()
    {
        var builder = new BtfBuilder();
        builder.Add(Pair(8));
        BtfSpec spec = builder.Build();
        var extended = new BtfBuilder(spec);
        int added = extended.Add(new BtfTypedef("extra", _int));
        Assert.Equal(spec.Count, added - 1); // "int" is new here as well
        BtfSpec result = extended.Build();
        Assert.All(spec.Types, type => Assert.Equal(spec.IdOf(type), result.IdOf(type)));
    }

    [Fact]
    public void Ids_of_foreign_types_are_not_given()
    {
        BtfSpec spec = new BtfBuilder().Build();
        Assert.False(spec.TryGetId(_int, out _));
        Assert.Throws<ArgumentException>(() => spec.IdOf(_int));
    }

    [Fact]
    public void The_same_calls_give_the_same_bytes()
    {
        static byte[] Encode()
        {
            var builder = new BtfBuilder();
            builder.Add(Pair(8));
            builder.AddString("a line of source");
            var variable = new BtfVariable("v", _int, BtfLinkage.Global);
            builder.Add(new BtfDataSection(".bss", 4, [new BtfSectionVariable(variable, 0, 4)]));
            return builder.Encode();
        }

        Assert.Equal(Encode(), Encode());
    }

    private static BtfStruct Node(string name) =>
        new(name, 8, self => [new BtfMember("next", new BtfPointer(self), 0)]);

    private static BtfStruct Pair(uint size) => new("left", 8, left =>
    [
        new BtfMember("right", new BtfPointer(Right(left, size)), 0),
    ]);

    private static BtfStruct Right(BtfStruct left, uint size) =>
        new("right", size, _ => [new BtfMember("left", new BtfPointer(left), 0)]);
}
