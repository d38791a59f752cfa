namespace KernelScript.Semantics;

/// <summary>Where a function of the language exists.</summary>
internal enum BuiltInSide
{
    /// <summary>Kernel and userspace.</summary>
    Both,

    /// <summary>Userspace only.</summary>
    Userspace,
}

/// <summary>The functions that the language supplies, by name.</summary>
internal static class BuiltInFunctions
{
    /// <summary>Their names, for suggestions.</summary>
    public static IEnumerable<string> Names =>
    [
        "print", "panic", "assert", "load", "attach", "detach", "sleep", "exit", "test", "dispatch", "malloc", "free",
        "ntohs", "ntohl", "ntohll", "htons", "htonl", "htonll", "be16", "be32", "be64",
    ];

    /// <summary>The function of that name, or null.</summary>
    /// <remarks><c>be16(x)</c> is x in big-endian order: the same exchange of bytes in either direction.</remarks>
    public static BuiltInFunction? Find(string name) => name switch
    {
        "print" => BuiltInFunction.Print,
        "panic" => BuiltInFunction.Panic,
        "assert" => BuiltInFunction.Assert,
        "load" => BuiltInFunction.Load,
        "attach" => BuiltInFunction.Attach,
        "detach" => BuiltInFunction.Detach,
        "sleep" => BuiltInFunction.Sleep,
        "exit" => BuiltInFunction.Exit,
        "test" => BuiltInFunction.Test,
        "dispatch" => BuiltInFunction.Dispatch,
        "malloc" => BuiltInFunction.Allocate,
        "free" => BuiltInFunction.Free,
        "ntohs" or "bpf_ntohs" => BuiltInFunction.NetworkToHost16,
        "ntohl" or "bpf_ntohl" => BuiltInFunction.NetworkToHost32,
        "htons" or "bpf_htons" or "be16" => BuiltInFunction.HostToNetwork16,
        "htonl" or "bpf_htonl" or "be32" => BuiltInFunction.HostToNetwork32,
        "ntohll" or "htonll" or "be64" or "bpf_cpu_to_be64" or "bpf_be64_to_cpu" => BuiltInFunction.ByteSwap64,
        _ => null,
    };

    /// <summary>Whether the language has a function of that name that this version does not compile.</summary>
    public static bool IsPlanned(string name) =>
        name is "register" or "read" or "exec" or "daemon";

    /// <summary>Where a function exists.</summary>
    public static BuiltInSide SideOf(BuiltInFunction function) => function switch
    {
        BuiltInFunction.Load or BuiltInFunction.Attach or BuiltInFunction.Detach or BuiltInFunction.Sleep
            or BuiltInFunction.Exit or BuiltInFunction.Dispatch or BuiltInFunction.Allocate
            or BuiltInFunction.Free => BuiltInSide.Userspace,
        _ => BuiltInSide.Both,
    };
}
