using KernelScript.Ir;

namespace KernelScript.Backend.Machine;

/// <summary>A function over virtual registers: what selection makes and allocation turns into code.</summary>
internal sealed class MachineFunction(string name)
{
    /// <summary>The operand that stands for R10 plus a frame object.</summary>
    public const int FramePointer = int.MaxValue;

    private int _lastRegister;

    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>All instructions, block after block.</summary>
    public List<MachineInstruction> Instructions { get; set; } = new(64);

    /// <summary>Blocks in layout order, the entry first.</summary>
    public List<MachineBlock> Blocks { get; } = new(16);

    /// <summary>Virtual registers that arrive in R1, R2, ….</summary>
    public List<int> Parameters { get; } = new(2);

    /// <summary>Calls named by instructions.</summary>
    public List<MachineCall> Calls { get; } = [];

    /// <summary>Symbols named by instructions.</summary>
    public List<MachineSymbol> Symbols { get; } = [];

    /// <summary>Frame memory named by instructions.</summary>
    public List<FrameObject> FrameObjects { get; } = [];

    /// <summary>
    /// Constants and addresses that blocks pass as arguments: computed straight into the parameter, so that they need
    /// no register before.
    /// </summary>
    public List<MachineInstruction> Recipes { get; } = [];

    /// <summary>Source positions named by instructions.</summary>
    public List<SourcePosition> Positions { get; } = [];

    /// <summary>Spill slots in use.</summary>
    public int SpillSlotCount { get; set; }

    /// <summary>One more than the last virtual register.</summary>
    public int RegisterCount => _lastRegister + 1;

    /// <summary>A new virtual register.</summary>
    public int NewRegister() => ++_lastRegister;
}
