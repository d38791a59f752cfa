using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

/// <summary>A function lowered for certain origins of its pointer arguments.</summary>
internal sealed class FunctionInstance(FunctionSymbol symbol, PointerOrigin[] origins, string name)
{
    /// <summary>The machine passes this many values in registers.</summary>
    public const int MaxRegisters = 5;

    /// <summary>The function of the script.</summary>
    public FunctionSymbol Symbol { get; } = symbol;

    /// <summary>The origins of the arguments, one for each parameter.</summary>
    public PointerOrigin[] Origins { get; } = origins;

    /// <summary>The name in IR.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the body is lowered.</summary>
    public bool IsComplete { get; set; }

    /// <summary>
    /// Whether the packet's end comes as one more argument: packets are accessed and there is no context to take it
    /// from.
    /// </summary>
    public bool TakesPacketEnd { get; set; }

    /// <summary>Whether the result is written to memory of the caller, whose address is the first argument.</summary>
    public bool ReturnsInMemory => Symbol.ReturnType.IsAggregate();

    /// <summary>Arguments of the call without the packet's end.</summary>
    public int ArgumentCount => Symbol.Parameters.Length + (ReturnsInMemory ? 1 : 0);

    /// <summary>
    /// Whether arguments from the fifth on are slots of a block in the caller's frame, whose address is the fifth one.
    /// With five arguments there is no register left for the packet's end.
    /// </summary>
    public bool UsesBlock => ArgumentCount > MaxRegisters
        || (ArgumentCount == MaxRegisters && Array.TrueForAll(Origins, o => o.Space != AddressSpace.Context)
            && Array.Exists(Origins, o => o.Space is AddressSpace.Packet or AddressSpace.Stack));

    /// <summary>Arguments in registers that are not the block's address.</summary>
    public int RegisterCount => UsesBlock ? MaxRegisters - 1 : ArgumentCount;

    /// <summary>Bytes of the block, with room for the packet's end.</summary>
    public int BlockSize => (ArgumentCount - RegisterCount + 1) * 8;
}
