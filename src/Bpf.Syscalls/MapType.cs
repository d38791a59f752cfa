namespace Bpf.Syscalls;

/// <summary>Kinds of BPF maps.</summary>
/// <remarks><c>enum bpf_map_type</c> of <c>linux/bpf.h</c>; the values are the kernel's.</remarks>
public enum MapType
{
    /// <summary>No type given; no such map can be made. <c>BPF_MAP_TYPE_UNSPEC</c>.</summary>
    Unspecified = 0,

    /// <summary>Hash table. <c>BPF_MAP_TYPE_HASH</c>. Since Linux 3.19.</summary>
    Hash = 1,

    /// <summary>
    /// Array with 32-bit index; all entries always exist. <c>BPF_MAP_TYPE_ARRAY</c>. Since Linux 3.19.
    /// </summary>
    Array = 2,

    /// <summary>Programs to tail-call. <c>BPF_MAP_TYPE_PROG_ARRAY</c>. Since Linux 4.2.</summary>
    ProgramArray = 3,

    /// <summary>
    /// Perf event descriptors, one per CPU as a rule. <c>BPF_MAP_TYPE_PERF_EVENT_ARRAY</c>. Since Linux 4.3.
    /// </summary>
    PerfEventArray = 4,

    /// <summary>Hash table with one value per CPU. <c>BPF_MAP_TYPE_PERCPU_HASH</c>. Since Linux 4.6.</summary>
    PerCpuHash = 5,

    /// <summary>Array with one value per CPU. <c>BPF_MAP_TYPE_PERCPU_ARRAY</c>. Since Linux 4.6.</summary>
    PerCpuArray = 6,

    /// <summary>Call stacks by id. <c>BPF_MAP_TYPE_STACK_TRACE</c>. Since Linux 4.6.</summary>
    StackTrace = 7,

    /// <summary>Control group descriptors. <c>BPF_MAP_TYPE_CGROUP_ARRAY</c>. Since Linux 4.8.</summary>
    CgroupArray = 8,

    /// <summary>
    /// Hash table that drops the least recently used entry when full. <c>BPF_MAP_TYPE_LRU_HASH</c>. Since Linux 4.10.
    /// </summary>
    LruHash = 9,

    /// <summary>LRU hash table with one value per CPU. <c>BPF_MAP_TYPE_LRU_PERCPU_HASH</c>. Since Linux 4.10.</summary>
    LruPerCpuHash = 10,

    /// <summary>Longest prefix match. <c>BPF_MAP_TYPE_LPM_TRIE</c>. Since Linux 4.11.</summary>
    LpmTrie = 11,

    /// <summary>Array whose values are maps. <c>BPF_MAP_TYPE_ARRAY_OF_MAPS</c>. Since Linux 4.12.</summary>
    ArrayOfMaps = 12,

    /// <summary>Hash table whose values are maps. <c>BPF_MAP_TYPE_HASH_OF_MAPS</c>. Since Linux 4.12.</summary>
    HashOfMaps = 13,

    /// <summary>Network devices to redirect to, by index. <c>BPF_MAP_TYPE_DEVMAP</c>. Since Linux 4.14.</summary>
    DevMap = 14,

    /// <summary>Sockets by index. <c>BPF_MAP_TYPE_SOCKMAP</c>. Since Linux 4.14.</summary>
    SockMap = 15,

    /// <summary>CPUs to redirect to. <c>BPF_MAP_TYPE_CPUMAP</c>. Since Linux 4.15.</summary>
    CpuMap = 16,

    /// <summary>AF_XDP sockets by index. <c>BPF_MAP_TYPE_XSKMAP</c>. Since Linux 4.18.</summary>
    XskMap = 17,

    /// <summary>Sockets by key. <c>BPF_MAP_TYPE_SOCKHASH</c>. Since Linux 4.18.</summary>
    SockHash = 18,

    /// <summary>
    /// Storage by control group and attachment. <c>BPF_MAP_TYPE_CGROUP_STORAGE</c>. Since Linux 4.19.
    /// </summary>
    CgroupStorage = 19,

    /// <summary>Sockets of a reuseport group. <c>BPF_MAP_TYPE_REUSEPORT_SOCKARRAY</c>. Since Linux 4.19.</summary>
    ReuseportSockArray = 20,

    /// <summary>
    /// Control group storage with one value per CPU. <c>BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE</c>. Since Linux 4.20.
    /// </summary>
    PerCpuCgroupStorage = 21,

    /// <summary>First in, first out; no keys. <c>BPF_MAP_TYPE_QUEUE</c>. Since Linux 4.20.</summary>
    Queue = 22,

    /// <summary>Last in, first out; no keys. <c>BPF_MAP_TYPE_STACK</c>. Since Linux 4.20.</summary>
    Stack = 23,

    /// <summary>Storage that lives with a socket. <c>BPF_MAP_TYPE_SK_STORAGE</c>. Since Linux 5.2.</summary>
    SkStorage = 24,

    /// <summary>Network devices to redirect to, by key. <c>BPF_MAP_TYPE_DEVMAP_HASH</c>. Since Linux 5.4.</summary>
    DevMapHash = 25,

    /// <summary>A kernel structure of callbacks. <c>BPF_MAP_TYPE_STRUCT_OPS</c>. Since Linux 5.6.</summary>
    StructOps = 26,

    /// <summary>
    /// Ring buffer from programs to user space, shared by all CPUs. <c>BPF_MAP_TYPE_RINGBUF</c>. Since Linux 5.8.
    /// </summary>
    RingBuf = 27,

    /// <summary>Storage that lives with an inode. <c>BPF_MAP_TYPE_INODE_STORAGE</c>. Since Linux 5.10.</summary>
    InodeStorage = 28,

    /// <summary>Storage that lives with a task. <c>BPF_MAP_TYPE_TASK_STORAGE</c>. Since Linux 5.11.</summary>
    TaskStorage = 29,

    /// <summary>Bloom filter; no keys. <c>BPF_MAP_TYPE_BLOOM_FILTER</c>. Since Linux 5.16.</summary>
    BloomFilter = 30,

    /// <summary>Ring buffer from user space to programs. <c>BPF_MAP_TYPE_USER_RINGBUF</c>. Since Linux 6.1.</summary>
    UserRingBuf = 31,

    /// <summary>Storage that lives with a control group. <c>BPF_MAP_TYPE_CGRP_STORAGE</c>. Since Linux 6.2.</summary>
    CgrpStorage = 32,

    /// <summary>Sparse memory shared by programs and user space. <c>BPF_MAP_TYPE_ARENA</c>. Since Linux 6.9.</summary>
    Arena = 33,
}
