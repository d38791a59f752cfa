namespace KernelScript.Semantics;

/// <summary>The context structs of <c>linux/bpf.h</c> that programs are handed, as programs see them.</summary>
/// <remarks>
/// Pointers into the packet take four bytes in the kernel's struct; the kernel rewrites the load into one of eight.
/// Loads and
/// stores of all other fields are rewritten as well, so offsets are those of the header, not of any kernel object.
/// </remarks>
internal static class ContextStructs
{
    private static readonly PointerType _bytes = new(BuiltInTypes.U8, false);

    /// <summary>Their names, for suggestions.</summary>
    public static IEnumerable<string> Names => ["xdp_md", "__sk_buff", "bpf_raw_tracepoint_args"];

    /// <summary>The context of that name, or null.</summary>
    public static StructType? Find(string name) => name switch
    {
        "xdp_md" => XdpMd,
        "__sk_buff" => SkBuff,
        "bpf_raw_tracepoint_args" => RawTracepointArgs,
        _ => null,
    };

    /// <summary>Whether programs may write a field. The rest of a context is read-only to the verifier.</summary>
    /// <remarks><c>tc_cls_act_is_valid_access</c> in <c>net/core/filter.c</c>.</remarks>
    public static bool IsWritable(StructType context, FieldSymbol field) =>
        ReferenceEquals(context, SkBuff)
        && field.Name is "mark" or "tc_index" or "priority" or "cb" or "tstamp" or "tc_classid" or "queue_mapping";

    private static StructType XdpMd { get; } = CreateXdpMd();

    private static StructType SkBuff { get; } = CreateSkBuff();

    private static StructType RawTracepointArgs { get; } = CreateRawTracepointArgs();

    private static StructType CreateXdpMd()
    {
        var layout = new StructLayout();
        AddPacket(layout, "data", ContextFieldRole.PacketData);
        AddPacket(layout, "data_end", ContextFieldRole.PacketEnd);
        AddPacket(layout, "data_meta", ContextFieldRole.PacketMeta);
        AddNumbers(layout, "ingress_ifindex", "rx_queue_index", "egress_ifindex");
        return Apply("xdp_md", layout);
    }

    private static StructType CreateSkBuff()
    {
        var layout = new StructLayout();
        AddNumbers(
            layout, "len", "pkt_type", "mark", "queue_mapping", "protocol", "vlan_present", "vlan_tci", "vlan_proto");
        AddNumbers(layout, "priority", "ingress_ifindex", "ifindex", "tc_index");
        layout.Add("cb", new ArrayType(BuiltInTypes.U32, 5));
        AddNumbers(layout, "hash", "tc_classid");
        AddPacket(layout, "data", ContextFieldRole.PacketData);
        AddPacket(layout, "data_end", ContextFieldRole.PacketEnd);
        AddNumbers(layout, "napi_id", "family", "remote_ip4", "local_ip4");
        layout.Add("remote_ip6", new ArrayType(BuiltInTypes.U32, 4));
        layout.Add("local_ip6", new ArrayType(BuiltInTypes.U32, 4));
        AddNumbers(layout, "remote_port", "local_port");
        AddPacket(layout, "data_meta", ContextFieldRole.PacketMeta);
        layout.Add("flow_keys", _bytes);
        layout.Add("tstamp", BuiltInTypes.U64);
        AddNumbers(layout, "wire_len", "gso_segs");
        layout.Add("sk", _bytes);
        AddNumbers(layout, "gso_size");
        layout.Add("tstamp_type", BuiltInTypes.U8);
        layout.Add("hwtstamp", BuiltInTypes.U64);
        return Apply("__sk_buff", layout);
    }

    // The kernel's struct ends in a flexible array; no raw tracepoint has more than 12 arguments.
    private static StructType CreateRawTracepointArgs()
    {
        var layout = new StructLayout();
        layout.Add("args", new ArrayType(BuiltInTypes.U64, 12));
        return Apply("bpf_raw_tracepoint_args", layout);
    }

    private static void AddPacket(StructLayout layout, string name, ContextFieldRole role) =>
        layout.Add(name, _bytes, storageSize: 4, role);

    private static void AddNumbers(StructLayout layout, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            layout.Add(name, BuiltInTypes.U32);
        }
    }

    private static StructType Apply(string name, StructLayout layout)
    {
        var type = new StructType(name, StructRole.Context);
        layout.Apply(type);
        return type;
    }
}
