using Bpf.Syscalls.Attributes;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>Commands that make maps and change them as a whole.</summary>
public static class MapCommands
{
    /// <summary>Makes a map. The caller owns the handle.</summary>
    /// <exception cref="BpfException">
    /// The kernel refused, mostly for missing privileges or sizes that the kind does not allow.
    /// </exception>
    public static SafeBpfHandle CreateMap(this IBpfKernel kernel, MapCreation creation)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(creation);
        using BorrowedDescriptor btf = BorrowedDescriptor.OrNone(creation.Btf);
        using BorrowedDescriptor inner = BorrowedDescriptor.OrNone(creation.InnerMap);
        var attribute = new MapCreateAttr
        {
            MapType = (uint)creation.Type,
            KeySize = creation.KeySize,
            ValueSize = creation.ValueSize,
            MaxEntries = creation.MaxEntries,
            MapFlags = (uint)creation.Flags,
            InnerMapFd = (uint)inner.Number,
            NumaNode = creation.NumaNode,
            MapName = ObjectName.From(creation.Name),
            MapIfindex = creation.InterfaceIndex,
            BtfFd = (uint)btf.Number,
            BtfKeyTypeId = creation.KeyTypeId,
            BtfValueTypeId = creation.ValueTypeId,
            BtfVmlinuxValueTypeId = creation.KernelValueTypeId,
            MapExtra = creation.Extra,
        };
        int result = kernel.Invoke(BpfCommand.MapCreate, ref attribute);
        return result >= 0
            ? SafeBpfHandle.Own(result)
            : throw new BpfException(
                $"create {creation.Type} map \"{creation.Name}\"", -result, AdviceOnCreation(-result, creation));
    }

    /// <summary>Forbids user space to change a map any more. Programs still can. Since Linux 5.2.</summary>
    /// <exception cref="BpfException">
    /// The map is mapped writable into memory (<c>EBUSY</c>), or its kind cannot be frozen.
    /// </exception>
    public static void FreezeMap(this IBpfKernel kernel, SafeBpfHandle map)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(map);
        using BorrowedDescriptor fd = map.Borrow();
        var attribute = new MapFreezeAttr { MapFd = (uint)fd.Number };
        int result = kernel.Invoke(BpfCommand.MapFreeze, ref attribute);
        if (result < 0)
        {
            throw new BpfException("freeze map", -result);
        }
    }

    private static string? AdviceOnCreation(int errno, MapCreation creation) => errno switch
    {
        Errno.EINVAL =>
            $"keys of {creation.KeySize} and values of {creation.ValueSize} bytes, {creation.MaxEntries} entries and"
            + $" flags {creation.Flags} do not go together for this kind, or kernel {KernelVersion.Running} does not"
            + " know the kind",
        Errno.E2BIG => $"keys of {creation.KeySize} and values of {creation.ValueSize} bytes are too large, or"
            + " there are too many entries",
        _ => null,
    };
}
