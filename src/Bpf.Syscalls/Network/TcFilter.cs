namespace Bpf.Syscalls;

/// <summary>A BPF filter that hangs on an interface.</summary>
/// <param name="InterfaceIndex">The interface.</param>
/// <param name="Direction">The side.</param>
/// <param name="Handle">The kernel's number of the filter within its priority.</param>
/// <param name="Priority">Filters run by ascending priority.</param>
/// <param name="ProgramId">The program's id; 0 when the kernel does not say.</param>
public sealed record TcFilter(int InterfaceIndex, TcDirection Direction, uint Handle, ushort Priority, uint ProgramId);
