namespace KernelScript.Semantics;

/// <summary>Functions that the language itself supplies.</summary>
public enum BuiltInFunction
{
    /// <summary><c>print(format, values…)</c> or <c>print(values…)</c>.</summary>
    Print,

    /// <summary>Kernel: logs and returns the program's default. Userspace: ends the program.</summary>
    Panic,

    /// <summary><c>assert(condition[, message])</c>.</summary>
    Assert,

    /// <summary><c>load(program)</c>: ProgramHandle.</summary>
    Load,

    /// <summary><c>attach(handle, target, flags)</c>: 0 or a negative errno.</summary>
    Attach,

    /// <summary><c>detach(handle)</c>.</summary>
    Detach,

    /// <summary><c>sleep(ms)</c>; wakes early on Ctrl-C.</summary>
    Sleep,

    /// <summary>16 bits from network to host order.</summary>
    NetworkToHost16,

    /// <summary>32 bits from network to host order.</summary>
    NetworkToHost32,

    /// <summary>16 bits from host to network order.</summary>
    HostToNetwork16,

    /// <summary>32 bits from host to network order.</summary>
    HostToNetwork32,

    /// <summary>64 bits, bytes reversed.</summary>
    ByteSwap64,

    /// <summary><c>exit(status)</c> in userspace.</summary>
    Exit,

    /// <summary>
    /// <c>malloc(bytes)</c> and <c>new T()</c> in userspace: a pointer to zeroed memory; the argument is its size as
    /// u64.
    /// </summary>
    Allocate,

    /// <summary><c>free(p)</c> and <c>delete p</c> in userspace; nothing for null.</summary>
    Free,

    /// <summary>
    /// <c>dispatch(buffers…)</c>: hands records to their handlers until one does not give 0; that result.
    /// </summary>
    Dispatch,

    /// <summary><c>test(program, context)</c> in <c>@test</c> functions: the program's result as i64.</summary>
    Test,
}
