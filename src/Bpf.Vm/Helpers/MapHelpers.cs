using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Lookup, update and delete of map entries.</summary>
internal static class MapHelpers
{
    public static (HelperFunction Id, VmHelper Helper)[] All =>
    [
        (HelperFunction.MapLookupElem, Lookup),
        (HelperFunction.MapUpdateElem, Update),
        (HelperFunction.MapDeleteElem, Delete),
        (HelperFunction.MapPushElem, Push),
        (HelperFunction.MapPopElem, call => Take(call, remove: true)),
        (HelperFunction.MapPeekElem, call => Take(call, remove: false)),
        (HelperFunction.MapLookupPercpuElem, LookupPerCpu),
        (HelperFunction.ForEachMapElem, ForEach),
    ];

    private static ulong Lookup(VmCall call) => Lookup(call, call.Machine.Cpu);

    private static ulong Lookup(VmCall call, int cpu)
    {
        VmMap map = call.Map<VmMap>(call.R1);
        ReadOnlySpan<byte> key = call.Read(call.R2, (ulong)map.Shape.KeySize);
        if (map is VmMapOfMaps maps)
        {
            return maps.Get(key) is { } inner ? call.Machine.HandleOf(inner) : 0;
        }

        int offset = map.Find(key, cpu);
        return offset < 0 ? 0 : call.Machine.AddressOf(map, offset);
    }

    private static ulong LookupPerCpu(VmCall call)
    {
        VmMap map = call.Map<VmMap>(call.R1);
        return call.R3 < (ulong)map.Shape.CpuCount ? Lookup(call, (int)call.R3) : 0;
    }

    private static ulong Update(VmCall call)
    {
        VmMap map = call.Map<VmMap>(call.R1);
        ReadOnlySpan<byte> key = call.Read(call.R2, (ulong)map.Shape.KeySize);
        ReadOnlySpan<byte> value = call.Read(call.R3, (ulong)map.Shape.ValueSize);
        return VmCall.Result(map.Store(key, value, call.R4, call.Machine.Cpu));
    }

    private static ulong Delete(VmCall call)
    {
        VmMap map = call.Map<VmMap>(call.R1);
        return VmCall.Result(map.Remove(call.Read(call.R2, (ulong)map.Shape.KeySize)));
    }

    private static ulong Push(VmCall call)
    {
        VmMap map = call.Map<VmMap>(call.R1);
        return VmCall.Result(map.Push(call.Read(call.R2, (ulong)map.Shape.ValueSize), call.R3));
    }

    private static ulong Take(VmCall call, bool remove)
    {
        VmMap map = call.Map<VmMap>(call.R1);
        return VmCall.Result(map.Take(call.Write(call.R2, (ulong)map.Shape.ValueSize), remove));
    }

    // Calls function(map, &key, &value, context) until it returns other than 0; returns the number of calls.
    private static ulong ForEach(VmCall call)
    {
        (ulong handle, ulong function, ulong context, ulong flags) = (call.R1, call.R2, call.R3, call.R4);
        VmMap map = call.Map<VmMap>(handle);
        if (flags != 0)
        {
            return VmCall.Error(Errno.EINVAL);
        }

        ulong count = 0;
        foreach (byte[] key in map.Keys)
        {
            // The function may have deleted the entry before its turn.
            int offset = map.Find(key, call.Machine.Cpu);
            if (offset < 0)
            {
                continue;
            }

            ulong keyAddress = call.Machine.AllocateScratch(key, out int mark);
            ulong stop = call.Invoke(function, handle, keyAddress, call.Machine.AddressOf(map, offset), context);
            call.Machine.FreeScratch(mark);
            count++;
            if (stop != 0 || call.IsEnding)
            {
                break;
            }
        }

        return count;
    }
}
