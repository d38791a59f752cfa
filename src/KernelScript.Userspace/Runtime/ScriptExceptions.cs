namespace KernelScript.Userspace.Runtime;

/// <summary>Something that ends the script with a message and status 1: a failed load, bad memory, a failed
/// assertion.</summary>
public sealed class ScriptErrorException : Exception
{
    /// <summary>An error with a message for the user.</summary>
    public ScriptErrorException(string message)
        : base(message)
    {
    }

    /// <summary>An error with its cause.</summary>
    public ScriptErrorException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>The script asked to end: <c>exit(status)</c>.</summary>
public sealed class ScriptExitException(int status) : Exception($"the script ends with status {status}")
{
    /// <summary>The status of the process.</summary>
    public int Status { get; } = status;
}

/// <summary>Ctrl-C: the script ends with status 130 after everything has been detached.</summary>
public sealed class ScriptInterruptedException() : Exception("interrupted");
