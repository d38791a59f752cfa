#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct counter { __u64 packets, bytes; };

struct {
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 256);
    __type(key, __u32);
    __type(value, struct counter);
} counters SEC(".maps");

SEC("xdp")
int count(struct xdp_md *ctx)
{
    unsigned char *data = (void *)(long)ctx->data;
    unsigned char *end = (void *)(long)ctx->data_end;
    __u64 size = end - data;

    if (data + 34 > end || *(__u16 *)(data + 12) != bpf_htons(0x0800))
        return XDP_PASS;
    __u32 protocol = data[23];
    struct counter *counter = bpf_map_lookup_elem(&counters, &protocol);
    if (!counter) {
        struct counter first = { .packets = 1, .bytes = size };
        bpf_map_update_elem(&counters, &protocol, &first, BPF_ANY);
        return XDP_PASS;
    }
    __sync_fetch_and_add(&counter->packets, 1);
    __sync_fetch_and_add(&counter->bytes, size);
    return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
