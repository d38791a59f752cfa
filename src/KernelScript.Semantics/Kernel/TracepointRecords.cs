namespace KernelScript.Semantics;

/// <summary>Which record struct a tracepoint has: <c>trace_event_raw_*</c> of the kernel's BTF.</summary>
internal static class TracepointRecords
{
    /// <summary>What the names of records begin with.</summary>
    public const string Prefix = "trace_event_raw_";

    // Events that share a class have the class's record; the kernel's BTF does not say which class an event has.
    private const string Classes = """
        sched_wakeup=sched_wakeup_template sched_waking=sched_wakeup_template sched_wakeup_new=sched_wakeup_template
        sched_process_exit=sched_process_template sched_process_free=sched_process_template
        sched_wait_task=sched_process_template sched_stat_wait=sched_stat_template sched_stat_sleep=sched_stat_template
        sched_stat_iowait=sched_stat_template sched_stat_blocked=sched_stat_template
        netif_rx=net_dev_template netif_receive_skb=net_dev_template net_dev_queue=net_dev_template
        netif_rx_entry=net_dev_rx_verbose_template netif_receive_skb_entry=net_dev_rx_verbose_template
        napi_gro_receive_entry=net_dev_rx_verbose_template napi_gro_frags_entry=net_dev_rx_verbose_template
        block_rq_complete=block_rq_completion block_rq_error=block_rq_completion
        block_rq_insert=block_rq block_rq_issue=block_rq block_rq_merge=block_rq
        block_bio_queue=block_bio block_bio_backmerge=block_bio block_bio_frontmerge=block_bio block_getrq=block_bio
        softirq_entry=softirq softirq_exit=softirq softirq_raise=softirq
        tcp_retransmit_skb=tcp_event_sk_skb tcp_send_reset=tcp_send_reset
        tcp_destroy_sock=tcp_event_sk tcp_rcv_space_adjust=tcp_event_sk tcp_receive_reset=tcp_event_sk
        workqueue_execute_end=workqueue_execute_end timer_init=timer_class timer_cancel=timer_class
        hrtimer_cancel=hrtimer_class cpu_idle=cpu cpu_frequency=cpu signal_deliver=signal_deliver
        mm_vmscan_direct_reclaim_begin=mm_vmscan_direct_reclaim_begin_template
        page_fault_user=exceptions page_fault_kernel=exceptions

        """;

    /// <summary>The name of the record of an event.</summary>
    /// <param name="category">Before the slash.</param>
    /// <param name="name">After the slash.</param>
    public static string RecordName(string category, string name) => category == "syscalls"
        ? name.StartsWith("sys_exit", StringComparison.Ordinal) ? Prefix + "sys_exit" : Prefix + "sys_enter"
        : Prefix + name;

    /// <summary>Another name under which the record of that name may be found, or null.</summary>
    public static string? AlternativeName(string recordName)
    {
        if (!recordName.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string name = recordName[Prefix.Length..];
        int start = KeyTable.IndexOf(Classes, name, '=');
        if (start < 0)
        {
            return $"{recordName}_template";
        }

        ReadOnlySpan<char> rest = Classes.AsSpan(start + name.Length + 1);
        return string.Concat(Prefix, rest[..rest.IndexOfAny(' ', '\n')]);
    }
}
