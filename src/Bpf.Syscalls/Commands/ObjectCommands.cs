using System.Diagnostics;
using Bpf.Syscalls.Attributes;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>Finding and naming objects of any kind.</summary>
public static class ObjectCommands
{
    /// <summary>The ids of all objects of a kind that exist now, ascending.</summary>
    /// <exception cref="BpfException">
    /// The process lacks <c>CAP_SYS_ADMIN</c>, or the kernel cannot tell (before 4.13; links before 5.8).
    /// </exception>
    public static IEnumerable<uint> EnumerateIds(this IBpfKernel kernel, ObjectKind kind)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        for (uint id = 0; TryGetNextId(kernel, kind, id, out uint next); id = next)
        {
            yield return next;
        }
    }

    /// <summary>Finds the smallest id above one.</summary>
    /// <param name="id">The id to start behind; 0 for the first.</param>
    /// <exception cref="BpfException">As for <see cref="EnumerateIds"/>.</exception>
    public static bool TryGetNextId(this IBpfKernel kernel, ObjectKind kind, uint id, out uint next)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        BpfCommand command = kind switch
        {
            ObjectKind.Program => BpfCommand.ProgGetNextId,
            ObjectKind.Map => BpfCommand.MapGetNextId,
            ObjectKind.Link => BpfCommand.LinkGetNextId,
            ObjectKind.Btf => BpfCommand.BtfGetNextId,
            _ => throw new UnreachableException($"No ids for {kind}."),
        };
        var attribute = new ObjectIdAttr { StartId = id };
        int result = kernel.Invoke(command, ref attribute);
        next = attribute.NextId;
        return result switch
        {
            >= 0 => true,
            -Errno.ENOENT => false,
            _ => throw new BpfException($"list {kind} ids", -result, "the process needs CAP_SYS_ADMIN"),
        };
    }

    /// <summary>Opens an object by its id. The caller owns the handle.</summary>
    /// <returns>The handle; <see langword="null"/> when no object has the id any more.</returns>
    /// <exception cref="BpfException">The process lacks <c>CAP_SYS_ADMIN</c>.</exception>
    public static SafeBpfHandle? TryOpenById(this IBpfKernel kernel, ObjectKind kind, uint id)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        BpfCommand command = kind switch
        {
            ObjectKind.Program => BpfCommand.ProgGetFdById,
            ObjectKind.Map => BpfCommand.MapGetFdById,
            ObjectKind.Link => BpfCommand.LinkGetFdById,
            ObjectKind.Btf => BpfCommand.BtfGetFdById,
            _ => throw new UnreachableException($"No ids for {kind}."),
        };
        var attribute = new ObjectIdAttr { StartId = id };
        int result = kernel.Invoke(command, ref attribute);
        return result switch
        {
            >= 0 => SafeBpfHandle.Own(result),
            -Errno.ENOENT => null,
            _ => throw new BpfException($"open {kind} {id}", -result, "the process needs CAP_SYS_ADMIN"),
        };
    }
}
