using System.Buffers.Binary;

namespace Bpf.Btf.Tests;

public class SplitBtfTests
{
    private static readonly BtfInt _int = new("int", 4, BtfIntEncoding.Signed);

    [Fact]
    public void Types_of_a_split_spec_refer_to_those_of_its_base()
    {
        (BtfSpec kernel, byte[] module) = Split();
        BtfSpec split = BtfSpec.Read(module, kernel);
        Assert.Equal(kernel.Count, split.FirstId);
        Assert.Equal(kernel.Count + 3, split.Count);
        Assert.True(split.TryFindStruct("extra", out BtfStruct? extra));
        Assert.True(kernel.TryFindStruct("base", out BtfStruct? known));
        Assert.Same(known, ((BtfPointer)extra.Members[0].Type).Target);
        Assert.Equal("value", extra.Members[1].Name);
        Assert.Equal("int", extra.Members[1].Type.Name);
        Assert.Equal(kernel.IdOf(known), split.IdOf(known));
        Assert.Same(known, split.TypeById(kernel.IdOf(known)));
    }

    [Fact]
    public void Names_are_found_in_both_even_if_the_string_is_in_the_base()
    {
        (BtfSpec kernel, byte[] module) = Split();
        BtfSpec split = BtfSpec.Open(module, kernel);
        for (int pass = 0; pass < 12; pass++)
        {
            Assert.Single(split.IdsByName("base"));
            Assert.Equal([kernel.IdsByName("int")[0], split.Count - 1], split.IdsByName("int"));
            Assert.Empty(kernel.IdsByName("extra"));
        }
    }

    [Fact]
    public void Damaged_split_data_gives_only_format_exceptions()
    {
        (BtfSpec kernel, byte[] module) = Split();
        var random = new Random(11);
        for (int round = 0; round < 5000; round++)
        {
            byte[] damaged = (byte[])module.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                _ = ClangBtf.Print(BtfSpec.Read(damaged, kernel));
            }
            catch (BtfFormatException)
            {
                continue;
            }
        }
    }

    /// <summary>A base, and the bytes that a longer spec has more than it.</summary>
    private static (BtfSpec Base, byte[] Split) Split()
    {
        var first = new BtfBuilder();
        var known = new BtfStruct(
            "base", 8, self => [new BtfMember("self", new BtfPointer(self), 0), new BtfMember("value", _int, 0)]);
        first.Add(known);
        BtfSpec kernel = BtfSpec.Read(new BtfBuilder(first.Build()).Encode());

        // Encoding puts the strings of the base first, as they are in the base itself.
        var second = new BtfBuilder(kernel);
        second.Encode();
        Assert.True(kernel.TryFindStruct("base", out BtfStruct? type));
        Assert.True(kernel.TryFind("int", out BtfInt? integer));
        var parent = new BtfMember("parent", new BtfPointer(type), 0);
        second.Add(new BtfStruct("extra", 16, [parent, new BtfMember("value", integer, 64)]));
        second.Add(new BtfTypedef("extra_t", integer));
        second.Add(new BtfTypedef("int", integer));
        byte[] whole = second.Encode();

        (int types, int strings) = (Length(kernel.Data.Span, 12), Length(kernel.Data.Span, 20));
        byte[] split =
        [
            .. whole[..24],
            .. whole[(24 + types)..(24 + Length(whole, 12))],
            .. whole[(24 + Length(whole, 12) + strings)..],
        ];
        BinaryPrimitives.WriteInt32LittleEndian(split.AsSpan(12), Length(whole, 12) - types);
        BinaryPrimitives.WriteInt32LittleEndian(split.AsSpan(16), Length(whole, 12) - types);
        BinaryPrimitives.WriteInt32LittleEndian(split.AsSpan(20), Length(whole, 20) - strings);
        return (kernel, split);
    }

    private static int Length(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadInt32LittleEndian(data[at..]);
}
