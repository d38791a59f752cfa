using System.Collections.Immutable;

namespace KernelScript.Semantics;

/// <summary>The table of program kinds, by attribute. Numbers are those of <c>linux/bpf.h</c>.</summary>
public static class ProgramKinds
{
    private const string Function = "the name of a kernel function, such as @{0}(\"vfs_read\")";

    private static readonly ImmutableArray<ProgramKind> _kinds =
    [
        new(
            "xdp", 6, 37, "xdp", "xdp_md") { ResultName = "xdp_action", DefaultResult = 2, MinResult = 0,
            IsSupported = true },
        new("tc", 3, 0, "tc", "__sk_buff")
        {
            Argument = AttributeArgument.Required, ArgumentHint = "\"ingress\" or \"egress\"", MinResult = -1,
            IsSupported = true,
        },
        new("tracepoint", 5, 0, "tp/", null)
        {
            Argument = AttributeArgument.Required, ArgumentHint = "an event: @tracepoint(\"sched/sched_switch\")",
            IsSupported = true,
        },
        new("raw_tracepoint", 17, 0, "raw_tp/", "bpf_raw_tracepoint_args")
        {
            Argument = AttributeArgument.Required, ArgumentHint = "an event: @raw_tracepoint(\"sys_enter\")",
            IsSupported = true,
        },
        new("probe", 26, 24, "fentry/", null) { Argument = AttributeArgument.Required, ArgumentHint = Function },
        new("kprobe", 2, 0, "kprobe/", "pt_regs") { Argument = AttributeArgument.Required, ArgumentHint = Function },
        new(
            "kretprobe", 2, 0, "kretprobe/", "pt_regs") { Argument = AttributeArgument.Required,
            ArgumentHint = Function },
        new("uprobe", 2, 0, "uprobe/", "pt_regs")
        {
            Argument = AttributeArgument.Required,
            ArgumentHint = "a binary and symbol: @uprobe(\"/bin/bash:readline\")",
        },
        new("uretprobe", 2, 0, "uretprobe/", "pt_regs")
        {
            Argument = AttributeArgument.Required,
            ArgumentHint = "a binary and symbol: @uretprobe(\"/bin/bash:readline\")",
        },
        new("usdt", 2, 0, "usdt/", "pt_regs")
        {
            Argument = AttributeArgument.Required, ArgumentHint = "binary, provider and probe",
        },
        new("fentry", 26, 24, "fentry/", null) { Argument = AttributeArgument.Required, ArgumentHint = Function },
        new("fexit", 26, 25, "fexit/", null) { Argument = AttributeArgument.Required, ArgumentHint = Function },
        new("tp_btf", 26, 23, "tp_btf/", null)
        {
            Argument = AttributeArgument.Required, ArgumentHint = "an event: @tp_btf(\"sched_switch\")",
        },
        new("lsm", 29, 27, "lsm/", null)
        {
            Argument = AttributeArgument.Required, ArgumentHint = "a hook: @lsm(\"socket_connect\")",
            MinResult = -4095, MaxResult = 0,
        },
        new("cgroup", 8, 0, "cgroup_skb/", null)
        {
            Argument = AttributeArgument.Required, ArgumentHint = "a hook: @cgroup(\"ingress\")",
            DefaultResult = 1, MinResult = 0, MaxResult = 3,
        },
        new("sock_ops", 13, 3, "sockops", "bpf_sock_ops") { MinResult = 0, MaxResult = 1 },
        new("sk_skb", 14, 5, "sk_skb/stream_verdict", "__sk_buff")
        {
            Argument = AttributeArgument.Optional, ArgumentHint = "\"parser\" or \"verdict\"",
            MinResult = 0, DefaultResult = 1,
        },
        new("sk_msg", 16, 7, "sk_msg", "sk_msg_md") { MinResult = 0, MaxResult = 1, DefaultResult = 1 },
        new("socket_filter", 1, 0, "socket", "__sk_buff") { MinResult = 0 },
        new("perf_event", 7, 0, "perf_event", "bpf_perf_event_data") { Argument = AttributeArgument.Optional },
        new("iter", 26, 28, "iter/", null)
        {
            Argument = AttributeArgument.Required, ArgumentHint = "what is walked: @iter(\"task\")",
            MinResult = 0, MaxResult = 1,
        },
        new("syscall", 31, 0, "syscall", null),
    ];

    /// <summary>All kinds, in the order of the manual.</summary>
    public static ImmutableArray<ProgramKind> All => _kinds;

    /// <summary>The kind of an attribute, or null.</summary>
    /// <param name="attribute">Without <c>@</c>.</param>
    public static ProgramKind? Find(string attribute)
    {
        string name = attribute switch
        {
            "sockops" => "sock_ops",
            "socket" => "socket_filter",
            _ => attribute,
        };
        foreach (ProgramKind kind in _kinds)
        {
            if (kind.Attribute == name)
            {
                return kind;
            }
        }

        return null;
    }
}
