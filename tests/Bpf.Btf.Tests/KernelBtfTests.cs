using Bpf.TestSupport;

namespace Bpf.Btf.Tests;

public class KernelBtfTests
{
    [KernelFact("5.4", KernelFeature.Btf)]
    public void Every_type_of_the_kernel_prints_as_bpftool_prints_it()
    {
        string expected = Tool.Check("bpftool", "btf", "dump", "file", "/sys/kernel/btf/vmlinux");
        Assert.True(expected == ClangBtf.Print(KernelBtf.Open()!), "the dumps differ");
    }

    [KernelFact("5.4", KernelFeature.Btf)]
    public void Every_type_of_the_kernel_passes_the_checks()
    {
        ReadOnlyMemory<byte> data = KernelBtf.Open()!.Data;
        Assert.True(BtfSpec.Read(data.Span).Count > 10_000);
    }

    [KernelFact("5.4", KernelFeature.Btf)]
    public void Types_are_found_by_name_and_kind_before_and_after_the_names_are_hashed()
    {
        BtfSpec spec = KernelBtf.Open()!;
        Dictionary<string, int[]> expected = spec.Types
            .Where(type => type.Name.Length > 0 && type is not (BtfTypeTag or BtfDeclarationTag))
            .GroupBy(type => type.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Select(spec.IdOf).ToArray(), StringComparer.Ordinal);
        string[] names = ["task_struct", "sk_buff", "int", "list_head", "pid_t", "device", "bpf_map_type", "file",
            "page"];
        for (int pass = 0; pass < 3; pass++)
        {
            Assert.All(names, name => Assert.Equal(expected[name], spec.IdsByName(name)));
            Assert.Empty(spec.IdsByName("no_such_type_anywhere"));
        }

        Assert.True(spec.TryFindStruct("task_struct", out BtfStruct? task));
        Assert.Contains(task.Members, member => member.Name == "pid");
        Assert.True(spec.TryFindId("list_head", BtfKind.Struct, out _));
        Assert.False(spec.TryFindId("list_head", BtfKind.Typedef, out _));
    }

    [KernelFact("5.4", KernelFeature.Btf)]
    public void Sizes_of_all_structures_hold_their_members()
    {
        foreach (BtfStruct type in KernelBtf.Open()!.Types.OfType<BtfStruct>())
        {
            foreach (BtfMember member in type.Members.Where(member => !member.IsBitField))
            {
                long end = (member.BitOffset / 8) + (member.Type.ByteSize ?? 0);
                Assert.True(end <= type.Size, $"{type}.{member.Name}");
            }
        }
    }
}
