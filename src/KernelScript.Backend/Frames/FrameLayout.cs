using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Frames;

/// <summary>
/// Where frame objects and spill slots lie below R10. Parts that are never of value together share their place.
/// </summary>
internal sealed class FrameLayout
{
    /// <summary>Bytes of a spill slot.</summary>
    public const int SlotSize = 8;

    private readonly int _objectCount;
    private readonly int[] _sizes;
    private readonly int[] _offsets;

    /// <summary>
    /// Lays out the frame of <paramref name="function"/>: large parts first, each as near to R10 as possible.
    /// </summary>
    public FrameLayout(MachineFunction function)
    {
        _objectCount = function.FrameObjects.Count;
        var interference = new FrameInterference(function);
        _sizes = new int[interference.Count];
        _offsets = new int[interference.Count];
        var order = new int[interference.Count];
        for (int part = 0; part < order.Length; part++)
        {
            order[part] = part;
            _sizes[part] = part < _objectCount ? function.FrameObjects[part].Size : SlotSize;
        }

        Array.Sort(order, (a, b) => _sizes[a] != _sizes[b] ? _sizes[b] - _sizes[a] : a - b);
        for (int i = 0; i < order.Length; i++)
        {
            Place(order[i], order.AsSpan(0, i), interference);
        }
    }

    /// <summary>Bytes in use, a multiple of 8.</summary>
    public int Size { get; private set; }

    /// <summary>Offset of a frame object from R10, in bytes: negative.</summary>
    public int ObjectOffset(int frameObject) => _offsets[frameObject];

    /// <summary>Offset of a spill slot from R10, in bytes: negative.</summary>
    public int SlotOffset(int slot) => _offsets[_objectCount + slot];

    /// <summary>Offset of another slot, added now.</summary>
    public int AddSlot()
    {
        Size += SlotSize;
        return -Size;
    }

    private void Place(int part, ReadOnlySpan<int> placed, FrameInterference interference)
    {
        int bottom = _sizes[part];
        bool moved = true;
        while (moved)
        {
            moved = false;
            foreach (int other in placed)
            {
                int otherBottom = -_offsets[other];
                bool overlaps = bottom > otherBottom - _sizes[other] && bottom - _sizes[part] < otherBottom;
                if (overlaps && interference.Interfere(part, other))
                {
                    bottom = otherBottom + _sizes[part];
                    moved = true;
                }
            }
        }

        _offsets[part] = -bottom;
        Size = Math.Max(Size, bottom);
    }
}
