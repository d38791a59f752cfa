namespace Bpf.Loader;

/// <summary>In what order a cgroup program runs among others of its kind.</summary>
public sealed record CgroupAttachOptions
{
    /// <summary>Whether it runs before those attached to the cgroup already, rather than after. Since Linux 6.17.
    /// </summary>
    public bool First { get; init; }

    /// <summary>
    /// Whether it runs before the programs of the cgroups below, rather than after them. Since Linux 6.15.
    /// </summary>
    public bool BeforeDescendants { get; init; }
}
