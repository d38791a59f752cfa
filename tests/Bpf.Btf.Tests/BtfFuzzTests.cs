namespace Bpf.Btf.Tests;

public class BtfFuzzTests
{
    private const int Rounds = 2000;

    [Fact]
    public void Damaged_btf_is_read_or_refused_with_a_format_exception()
    {
        byte[] sound = SampleBtf();
        ForEachDamage(sound, damaged =>
        {
            BtfSpec spec = BtfSpec.Read(damaged);
            _ = ClangBtf.Print(spec);
            foreach (BtfType type in spec.Types)
            {
                _ = type.ByteSize;
                _ = type.Underlying;
            }

            using var text = new StringWriter();
            BtfCPrinter.Print(spec, text);
            Assert.InRange(text.GetStringBuilder().Length, 0, 1_000_000);
            BtfSpec again = BtfSpec.Read(new BtfBuilder(spec).Encode());
            Assert.Equal(spec.Count, again.Count);
        });
    }

    [Fact]
    public void Damaged_btf_opened_unchecked_gives_only_format_exceptions_when_used()
    {
        ForEachDamage(SampleBtf(), damaged =>
        {
            BtfSpec spec = BtfSpec.Open(damaged);
            Assert.Empty(spec.IdsByName("no such name"));
            for (int id = 0; id < spec.Count; id++)
            {
                _ = spec.TypeById(id);
            }
        });
    }

    [Fact]
    public void Damaged_ext_sections_are_read_or_refused_with_a_format_exception()
    {
        var builder = new BtfBuilder(BtfSpec.Read(SampleBtf()));
        int function = builder.Add(SampleFunction());
        var info = new BtfExtInfo
        {
            Sections =
            [
                new BtfExtSection
                {
                    Name = "xdp",
                    Functions = [new BtfFunctionInfo(0, function), new BtfFunctionInfo(64, function)],
                    Lines = [new BtfLineInfo(0, "a.ks", "return 1", 3, 5), new BtfLineInfo(8, "a.ks", "}", 4, 1)],
                    CoreRelocations = [new BtfCoreRelocation(16, 1, "0:1", CoreRelocationKind.FieldByteOffset)],
                },
            ],
        };
        byte[] sound = info.Encode(builder);
        BtfSpec spec = BtfSpec.Read(builder.Encode());
        ForEachDamage(sound, damaged => _ = BtfExtInfo.Read(damaged, spec));
    }

    [Fact]
    public void Types_that_contain_themselves_are_refused()
    {
        var self = new BtfStruct("self", 4, s => [new BtfMember("me", s, 0)]);
        var array = new BtfStruct("array", 4, s => [new BtfMember("us", new BtfArray(s, SampleInt(), 2), 0)]);
        foreach (BtfStruct type in (BtfStruct[])[self, array])
        {
            var builder = new BtfBuilder();
            builder.Add(type);
            BtfFormatException refusal = Assert.Throws<BtfFormatException>(() => BtfSpec.Read(builder.Encode()));
            Assert.Contains("contains itself", refusal.Message, StringComparison.Ordinal);
            Assert.InRange(refusal.Offset, 24, builder.Encode().Length);
        }
    }

    private static void ForEachDamage(byte[] sound, Action<byte[]> use)
    {
        int seed = Environment.GetEnvironmentVariable("FUZZ_SEED") is { } given
            ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = Damage(sound, random);
            try
            {
                use(damaged);
            }
            catch (BtfFormatException e)
            {
                Assert.InRange(e.Offset, 0, damaged.Length);
            }
            catch (Exception e)
            {
                Assert.Fail($"FUZZ_SEED={seed}, round {round}: {e}");
            }
        }
    }

    private static byte[] Damage(byte[] sound, Random random)
    {
        byte[] damaged = random.Next(8) == 0 ? sound[..random.Next(sound.Length + 1)] : (byte[])sound.Clone();
        int changes = random.Next(1, 6);
        for (int i = 0; i < changes && damaged.Length > 0; i++)
        {
            // Small values and bit flips hit ids, counts and kinds; random bytes rarely do.
            int at = random.Next(damaged.Length);
            damaged[at] = random.Next(3) switch
            {
                0 => (byte)random.Next(256),
                1 => (byte)random.Next(24),
                _ => (byte)(damaged[at] ^ (1 << random.Next(8))),
            };
        }

        return damaged;
    }

    private static BtfInt SampleInt() => new("int", 4, BtfIntEncoding.Signed);

    private static BtfFunction SampleFunction() => new(
        "main", new BtfFunctionPrototype(SampleInt(), [new BtfParameter("ctx", new BtfPointer(BtfVoid.Instance))]),
        BtfLinkage.Global);

    private static byte[] SampleBtf()
    {
        var builder = new BtfBuilder();
        BtfInt integer = SampleInt();
        var node = new BtfStruct(
            "node",
            40,
            self =>
            [
                new BtfMember("next", new BtfPointer(new BtfTypedef("node_t", self)), 0),
                new BtfMember("flags", integer, 64, 5),
                new BtfMember("", new BtfStruct("", 8, [new BtfMember("a", integer, 0)], isUnion: true), 128),
                new BtfMember("list", new BtfArray(integer, integer, 4), 192),
            ]);
        builder.Add(node);
        builder.Add(new BtfEnum("e", 4, true, [new BtfEnumValue("A", -1), new BtfEnumValue("B", 2)]));
        builder.Add(new BtfEnum("e64", 8, false, [new BtfEnumValue("C", long.MinValue)], is64: true));
        builder.Add(SampleFunction());
        builder.Add(new BtfFloat("double", 8));
        builder.Add(new BtfForward("later"));
        var tagged = new BtfTypeTag("rcu", new BtfQualifier(BtfKind.Volatile, integer));
        builder.Add(new BtfQualifier(BtfKind.Const, tagged));
        builder.Add(new BtfDeclarationTag("tagged", node, 1));
        var variable = new BtfVariable("v", node, BtfLinkage.Global);
        builder.Add(new BtfDataSection(".data", 40, [new BtfSectionVariable(variable, 0, 40)]));
        return builder.Encode();
    }
}
