using KernelScript.Syntax;

namespace KernelScript.Semantics;

public static partial class Descriptors
{
    /// <summary>A <c>main</c> with other parameters or result than it may have.</summary>
    public static DiagnosticDescriptor MainSignature { get; } = DiagnosticDescriptor.Error(
        "KS5001", "'main' is declared 'fn main() -> i32' or 'fn main(args: Args) -> i32' with a struct 'Args'");

    /// <summary>A command-line option of a type that cannot be read from text.</summary>
    public static DiagnosticDescriptor ArgumentType { get; } = DiagnosticDescriptor.Error(
        "KS5002", "option '{0}' cannot be of type '{1}'; use an integer, 'bool', 'char' or 'str(N)'");

    /// <summary><c>attach</c> with something that <c>load</c> did not give.</summary>
    public static DiagnosticDescriptor AttachBeforeLoad { get; } = DiagnosticDescriptor.Error(
        "KS5003", "'{0}' takes what 'load' returns: 'var handle = load({1})', then '{0}(handle, …)'");

    /// <summary><c>load</c> of something that is no program.</summary>
    public static DiagnosticDescriptor NotAProgram { get; } =
        DiagnosticDescriptor.Error(
            "KS5004", "'load' takes the name of a program, a function with an attribute such as '@xdp'");

    /// <summary>An attach target that is neither a name nor a number.</summary>
    public static DiagnosticDescriptor AttachTarget { get; } =
        DiagnosticDescriptor.Error("KS5005", "the target of 'attach' is a name or a number, not '{0}'");

    /// <summary><c>test</c> outside a test.</summary>
    public static DiagnosticDescriptor TestOutsideTest { get; } =
        DiagnosticDescriptor.Error("KS5006", "'test' can only be called in a '@test' function");
}
