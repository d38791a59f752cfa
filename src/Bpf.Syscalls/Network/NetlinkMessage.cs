namespace Bpf.Syscalls;

/// <summary>A message the kernel sent.</summary>
/// <param name="Type"><c>RTM_…</c>.</param>
/// <param name="Body">What follows the header: the fixed part and the attributes.</param>
internal sealed record NetlinkMessage(ushort Type, byte[] Body);
