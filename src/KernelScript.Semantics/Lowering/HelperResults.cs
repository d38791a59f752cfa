using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

/// <summary>Where the pointers point that kernel helpers return (<c>enum bpf_func_id</c>).</summary>
internal static class HelperResults
{
    /// <summary>The origin of the pointer that helper <paramref name="id"/> returns.</summary>
    public static PointerOrigin OriginOf(int id) => id switch
    {
        // map_lookup_elem, get_local_storage, sk_storage_get, inode_storage_get, task_storage_get, cgrp_storage_get
        1 or 81 or 107 or 145 or 156 or 210 => new PointerOrigin(AddressSpace.MapValue),

        // map_lookup_percpu_elem
        195 => new PointerOrigin(AddressSpace.MapValue, OriginDetail.PerCpu),

        // ringbuf_reserve
        131 => new PointerOrigin(AddressSpace.RingBuffer),

        // sk_lookup_*, sk_fullsock, tcp_sock, get_listener_sock, skc_lookup_tcp, skc_to_*, per_cpu_ptr, this_cpu_ptr,
        // get_current_task_btf, task_pt_regs, skc_to_unix_sock, kptr_xchg
        84 or 85 or 95 or 96 or 98 or 99 or (>= 136 and <= 140) or 153 or 154 or 158 or 175 or 178 or 194
            => new PointerOrigin(AddressSpace.Btf),

        _ => new PointerOrigin(AddressSpace.Kernel),
    };
}
