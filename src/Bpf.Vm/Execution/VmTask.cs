namespace Bpf.Vm;

/// <summary>The process in whose name programs run.</summary>
public sealed record VmTask
{
    /// <summary>Thread id (<c>pid</c> of the kernel).</summary>
    public uint ThreadId { get; init; } = 1;

    /// <summary>Process id (<c>tgid</c> of the kernel).</summary>
    public uint ProcessId { get; init; } = 1;

    /// <summary>User id.</summary>
    public uint UserId { get; init; }

    /// <summary>Group id.</summary>
    public uint GroupId { get; init; }

    /// <summary>Name; 15 bytes of it are seen.</summary>
    public string Command { get; init; } = "vm";

    /// <summary>Id of the control group.</summary>
    public ulong CgroupId { get; init; } = 1;

    /// <summary>
    /// What <c>bpf_get_current_task</c> returns; nothing can be read there unless memory is put there.
    /// </summary>
    public ulong Address { get; init; }
}
