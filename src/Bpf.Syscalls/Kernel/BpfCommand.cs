namespace Bpf.Syscalls;

/// <summary>The commands of <c>bpf(2)</c>; uapi <c>linux/bpf.h</c>, <c>enum bpf_cmd</c>.</summary>
public enum BpfCommand
{
    /// <summary><c>BPF_MAP_CREATE</c>: creates a map.</summary>
    MapCreate = 0,

    /// <summary><c>BPF_MAP_LOOKUP_ELEM</c>: reads one value.</summary>
    MapLookupElement = 1,

    /// <summary><c>BPF_MAP_UPDATE_ELEM</c>: writes one value.</summary>
    MapUpdateElement = 2,

    /// <summary><c>BPF_MAP_DELETE_ELEM</c>: removes one entry.</summary>
    MapDeleteElement = 3,

    /// <summary><c>BPF_MAP_GET_NEXT_KEY</c>: gives the key after a key.</summary>
    MapGetNextKey = 4,

    /// <summary><c>BPF_PROG_LOAD</c>: verifies and loads a program.</summary>
    ProgLoad = 5,

    /// <summary><c>BPF_OBJ_PIN</c>: gives an object a name in a bpf file system.</summary>
    ObjPin = 6,

    /// <summary><c>BPF_OBJ_GET</c>: opens a pinned object.</summary>
    ObjGet = 7,

    /// <summary>
    /// <c>BPF_PROG_ATTACH</c>: attaches a program to a cgroup, socket map, network namespace or TCX hook, without a
    /// link.
    /// </summary>
    ProgAttach = 8,

    /// <summary><c>BPF_PROG_DETACH</c>: undoes <see cref="ProgAttach"/>.</summary>
    ProgDetach = 9,

    /// <summary><c>BPF_PROG_TEST_RUN</c>: runs a program on data given here. Since Linux 4.12.</summary>
    ProgTestRun = 10,

    /// <summary><c>BPF_PROG_GET_NEXT_ID</c>: gives the program id after an id. Since Linux 4.13.</summary>
    ProgGetNextId = 11,

    /// <summary><c>BPF_MAP_GET_NEXT_ID</c>: gives the map id after an id. Since Linux 4.13.</summary>
    MapGetNextId = 12,

    /// <summary><c>BPF_PROG_GET_FD_BY_ID</c>: opens a program by id. Since Linux 4.13.</summary>
    ProgGetFdById = 13,

    /// <summary><c>BPF_MAP_GET_FD_BY_ID</c>: opens a map by id. Since Linux 4.13.</summary>
    MapGetFdById = 14,

    /// <summary><c>BPF_OBJ_GET_INFO_BY_FD</c>: describes an object. Since Linux 4.13.</summary>
    ObjGetInfoByFd = 15,

    /// <summary><c>BPF_PROG_QUERY</c>: lists what is attached to a hook. Since Linux 4.15.</summary>
    ProgQuery = 16,

    /// <summary><c>BPF_RAW_TRACEPOINT_OPEN</c>: attaches to a raw tracepoint. Since Linux 4.17.</summary>
    RawTracepointOpen = 17,

    /// <summary><c>BPF_BTF_LOAD</c>: loads BTF. Since Linux 4.18.</summary>
    BtfLoad = 18,

    /// <summary><c>BPF_BTF_GET_FD_BY_ID</c>: opens BTF by id. Since Linux 4.18.</summary>
    BtfGetFdById = 19,

    /// <summary>
    /// <c>BPF_TASK_FD_QUERY</c>: tells what a perf event descriptor is attached to. Since Linux 4.18.
    /// </summary>
    TaskFdQuery = 20,

    /// <summary>
    /// <c>BPF_MAP_LOOKUP_AND_DELETE_ELEM</c>: reads and removes one entry. Since Linux 4.20; for hash maps 5.14.
    /// </summary>
    MapLookupAndDeleteElement = 21,

    /// <summary><c>BPF_MAP_FREEZE</c>: makes a map read-only for user space. Since Linux 5.2.</summary>
    MapFreeze = 22,

    /// <summary><c>BPF_BTF_GET_NEXT_ID</c>: gives the BTF id after an id. Since Linux 5.4.</summary>
    BtfGetNextId = 23,

    /// <summary><c>BPF_MAP_LOOKUP_BATCH</c>: reads many entries. Since Linux 5.6.</summary>
    MapLookupBatch = 24,

    /// <summary><c>BPF_MAP_LOOKUP_AND_DELETE_BATCH</c>: reads and removes many entries. Since Linux 5.6.</summary>
    MapLookupAndDeleteBatch = 25,

    /// <summary><c>BPF_MAP_UPDATE_BATCH</c>: writes many entries. Since Linux 5.6.</summary>
    MapUpdateBatch = 26,

    /// <summary><c>BPF_MAP_DELETE_BATCH</c>: removes many entries. Since Linux 5.6.</summary>
    MapDeleteBatch = 27,

    /// <summary><c>BPF_LINK_CREATE</c>: attaches a program by a link. Since Linux 5.7.</summary>
    LinkCreate = 28,

    /// <summary><c>BPF_LINK_UPDATE</c>: replaces the program of a link. Since Linux 5.7.</summary>
    LinkUpdate = 29,

    /// <summary><c>BPF_LINK_GET_FD_BY_ID</c>: opens a link by id. Since Linux 5.8.</summary>
    LinkGetFdById = 30,

    /// <summary><c>BPF_LINK_GET_NEXT_ID</c>: gives the link id after an id. Since Linux 5.8.</summary>
    LinkGetNextId = 31,

    /// <summary>
    /// <c>BPF_ENABLE_STATS</c>: counts runs and run time while its descriptor is open. Since Linux 5.8.
    /// </summary>
    EnableStats = 32,

    /// <summary><c>BPF_ITER_CREATE</c>: makes a readable file of an iterator link. Since Linux 5.8.</summary>
    IterCreate = 33,

    /// <summary><c>BPF_LINK_DETACH</c>: detaches a link while its descriptor stays open. Since Linux 5.9.</summary>
    LinkDetach = 34,

    /// <summary><c>BPF_PROG_BIND_MAP</c>: ties the life of a map to a program. Since Linux 5.10.</summary>
    ProgBindMap = 35,

    /// <summary><c>BPF_TOKEN_CREATE</c>: makes a token that hands on privileges. Since Linux 6.9.</summary>
    TokenCreate = 36,

    /// <summary>
    /// <c>BPF_PROG_STREAM_READ_BY_FD</c>: reads what a program printed into its streams. Since Linux 6.17.
    /// </summary>
    ProgStreamReadByFd = 37,
}
