namespace Bpf.Syscalls;

/// <summary>The <c>bpf(2)</c> system call. Tests put a fake in its place.</summary>
public interface IBpfKernel
{
    /// <summary>Runs one command.</summary>
    /// <param name="command">Which command.</param>
    /// <param name="attribute">
    /// The command's part of <c>union bpf_attr</c>, as long as that command needs. The kernel writes results into some.
    /// </param>
    /// <returns>What the kernel returned: a descriptor or 0, or an error number below zero (<c>-EPERM</c>).</returns>
    int Invoke(BpfCommand command, Span<byte> attribute);
}
