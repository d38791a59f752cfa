using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

/// <summary>What matters about a pointer beyond its address space.</summary>
internal enum OriginDetail
{
    None,

    /// <summary>Into a per-CPU map: no atomics needed.</summary>
    PerCpu,

    /// <summary>From <c>data_meta</c>: ends at <c>data</c>.</summary>
    PacketMeta,
}

/// <summary>Where a pointer comes from, found from what is assigned to it.</summary>
/// <param name="Space">The address space; None as long as only null was assigned.</param>
/// <param name="Detail">More about it.</param>
/// <param name="Bound">
/// Packet: the most that was added to the packet's start beyond constants, or <see cref="UnknownReach"/>. Other memory:
/// bytes known to be there at the pointer, or 0.
/// </param>
internal readonly record struct PointerOrigin(
    AddressSpace Space, OriginDetail Detail = OriginDetail.None, int Bound = 0)
{
    /// <summary>Something was added to a packet pointer that only run time knows.</summary>
    public const int UnknownReach = int.MaxValue;

    /// <summary>
    /// The verifier gives a packet range only to pointers that are at most 0xffff after the start. Constants and the
    /// access itself come on top of the variable part.
    /// </summary>
    public const int MaxReach = 0xefff;

    /// <summary>Nothing but null so far.</summary>
    public static PointerOrigin Unknown => default;

    /// <summary>Whether anything but null is known.</summary>
    public bool IsKnown => Space != AddressSpace.None;

    /// <summary>Whether the variable part of a packet pointer may leave what the verifier follows.</summary>
    public bool IsFarReaching => Bound > MaxReach;

    /// <summary>An origin that covers both, or null when one pointer cannot be both.</summary>
    public static PointerOrigin? Join(PointerOrigin a, PointerOrigin b)
    {
        if (!a.IsKnown || !b.IsKnown)
        {
            return a.IsKnown ? a : b;
        }

        if (a.Space != b.Space)
        {
            bool areKernel = a.Space is AddressSpace.Kernel or AddressSpace.Btf
                && b.Space is AddressSpace.Kernel or AddressSpace.Btf;
            return areKernel ? new PointerOrigin(AddressSpace.Kernel) : null;
        }

        if (a.Space == AddressSpace.Packet)
        {
            return a.Detail == b.Detail ? a with { Bound = Math.Max(a.Bound, b.Bound) } : null;
        }

        OriginDetail detail = a.Detail == b.Detail ? a.Detail : OriginDetail.None;
        return new PointerOrigin(a.Space, detail, Math.Min(a.Bound, b.Bound));
    }

    /// <summary>The origin after adding <paramref name="bytes"/> (constant) or at most that much (variable).</summary>
    public PointerOrigin Advance(long bytes, bool isConstant) => Space switch
    {
        AddressSpace.Packet when isConstant => this,
        AddressSpace.Packet => this with
        {
            Bound = bytes < 0 || bytes > MaxReach - (long)Math.Min(Bound, MaxReach) ? UnknownReach : Bound + (int)bytes,
        },
        _ => this with { Bound = isConstant && bytes >= 0 && bytes < Bound ? Bound - (int)bytes : 0 },
    };

    /// <summary>The widest origin of the kind, for pointers that move in loops.</summary>
    public PointerOrigin Widen() => this with { Bound = Space == AddressSpace.Packet ? UnknownReach : 0 };

    /// <summary>A short unique text: for names and dictionary keys.</summary>
    public string Label => Space switch
    {
        AddressSpace.None => "",
        AddressSpace.Packet when Detail == OriginDetail.PacketMeta => "meta",
        AddressSpace.Packet => IsFarReaching ? "far" : Bound == 0 ? "packet" : $"packet{Bound}",
        AddressSpace.MapValue => (Detail == OriginDetail.PerCpu ? "percpu" : "map") + Suffix,
        AddressSpace.PacketEnd => "end",
        AddressSpace.Context => "ctx",
        AddressSpace.RingBuffer => "ring" + Suffix,
#pragma warning disable CA1308 // Lower case is wanted: part of a function's name.
        _ => Space.ToString().ToLowerInvariant() + Suffix,
#pragma warning restore CA1308
    };

    private string Suffix => Bound == 0 ? "" : $"{Bound}";
}
