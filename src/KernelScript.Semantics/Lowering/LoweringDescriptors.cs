using KernelScript.Syntax;

namespace KernelScript.Semantics.Lowering;

/// <summary>The diagnostics of lowering, KS2501 to KS2599.</summary>
public static class LoweringDescriptors
{
    /// <summary>A pointer that is assigned addresses of different kinds of memory.</summary>
    public static DiagnosticDescriptor MixedPointer { get; } = DiagnosticDescriptor.Error(
        "KS2501", "'{0}' points into {1} elsewhere and into {2} here; use a variable for each");

    /// <summary>An assignment through a pointer into kernel memory.</summary>
    public static DiagnosticDescriptor WriteToKernel { get; } =
        DiagnosticDescriptor.Error("KS2502", "kernel memory cannot be written; programs may only read it");

    /// <summary>An assignment of a struct or array to the context.</summary>
    public static DiagnosticDescriptor ContextAggregate { get; } = DiagnosticDescriptor.Error(
        "KS2503", "a struct or array in the context cannot be assigned as a whole; assign its fields");

    /// <summary>A loop that the target's verifier cannot be made to accept.</summary>
    public static DiagnosticDescriptor UnboundedLoop { get; } = DiagnosticDescriptor.Error(
        "KS2504", "the target kernel has no loops but those with constant bounds; use constants, or target Linux 5.17");

    /// <summary>A walk over a map on a kernel without the helper.</summary>
    public static DiagnosticDescriptor MapWalk { get; } = DiagnosticDescriptor.Error(
        "KS2505", "programs can walk a map since Linux 5.13; choose a later target or look keys up one by one");

    /// <summary>A print with more values than the kernel's helper takes.</summary>
    public static DiagnosticDescriptor TooManyPrinted { get; } =
        DiagnosticDescriptor.Error("KS2506", "a print in the kernel takes at most {0} values; use several");

    /// <summary>A kernel function with more arguments than registers.</summary>
    public static DiagnosticDescriptor TooManyArguments { get; } =
        DiagnosticDescriptor.Error("KS2507", "'{0}' cannot be called: the kernel takes at most five arguments");

    /// <summary>A function pointer in the kernel.</summary>
    public static DiagnosticDescriptor FunctionPointer { get; } = DiagnosticDescriptor.Error(
        "KS2508", "function pointers in the kernel are not supported yet; call the function by name");

    /// <summary>A tail call.</summary>
    public static DiagnosticDescriptor TailCall { get; } =
        DiagnosticDescriptor.Error("KS2509", "tail calls are not supported yet; move the code into a '@helper'");

    /// <summary>Error handling in the kernel.</summary>
    public static DiagnosticDescriptor ErrorHandling { get; } = DiagnosticDescriptor.Error(
        "KS2510", "'try', 'throw' and 'defer' are not supported yet; return an error code instead");
}
