namespace Bpf.Syscalls;

/// <summary>
/// What a write does about an entry that exists or not; uapi <c>linux/bpf.h</c>, flags of <c>BPF_MAP_UPDATE_ELEM</c>.
/// </summary>
public enum MapUpdateMode
{
    /// <summary><c>BPF_ANY</c>: makes the entry or replaces it.</summary>
    Any = 0,

    /// <summary><c>BPF_NOEXIST</c>: only makes it.</summary>
    OnlyNew = 1,

    /// <summary><c>BPF_EXIST</c>: only replaces it.</summary>
    OnlyExisting = 2,
}
