namespace Bpf.Syscalls.Attributes;

/// <summary>The attribute of a command that writes a log.</summary>
internal interface ILoggedAttribute
{
    /// <summary>Bytes the whole log takes; 0 when the kernel does not say (before 6.4).</summary>
    uint LogTrueSize { get; }

    void SetLog(ulong buffer, uint size, uint level);
}
