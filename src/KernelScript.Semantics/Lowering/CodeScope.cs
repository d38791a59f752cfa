using KernelScript.Ir;

namespace KernelScript.Semantics.Lowering;

/// <summary>
/// The IR function that instructions go to: the function itself, or a callback with an outlined loop
/// body.
/// </summary>
internal sealed class CodeScope(IrFunction function, bool isCallback)
{
    /// <summary>The function.</summary>
    public IrFunction Function { get; } = function;

    /// <summary>Appends to it.</summary>
    public IrBuilder Builder { get; } = new(function);

    /// <summary>Whether this is a callback: leaving it leaves a round of a loop.</summary>
    public bool IsCallback { get; } = isCallback;

    /// <summary>The memory shared with callbacks: an alloca of the function, a parameter of a callback.</summary>
    public Value Frame { get; set; }

    /// <summary>Loops around the current place, the innermost last; none across a callback.</summary>
    public Stack<LoopTargets> Loops { get; } = new();

    /// <summary>Frame slots of variables that live in this scope only.</summary>
    public Dictionary<VariableSymbol, Value> Slots { get; } = [];

    /// <summary>Frame memory of this function: the back end knows how it is aligned.</summary>
    public HashSet<Value> Allocas { get; } = [];

    /// <summary>Slots that remember whether the entry was there.</summary>
    public Dictionary<VariableSymbol, Value> PresenceSlots { get; } = [];
}

/// <summary>Where <c>break</c> and <c>continue</c> go.</summary>
internal readonly record struct LoopTargets(IrBlock Break, IrBlock Continue);
