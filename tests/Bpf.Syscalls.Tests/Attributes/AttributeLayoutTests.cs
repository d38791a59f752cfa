using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Bpf.Btf;
using Bpf.Syscalls.Attributes;
using Bpf.Syscalls.Interop;
using Bpf.TestSupport;

namespace Bpf.Syscalls.Tests;

/// <summary>Every field is where the running kernel's own BTF says it is.</summary>
public class AttributeLayoutTests
{
    private static readonly Lazy<BtfSpec> _kernel = new(() => KernelBtf.Open()!);

    /// <summary>The structure, and the member or a field of the part of <c>union bpf_attr</c> that it is.</summary>
    public static TheoryData<Type, string> Attributes => new()
    {
        { typeof(MapCreateAttr), "map_type" },
        { typeof(MapElementAttr), "key" },
        { typeof(MapBatchAttr), "batch" },
        { typeof(ProgramLoadAttr), "prog_type" },
        { typeof(ObjectPinAttr), "pathname" },
        { typeof(ProgramAttachAttr), "attach_bpf_fd" },
        { typeof(TestRunAttr), "test" },
        { typeof(ObjectIdAttr), "open_flags" },
        { typeof(ObjectInfoAttr), "info" },
        { typeof(ProgramQueryAttr), "query" },
        { typeof(RawTracepointOpenAttr), "raw_tracepoint" },
        { typeof(BtfLoadAttr), "btf_size" },
        { typeof(LinkUpdateAttr), "link_update" },
        { typeof(LinkDetachAttr), "link_detach" },
        { typeof(EnableStatsAttr), "enable_stats" },
        { typeof(IterCreateAttr), "iter_create" },
        { typeof(ProgramBindMapAttr), "prog_bind_map" },
    };

    /// <summary>The structure, its kernel name, and the fields with other names than the kernel's.</summary>
    public static TheoryData<Type, string> Structures => new()
    {
        { typeof(MapInfoData), "bpf_map_info" },
        { typeof(ProgramInfoData), "bpf_prog_info" },
        { typeof(BtfInfoData), "bpf_btf_info" },
        { typeof(PerfEventAttr), "perf_event_attr" },
    };

    [KernelTheory("6.16", KernelFeature.Btf)]
    [MemberData(nameof(Attributes))]
    public void An_attribute_is_laid_out_as_in_the_kernel(Type type, string key)
    {
        Assert.True(_kernel.Value.TryFind("bpf_attr", out BtfStruct? union));

        BtfStruct part = union!.Members
            .Where(member => member.Name == key || Flatten((BtfStruct)member.Type.Underlying, 0).ContainsKey(key))
            .Select(member => (BtfStruct)member.Type.Underlying)
            .First();

        AssertSameLayout(type, part);
    }

    [KernelTheory("6.16", KernelFeature.Btf)]
    [MemberData(nameof(Structures))]
    public void A_structure_is_laid_out_as_in_the_kernel(Type type, string name)
    {
        Assert.True(_kernel.Value.TryFind(name, out BtfStruct? structure));

        AssertSameLayout(type, structure!);
    }

    [KernelFact("6.16", KernelFeature.Btf)]
    public void The_tails_of_links_are_laid_out_as_in_the_kernel()
    {
        Assert.True(_kernel.Value.TryFind("bpf_attr", out BtfStruct? union));
        var create = (BtfStruct)union!.Members.Single(member => member.Name == "link_create").Type.Underlying;
        Dictionary<string, (int Offset, int Size)> fields = Flatten(create, 0, "");

        (string Field, string KernelField)[] pairs =
        [
            (nameof(LinkCreateAttr.ProgFd), "prog_fd"),
            (nameof(LinkCreateAttr.TargetFd), "target_ifindex"),
            (nameof(LinkCreateAttr.AttachType), "attach_type"),
            (nameof(LinkCreateAttr.Flags), "flags"),
            (nameof(LinkCreateAttr.TargetBtfId), "target_btf_id"),
            (nameof(LinkCreateAttr.IterInfo), "iter_info"),
            (nameof(LinkCreateAttr.IterInfoLen), "iter_info_len"),
            (nameof(LinkCreateAttr.PerfEventCookie), "perf_event.bpf_cookie"),
            (nameof(LinkCreateAttr.TracingCookie), "tracing.cookie"),
            (nameof(LinkCreateAttr.RelativeFd), "tcx.relative_fd"),
            (nameof(LinkCreateAttr.ExpectedRevision), "tcx.expected_revision"),
            (nameof(LinkCreateAttr.RelativeFd), "cgroup.relative_fd"),
            (nameof(LinkCreateAttr.UprobePath), "uprobe_multi.path"),
            (nameof(LinkCreateAttr.UprobeOffsets), "uprobe_multi.offsets"),
            (nameof(LinkCreateAttr.UprobeCookies), "uprobe_multi.cookies"),
            (nameof(LinkCreateAttr.UprobeCount), "uprobe_multi.cnt"),
            (nameof(LinkCreateAttr.UprobeFlags), "uprobe_multi.flags"),
            (nameof(LinkCreateAttr.UprobePid), "uprobe_multi.pid"),
            (nameof(LinkCreateAttr.NetfilterFamily), "netfilter.pf"),
            (nameof(LinkCreateAttr.NetfilterHook), "netfilter.hooknum"),
            (nameof(LinkCreateAttr.NetfilterPriority), "netfilter.priority"),
            (nameof(LinkCreateAttr.NetfilterFlags), "netfilter.flags"),
        ];
        Assert.All(pairs, pair => Assert.Equal(
            fields[pair.KernelField].Offset, (int)Marshal.OffsetOf<LinkCreateAttr>(pair.Field)));
    }

    [KernelFact("6.16", KernelFeature.Btf)]
    public void The_tails_of_link_infos_are_laid_out_as_in_the_kernel()
    {
        Assert.True(_kernel.Value.TryFind("bpf_link_info", out BtfStruct? info));
        Dictionary<string, (int Offset, int Size)> fields = Flatten(info!, 0, "");

        (string Field, string KernelField)[] pairs =
        [
            (nameof(LinkInfoData.Type), "type"),
            (nameof(LinkInfoData.Id), "id"),
            (nameof(LinkInfoData.ProgId), "prog_id"),
            (nameof(LinkInfoData.Ifindex), "xdp.ifindex"),
            (nameof(LinkInfoData.Ifindex), "tcx.ifindex"),
            (nameof(LinkInfoData.TcxAttachType), "tcx.attach_type"),
            (nameof(LinkInfoData.TracingAttachType), "tracing.attach_type"),
            (nameof(LinkInfoData.TargetObjId), "tracing.target_obj_id"),
            (nameof(LinkInfoData.TargetBtfId), "tracing.target_btf_id"),
            (nameof(LinkInfoData.TpName), "raw_tracepoint.tp_name"),
            (nameof(LinkInfoData.TpNameLen), "raw_tracepoint.tp_name_len"),
            (nameof(LinkInfoData.CgroupId), "cgroup.cgroup_id"),
            (nameof(LinkInfoData.CgroupAttachType), "cgroup.attach_type"),
        ];
        Assert.All(pairs, pair => Assert.Equal(
            fields[pair.KernelField].Offset, (int)Marshal.OffsetOf<LinkInfoData>(pair.Field)));
    }

    [KernelFact("6.18", KernelFeature.Btf)]
    public void Enumerations_have_the_kernels_values()
    {
        AssertSameValues<BpfCommand>("bpf_cmd", "BPF_", "OBJ_PIN", nameof(BpfCommand.ObjPin));
        AssertSameValues<LinkType>("bpf_link_type", "BPF_LINK_TYPE_", "TCX", nameof(LinkType.Tcx));
    }

    private static void AssertSameValues<T>(string name, string prefix, string known, string knownName)
        where T : struct, Enum
    {
        Assert.True(_kernel.Value.TryFind(name, out BtfEnum? kernel));
        Assert.Equal(
            kernel!.Values.Single(value => value.Name == prefix + known).Value,
            Convert.ToInt64(Enum.Parse<T>(knownName), System.Globalization.CultureInfo.InvariantCulture));

        // The kernel's enumeration ends with the number of values, which is one more than the last.
        long count = kernel.Values.Single(value => value.Name.StartsWith("__MAX", StringComparison.Ordinal)).Value;
        Assert.Equal(count, Enum.GetValues<T>().Length);
        Assert.Equal(
            Enumerable.Range(0, (int)count).Select(value => (long)value),
            Enum.GetValues<T>()
                .Select(value => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static void AssertSameLayout(Type type, BtfStruct kernel)
    {
        Dictionary<string, (int Offset, int Size)> fields = Flatten(kernel, 0);
        FieldInfo[] mine = type.GetFields(BindingFlags.Public | BindingFlags.Instance);
        Assert.NotEmpty(mine);
        foreach (FieldInfo field in mine)
        {
            // Bit-fields have no counterpart of one name.
            if (field.Name is "Flags" or "Reserved2" && type == typeof(PerfEventAttr))
            {
                continue;
            }

            string name = SnakeCase(field.Name);
            Assert.True(fields.ContainsKey(name), $"{kernel.Name} has no {name}");
            Assert.Equal(fields[name].Offset, (int)Marshal.OffsetOf(type, field.Name));
            Assert.True(
                field.Name == "GplCompatible" || fields[name].Size == Marshal.SizeOf(field.FieldType),
                $"{name} has {fields[name].Size} bytes");
        }
    }

    /// <summary>
    /// All fields with their offset and size; those of anonymous members as if they were the type's own.
    /// </summary>
    /// <param name="path">Where to put the fields of named members; <see langword="null"/> to leave them out.</param>
    private static Dictionary<string, (int Offset, int Size)> Flatten(BtfStruct type, int start, string? path = null)
    {
        var fields = new Dictionary<string, (int Offset, int Size)>();
        foreach (BtfMember member in type.Members)
        {
            int offset = start + member.ByteOffset;
            if (member.Type.Underlying is BtfStruct inner && (member.Name.Length == 0 || path is not null))
            {
                string prefix = member.Name.Length == 0 ? path ?? "" : $"{path}{member.Name}.";
                foreach (
                    (string name, (int Offset, int Size) place) in Flatten(inner, offset, path is null ? null : prefix))
                {
                    fields.TryAdd(name, place);
                }
            }
            else if (member.Name.Length > 0)
            {
                fields.TryAdd(path + member.Name, (offset, (int)(member.Type.ByteSize ?? 0)));
            }
        }

        return fields;
    }

    private static string SnakeCase(string name)
    {
        var result = new StringBuilder();
        foreach (char character in name)
        {
            if (char.IsAsciiLetterUpper(character) && result.Length > 0)
            {
                result.Append('_');
            }

            result.Append(char.ToLowerInvariant(character));
        }

        return result.ToString();
    }
}
