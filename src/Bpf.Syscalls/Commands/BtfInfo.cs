namespace Bpf.Syscalls;

/// <summary>What the kernel tells about BTF it holds; uapi <c>linux/bpf.h</c>, <c>struct bpf_btf_info</c>.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name"><c>vmlinux</c> or the module's name; empty for BTF that user space loaded.</param>
/// <param name="Size">Bytes of the blob.</param>
/// <param name="IsKernel">Whether it describes the kernel or a module. Since Linux 5.11.</param>
public sealed record BtfInfo(uint Id, string Name, uint Size, bool IsKernel);
