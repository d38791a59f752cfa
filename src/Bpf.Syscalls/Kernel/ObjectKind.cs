namespace Bpf.Syscalls;

/// <summary>The kinds of object that the kernel gives ids to. Each kind counts its own ids, from 1.</summary>
public enum ObjectKind
{
    /// <summary>A program.</summary>
    Program,

    /// <summary>A map.</summary>
    Map,

    /// <summary>A link.</summary>
    Link,

    /// <summary>A BTF blob.</summary>
    Btf,
}
