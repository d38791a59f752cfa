using KernelScript.Backend.Machine;

namespace KernelScript.Backend.Frames;

/// <summary>Where frame objects and spill slots lie below R10.</summary>
internal sealed class FrameLayout
{
    /// <summary>Bytes of a spill slot.</summary>
    public const int SlotSize = 8;

    private readonly int[] _objects;
    private readonly int[] _slots;

    /// <summary>Lays out the frame of <paramref name="function"/>.</summary>
    public FrameLayout(MachineFunction function)
    {
        _objects = new int[function.FrameObjects.Count];
        _slots = new int[function.SpillSlotCount];
        for (int i = 0; i < _objects.Length; i++)
        {
            _objects[i] = Reserve(function.FrameObjects[i].Size);
        }

        for (int i = 0; i < _slots.Length; i++)
        {
            _slots[i] = Reserve(SlotSize);
        }
    }

    /// <summary>Bytes in use, a multiple of 8.</summary>
    public int Size { get; private set; }

    /// <summary>Offset of a frame object from R10, in bytes: negative.</summary>
    public int ObjectOffset(int frameObject) => _objects[frameObject];

    /// <summary>Offset of a spill slot from R10, in bytes: negative.</summary>
    public int SlotOffset(int slot) => _slots[slot];

    /// <summary>Offset of another slot, added now.</summary>
    public int AddSlot() => Reserve(SlotSize);

    private int Reserve(int size)
    {
        Size += size;
        return -Size;
    }
}
