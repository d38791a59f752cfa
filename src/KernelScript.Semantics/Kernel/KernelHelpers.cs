namespace KernelScript.Semantics;

/// <summary>The kernel's helpers by name, with what they take, give and where they exist.</summary>
/// <remarks>
/// Signatures are those of the comments in <c>linux/bpf.h</c>. Behind <c>|</c>: number, first kernel, programs. The
/// programs are
/// those that Linux 6.18 accepts the helper in; <c>trace</c> are probes and tracepoints, <c>skb</c> programs on socket
/// buffers. Helpers without a row take their place in the table when a script needs them.
/// </remarks>
internal static class KernelHelpers
{
    private const string Table = """
        bpf_map_lookup_elem(map, key) -> *void | 1 3.19 all
        bpf_map_update_elem(map, key, value, u64) -> i64 | 2 3.19 all
        bpf_map_delete_elem(map, key) -> i64 | 3 3.19 all
        bpf_probe_read(out, u32, addr) -> i64 | 4 4.1 trace syscall
        bpf_ktime_get_ns() -> u64 | 5 4.1 all
        bpf_trace_printk(mem, u32, any...) -> i64 | 6 4.1 all
        bpf_get_prandom_u32() -> u32 | 7 4.1 all
        bpf_get_smp_processor_id() -> u32 | 8 4.1 all
        bpf_skb_store_bytes(ctx, u32, mem, u32, u64) -> i64 | 9 4.1 tc sk_skb
        bpf_l3_csum_replace(ctx, u32, u64, u64, u64) -> i64 | 10 4.1 tc
        bpf_l4_csum_replace(ctx, u32, u64, u64, u64) -> i64 | 11 4.1 tc
        bpf_tail_call(ctx, map, u32) -> i64 | 12 4.2 all
        bpf_clone_redirect(ctx, u32, u64) -> i64 | 13 4.2 tc
        bpf_get_current_pid_tgid() -> u64 | 14 4.2 all
        bpf_get_current_uid_gid() -> u64 | 15 4.2 all
        bpf_get_current_comm(out, u32) -> i64 | 16 4.2 all
        bpf_get_cgroup_classid(ctx) -> u32 | 17 4.3 all
        bpf_skb_vlan_push(ctx, u16, u16) -> i64 | 18 4.3 tc
        bpf_skb_vlan_pop(ctx) -> i64 | 19 4.3 tc
        bpf_skb_get_tunnel_key(ctx, out, u32, u64) -> i64 | 20 4.3 tc
        bpf_skb_set_tunnel_key(ctx, mem, u32, u64) -> i64 | 21 4.3 tc
        bpf_perf_event_read(map, u64) -> u64 | 22 4.3 all
        bpf_redirect(u32, u64) -> i64 | 23 4.4 tc xdp
        bpf_get_route_realm(ctx) -> u32 | 24 4.4 tc
        bpf_perf_event_output(ctx, map, u64, mem, u64) -> i64 | 25 4.4 all
        bpf_skb_load_bytes(ctx, u32, out, u32) -> i64 | 26 4.5 skb
        bpf_get_stackid(ctx, map, u64) -> i64 | 27 4.6 trace syscall
        bpf_csum_diff(mem, u32, mem, u32, u32) -> i64 | 28 4.6 tc xdp
        bpf_skb_change_proto(ctx, u16, u64) -> i64 | 31 4.8 tc
        bpf_skb_change_type(ctx, u32) -> i64 | 32 4.8 tc
        bpf_skb_under_cgroup(ctx, map, u32) -> i64 | 33 4.8 tc
        bpf_get_hash_recalc(ctx) -> u32 | 34 4.8 tc
        bpf_get_current_task() -> *task_struct | 35 4.8 all
        bpf_current_task_under_cgroup(map, u32) -> i64 | 37 4.9 all
        bpf_skb_change_tail(ctx, u32, u64) -> i64 | 38 4.9 tc sk_skb
        bpf_skb_pull_data(ctx, u32) -> i64 | 39 4.9 tc sk_skb
        bpf_csum_update(ctx, u32) -> i64 | 40 4.9 tc
        bpf_set_hash_invalid(ctx) -> void | 41 4.9 tc
        bpf_get_numa_node_id() -> i64 | 42 4.10 all
        bpf_skb_change_head(ctx, u32, u64) -> i64 | 43 4.10 tc sk_skb
        bpf_xdp_adjust_head(ctx, i32) -> i64 | 44 4.10 xdp
        bpf_probe_read_str(out, u32, addr) -> i64 | 45 4.11 trace syscall
        bpf_get_socket_cookie(ctx) -> u64 | 46 4.12 skb sock_ops
        bpf_get_socket_uid(ctx) -> u32 | 47 4.12 skb
        bpf_set_hash(ctx, u32) -> i64 | 48 4.13 tc
        bpf_skb_adjust_room(ctx, i32, u32, u64) -> i64 | 50 4.13 tc sk_skb
        bpf_redirect_map(map, u64, u64) -> i64 | 51 4.14 xdp
        bpf_xdp_adjust_meta(ctx, i32) -> i64 | 54 4.15 xdp
        bpf_perf_event_read_value(map, u64, out, u32) -> i64 | 55 4.15 all
        bpf_perf_prog_read_value(ctx, out, u32) -> i64 | 56 4.15 perf_event
        bpf_xdp_adjust_tail(ctx, i32) -> i64 | 65 4.18 xdp
        bpf_get_stack(ctx, out, u32, u64) -> i64 | 67 4.18 trace syscall
        bpf_skb_load_bytes_relative(ctx, u32, out, u32, u32) -> i64 | 68 4.18 skb
        bpf_fib_lookup(ctx, out, i32, u32) -> i64 | 69 4.18 tc xdp
        bpf_skb_cgroup_id(ctx) -> u64 | 79 4.18 tc cgroup
        bpf_get_current_cgroup_id() -> u64 | 80 4.18 all
        bpf_skb_ancestor_cgroup_id(ctx, i32) -> u64 | 83 4.19 tc cgroup
        bpf_map_push_elem(map, value, u64) -> i64 | 87 4.20 all
        bpf_map_pop_elem(map, out) -> i64 | 88 4.20 all
        bpf_map_peek_elem(map, out) -> i64 | 89 4.20 all
        bpf_spin_lock(out) -> void | 93 5.1 all
        bpf_spin_unlock(out) -> void | 94 5.1 all
        bpf_skb_ecn_set_ce(ctx) -> i64 | 97 5.1 tc cgroup
        bpf_strtol(mem, u32, u64, out) -> i64 | 105 5.2 all
        bpf_strtoul(mem, u32, u64, out) -> i64 | 106 5.2 all
        bpf_send_signal(u32) -> i64 | 109 5.3 all
        bpf_probe_read_user(out, u32, addr) -> i64 | 112 5.5 all
        bpf_probe_read_kernel(out, u32, addr) -> i64 | 113 5.5 all
        bpf_probe_read_user_str(out, u32, addr) -> i64 | 114 5.5 all
        bpf_probe_read_kernel_str(out, u32, addr) -> i64 | 115 5.5 all
        bpf_send_signal_thread(u32) -> i64 | 117 5.6 all
        bpf_jiffies64() -> u64 | 118 5.6 all
        bpf_get_ns_current_pid_tgid(u64, u64, out, u32) -> i64 | 120 5.7 all
        bpf_get_current_ancestor_cgroup_id(i32) -> u64 | 123 5.7 all
        bpf_ktime_get_boot_ns() -> u64 | 125 5.8 all
        bpf_ringbuf_output(map, mem, u64, u64) -> i64 | 130 5.8 all
        bpf_ringbuf_query(map, u64) -> u64 | 134 5.8 all
        bpf_csum_level(ctx, u64) -> i64 | 135 5.8 tc
        bpf_get_task_stack(addr, out, u32, u64) -> i64 | 141 5.9 all
        bpf_copy_from_user(out, u32, addr) -> i64 | 148 5.10 all
        bpf_redirect_neigh(u32, mem, i32, u64) -> i64 | 152 5.10 tc
        bpf_redirect_peer(u32, u64) -> i64 | 155 5.10 tc
        bpf_get_current_task_btf() -> *task_struct | 158 5.11 all
        bpf_ktime_get_coarse_ns() -> u64 | 160 5.11 xdp skb sock_ops sk_msg
        bpf_check_mtu(ctx, u32, out, i32, u64) -> i64 | 163 5.12 tc xdp
        bpf_snprintf(out, u32, mem, mem, u32) -> i64 | 165 5.13 all
        bpf_get_func_ip(ctx) -> u64 | 173 5.15 trace syscall
        bpf_get_attach_cookie(ctx) -> u64 | 174 5.15 trace
        bpf_task_pt_regs(addr) -> *void | 175 5.15 all
        bpf_trace_vprintk(mem, u32, mem, u32) -> i64 | 177 5.16 all
        bpf_strncmp(mem, u32, mem) -> i64 | 182 5.17 all
        bpf_xdp_get_buff_len(ctx) -> u64 | 188 5.18 xdp
        bpf_xdp_load_bytes(ctx, u32, out, u32) -> i64 | 189 5.18 xdp
        bpf_xdp_store_bytes(ctx, u32, mem, u32) -> i64 | 190 5.18 xdp
        bpf_copy_from_user_task(out, u32, addr, addr, u64) -> i64 | 191 5.18 all
        bpf_skb_set_tstamp(ctx, u64, u32) -> i64 | 192 5.18 tc
        bpf_map_lookup_percpu_elem(map, key, u32) -> *void | 195 5.19 all
        bpf_ktime_get_tai_ns() -> u64 | 208 6.1 all

        """;

    /// <summary>All names, for suggestions.</summary>
    public static IEnumerable<string> Names =>
        Table.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row[..row.IndexOf('(', StringComparison.Ordinal)]);

    /// <summary>The helper of that name, or null.</summary>
    public static KernelHelper? Find(string name)
    {
        if (!name.StartsWith("bpf_", StringComparison.Ordinal))
        {
            return null;
        }

        int start = KeyTable.IndexOf(Table, name, '(');
        return start < 0 ? null : KernelHelper.Parse(Table[start..Table.IndexOf('\n', start)]);
    }
}
