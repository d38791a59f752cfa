namespace KernelScript.Backend.Selection;

/// <summary>A memory operand: a base register, or the frame, and a constant offset.</summary>
/// <param name="Base">Virtual register, or <see cref="Machine.MachineFunction.FramePointer"/>.</param>
/// <param name="FrameObject">The frame object when the base is the frame pointer.</param>
/// <param name="Offset">Bytes from the base; fits in 16 bits.</param>
/// <param name="Alignment">Bytes that the address is known to be a multiple of; 8 where the kernel takes any.</param>
internal readonly record struct Address(int Base, int FrameObject, int Offset, int Alignment)
{
    /// <summary>The address <paramref name="bytes"/> further.</summary>
    public Address Plus(int bytes) => this with { Offset = Offset + bytes };
}
