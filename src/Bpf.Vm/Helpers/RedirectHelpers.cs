using System.Buffers.Binary;
using Bpf.Asm;

namespace Bpf.Vm;

/// <summary>Redirection of packets: noted in the result of the run.</summary>
internal static class RedirectHelpers
{
    // BPF_F_INGRESS.
    private const ulong IngressFlag = 1;

    // The low bits of the flags of bpf_redirect_map: what is returned when the key is not there.
    private const ulong ActionMask = 3;
    private const ulong MapFlags = 0x1b;
    private const ulong Aborted = 0;

    public static (HelperFunction Id, VmHelper Helper)[] All =>
    [
        (HelperFunction.Redirect, Redirect),
        (HelperFunction.RedirectPeer, call => Accept(call, null, call.R1, call.R2)),
        (HelperFunction.CloneRedirect, CloneRedirect),
        (HelperFunction.RedirectMap, RedirectMap),
    ];

    private static ulong Redirect(VmCall call)
    {
        ulong known = call.Machine.Context is SkbContext ? IngressFlag : 0;
        return (call.R2 & ~known) != 0
            ? call.Machine.Context!.RedirectCodes.Refused
            : Accept(call, null, (uint)call.R1, call.R2);
    }

    private static ulong CloneRedirect(VmCall call)
    {
        if (VmCall.HasUnknownFlags(call.R3, IngressFlag, out ulong error))
        {
            return error;
        }

        Accept(call, null, (uint)call.R2, call.R3);
        return 0;
    }

    // (map, key, flags)
    private static ulong RedirectMap(VmCall call)
    {
        VmMap map = call.Map<VmMap>(call.R1);
        if ((call.R3 & ~MapFlags) != 0)
        {
            return Aborted;
        }

        Span<byte> key = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(key, (uint)call.R2);
        int offset = map.Shape.KeySize == key.Length ? map.Find(key, 0) : -1;
        bool isSet = offset >= 0 && map.Memory!.Bytes.AsSpan(offset, map.Shape.ValueSize).ContainsAnyExcept((byte)0);
        return isSet ? Accept(call, map, (uint)call.R2, call.R3) : call.R3 & ActionMask;
    }

    private static ulong Accept(VmCall call, VmMap? map, ulong target, ulong flags)
    {
        call.Machine.Redirect = new VmRedirect(map, target, flags);
        return call.Machine.Context!.RedirectCodes.Accepted;
    }
}
