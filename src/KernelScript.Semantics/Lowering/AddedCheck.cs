using KernelScript.Syntax;

namespace KernelScript.Semantics.Lowering;

/// <summary>Why a check was added.</summary>
public enum AddedCheckKind
{
    /// <summary>A packet access must end before the packet does.</summary>
    PacketBounds,

    /// <summary>An index must be below the length of the array.</summary>
    ArrayIndex,

    /// <summary>A map entry must be there.</summary>
    MapPresence,

    /// <summary>An access by pointer and offset must stay inside what is pointed to.</summary>
    PointerBounds,
}

/// <summary>
/// A check that the script did not make and that was added: when it fails, a read gives zero and a write is dropped.
/// Later passes may prove some of them needless.
/// </summary>
/// <param name="Kind">Why.</param>
/// <param name="Location">The access.</param>
/// <param name="Description">What is checked: <c>offset 12 + 2 bytes inside the packet</c>.</param>
public sealed record AddedCheck(AddedCheckKind Kind, SourceSpan Location, string Description);
