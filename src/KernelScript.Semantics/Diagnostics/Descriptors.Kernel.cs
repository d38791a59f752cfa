using KernelScript.Syntax;

namespace KernelScript.Semantics;

public static partial class Descriptors
{
    /// <summary>Floating point in kernel code.</summary>
    public static DiagnosticDescriptor FloatInKernel { get; } =
        DiagnosticDescriptor.Error("KS2001", "floating point does not exist in the kernel; use integers");

    /// <summary>Kernel code that calls a userspace function.</summary>
    public static DiagnosticDescriptor CallFromKernel { get; } = DiagnosticDescriptor.Error(
        "KS2002", "'{0}' runs in userspace and cannot be called from the kernel; mark it '@helper' to run there");

    /// <summary>A map entry used without a test that it is there.</summary>
    public static DiagnosticDescriptor EntryMayBeAbsent { get; } = DiagnosticDescriptor.Error(
        "KS2003", "value of '{0}' may be absent; test it with 'if ({1} != none)' before use");

    /// <summary>A pointer used without a test that it is not null.</summary>
    public static DiagnosticDescriptor MayBeNull { get; } =
        DiagnosticDescriptor.Error("KS2004", "'{0}' may be null; test it with 'if ({0} != null)' before use");

    /// <summary>Userspace code that calls a kernel function.</summary>
    public static DiagnosticDescriptor CallFromUserspace { get; } =
        DiagnosticDescriptor.Error(
            "KS2005", "'{0}' is {1} and runs in the kernel only; it cannot be called from userspace");

    /// <summary>Kernel functions that call each other in a circle.</summary>
    public static DiagnosticDescriptor Recursion { get; } =
        DiagnosticDescriptor.Error("KS2006", "kernel functions cannot be recursive: {0}");

    /// <summary>The address of a local variable that outlives it.</summary>
    public static DiagnosticDescriptor ReturnOfLocalAddress { get; } =
        DiagnosticDescriptor.Error("KS2007", "'{0}' does not outlive the function; its address cannot be returned");

    /// <summary>A map entry used after its map was changed.</summary>
    public static DiagnosticDescriptor InvalidatedEntry { get; } = DiagnosticDescriptor.Error(
        "KS2008", "'{0}' may be gone: '{1}' was changed since; look the entry up again");

    /// <summary>A ring-buffer record that some path forgets.</summary>
    public static DiagnosticDescriptor RecordNotReleased { get; } = DiagnosticDescriptor.Error(
        "KS2009",
        "this record is not submitted or discarded on every path; call '{0}.submit({1})' or '{0}.discard({1})'");

    /// <summary>A ring-buffer record used after it was handed over.</summary>
    public static DiagnosticDescriptor RecordReleased { get; } =
        DiagnosticDescriptor.Error("KS2010", "'{0}' was submitted or discarded before; reserve a new record");

    /// <summary>A program with the wrong parameters.</summary>
    public static DiagnosticDescriptor ProgramParameters { get; } =
        DiagnosticDescriptor.Error("KS2012", "'@{0}' programs are declared 'fn {1}({2}) -> {3}'");

    /// <summary>A program with the wrong result type.</summary>
    public static DiagnosticDescriptor ProgramResult { get; } =
        DiagnosticDescriptor.Error("KS2013", "'@{0}' programs return '{1}', not '{2}'");

    /// <summary>A tracepoint that the kernel does not have.</summary>
    public static DiagnosticDescriptor UnknownTracepoint { get; } =
        DiagnosticDescriptor.Error("KS2014", "the kernel has no tracepoint '{0}'");

    /// <summary>A tracepoint program whose context belongs to another event.</summary>
    public static DiagnosticDescriptor WrongTracepointContext { get; } =
        DiagnosticDescriptor.Error("KS2015", "the record of '{0}' is '{1}', not '{2}'");

    /// <summary>A program called as a function.</summary>
    public static DiagnosticDescriptor ProgramCalled { get; } = DiagnosticDescriptor.Error(
        "KS2016", "'{0}' is a program and is not called; 'return {0}(ctx)' goes on with it as a tail call");

    /// <summary>A tail call to a program of another type.</summary>
    public static DiagnosticDescriptor TailCallType { get; } = DiagnosticDescriptor.Error(
        "KS2017", "'{0}' is of another type: '@{2}' programs go on with '@{2}' programs only, not with '@{1}' ones");

    /// <summary>A map type that does not exist.</summary>
    public static DiagnosticDescriptor UnknownMapType { get; } =
        DiagnosticDescriptor.Error("KS2018", "there is no map type '{0}'");

    /// <summary>A map type with the wrong type arguments.</summary>
    public static DiagnosticDescriptor MapTypeArguments { get; } =
        DiagnosticDescriptor.Error("KS2019", "'{0}' maps are written '{1}'");

    /// <summary>A key or value type that cannot be stored.</summary>
    public static DiagnosticDescriptor NotStorable { get; } =
        DiagnosticDescriptor.Error("KS2020", "'{0}' cannot be the {1} of a map: {2}");

    /// <summary>A map size that the kernel does not take.</summary>
    public static DiagnosticDescriptor MapSize { get; } =
        DiagnosticDescriptor.Error("KS2021", "{0} is no size for '{1}' maps: {2}");

    /// <summary>A map flag that does not exist.</summary>
    public static DiagnosticDescriptor UnknownMapFlag { get; } =
        DiagnosticDescriptor.Error("KS2022", "there is no map flag '{0}'");

    /// <summary>An operation that the map type does not have.</summary>
    public static DiagnosticDescriptor MapOperationMissing { get; } =
        DiagnosticDescriptor.Error("KS2023", "'{0}' maps have no {1}");

    /// <summary>A map used where a value is wanted.</summary>
    public static DiagnosticDescriptor MapAsValue { get; } =
        DiagnosticDescriptor.Error("KS2024", "'{0}' is a map; write '{0}[key]' for an entry");

    /// <summary>A kernel helper that the program type does not have.</summary>
    public static DiagnosticDescriptor HelperNotAvailable { get; } =
        DiagnosticDescriptor.Error("KS2025", "'{0}' does not exist for '@{1}' programs; it exists for {2}");

    /// <summary>A kernel helper that the target kernel does not have.</summary>
    public static DiagnosticDescriptor HelperTooNew { get; } =
        DiagnosticDescriptor.Error("KS2026", "'{0}' exists since Linux {1}, but the target is Linux {2}");

    /// <summary>An assignment to a context field that programs may only read.</summary>
    public static DiagnosticDescriptor ReadOnlyField { get; } =
        DiagnosticDescriptor.Error("KS2028", "'{0}' of '{1}' cannot be written by programs");

    /// <summary>A kernel-only variable used in userspace.</summary>
    public static DiagnosticDescriptor KernelOnlyVariable { get; } = DiagnosticDescriptor.Error(
        "KS2029", "'{0}' is 'local' to the kernel; declare it without 'local' to share it with userspace");

    /// <summary>A built-in function on the wrong side.</summary>
    public static DiagnosticDescriptor UserspaceOnly { get; } =
        DiagnosticDescriptor.Error("KS2030", "'{0}' exists in userspace only");

    /// <summary>A built-in function or operation on the wrong side.</summary>
    public static DiagnosticDescriptor KernelOnly { get; } =
        DiagnosticDescriptor.Error("KS2031", "'{0}' exists in kernel code only");

    /// <summary>A constant result outside what the kernel accepts.</summary>
    public static DiagnosticDescriptor ResultOutOfRange { get; } =
        DiagnosticDescriptor.Error("KS2032", "'@{0}' programs return {1} to {2}, not {3}");

    /// <summary>A large struct passed by value in the kernel.</summary>
    public static DiagnosticDescriptor LargeStructByValue { get; } = DiagnosticDescriptor.Warning(
        "KS2033", "large struct ({0} bytes) passed by value in the kernel; take a pointer: '{1}: *{2}'");

    /// <summary>A kind of program that this version does not compile.</summary>
    public static DiagnosticDescriptor ProgramKindNotSupported { get; } =
        DiagnosticDescriptor.Error("KS2034", "'@{0}' programs are not supported yet");

    /// <summary>A map type that this version does not compile.</summary>
    public static DiagnosticDescriptor MapTypeNotSupported { get; } =
        DiagnosticDescriptor.Error("KS2035", "'{0}' maps are not supported yet");

    /// <summary>A function in the kernel with more parameters than registers.</summary>
    public static DiagnosticDescriptor TwoRoles { get; } =
        DiagnosticDescriptor.Error("KS2036", "'@{0}' and '@{1}' exclude each other");

    /// <summary>A kernel type that is not known.</summary>
    public static DiagnosticDescriptor UnknownKernelType { get; } = DiagnosticDescriptor.Error(
        "KS3001", "kernel type '{0}' is not known: the kernel has no BTF; declare the struct in the script");

    /// <summary>A declaration of a kernel type that differs from the kernel's.</summary>
    public static DiagnosticDescriptor LayoutDiffers { get; } =
        DiagnosticDescriptor.Error(
            "KS3002", "the kernel's '{0}' has no field '{1}'; remove this declaration to use the kernel's");
}
