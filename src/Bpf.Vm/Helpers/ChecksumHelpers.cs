using System.Buffers.Binary;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Internet checksums.</summary>
/// <remarks>
/// One's complement sums (RFC 1071, RFC 1624) over 16-bit words in host order: they do not depend on the byte order.
/// </remarks>
internal static class ChecksumHelpers
{
    // Flags of bpf_l3_csum_replace and bpf_l4_csum_replace.
    private const ulong FieldSizeMask = 0x0f;
    private const ulong MarkMangledZero = 0x20;
    private const ulong MarkEnforce = 0x40;
    private const ulong LayerFourFlags = 0xff;
    private const ushort MangledZero = 0xffff;

    public static (HelperFunction Id, VmHelper Helper)[] All =>
    [
        (HelperFunction.CsumDiff, Difference),
        (HelperFunction.L3CsumReplace, ReplaceLayerThree),
        (HelperFunction.L4CsumReplace, ReplaceLayerFour),
        (HelperFunction.CsumUpdate, call => call.R2),
    ];

    // (from, from size, to, to size, seed). Since Linux 6.13 the result is folded to 16 bits.
    private static ulong Difference(VmCall call)
    {
        (uint fromSize, uint toSize, uint sum) = ((uint)call.R2, (uint)call.R4, (uint)call.R5);
        if (fromSize % 4 != 0 || toSize % 4 != 0)
        {
            return VmCall.Error(Errno.EINVAL);
        }

        if (toSize != 0)
        {
            sum = Add(sum, Sum(call.Read(call.R3, toSize)));
        }

        if (fromSize != 0)
        {
            sum = Add(sum, ~Sum(call.Read(call.R1, fromSize)));
        }

        return Fold(sum);
    }

    // (context, offset, from, to, flags)
    private static ulong ReplaceLayerThree(VmCall call)
    {
        return VmCall.HasUnknownFlags(call.R5, FieldSizeMask, out ulong error) ? error : Replace(call, call.R5, 0);
    }

    private static ulong ReplaceLayerFour(VmCall call)
    {
        return VmCall.HasUnknownFlags(call.R5, LayerFourFlags, out ulong error)
            ? error
            : Replace(call, call.R5 & FieldSizeMask, call.R5);
    }

    private static ulong Replace(VmCall call, ulong fieldSize, ulong flags)
    {
        uint offset = (uint)call.R2;
        if (offset > 0xffff || offset % 2 != 0 || offset + sizeof(ushort) > call.Packet.Length)
        {
            return VmCall.Error(Errno.EFAULT);
        }

        Span<byte> field = call.Packet.Bytes[(int)offset..];
        ushort checksum = BinaryPrimitives.ReadUInt16LittleEndian(field);
        bool keepsZero = (flags & MarkMangledZero) != 0;
        if (keepsZero && (flags & MarkEnforce) == 0 && checksum == 0)
        {
            return 0;
        }

        (uint From, uint To)? change = fieldSize switch
        {
            0 when call.R3 == 0 => (0, (uint)call.R4),
            2 => ((ushort)call.R3, (ushort)call.R4),
            4 => ((uint)call.R3, (uint)call.R4),
            _ => null,
        };
        if (change is not { } values)
        {
            return VmCall.Error(Errno.EINVAL);
        }

        uint sum = (uint)~checksum & 0xffff;
        sum = fieldSize == 0 ? sum : Add(sum, ~values.From);
        ushort result = (ushort)~Fold(Add(sum, values.To));
        BinaryPrimitives.WriteUInt16LittleEndian(field, keepsZero && result == 0 ? MangledZero : result);
        return 0;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i += sizeof(uint))
        {
            sum = Add(sum, BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..]));
        }

        return sum;
    }

    private static uint Add(uint a, uint b)
    {
        uint sum = a + b;
        return sum + (sum < a ? 1u : 0u);
    }

    private static uint Fold(uint sum)
    {
        sum = (sum >> 16) + (sum & 0xffff);
        return (sum >> 16) + (sum & 0xffff);
    }
}
