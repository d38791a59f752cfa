using KernelScript.Ir.Text;
using KernelScript.Ir.Verification;
using KernelScript.Semantics;
using KernelScript.Semantics.Lowering;
using KernelScript.Syntax;

namespace KernelScript.Lowering.Tests;

/// <summary>Scripts lowered for tests: every message is a failure, and so is IR that the verifier does not accept.</summary>
internal static class LoweredScript
{
    /// <summary>Parses, binds and lowers a script that must be right.</summary>
    public static LoweringResult Lower(string text, LoweringOptions? options = null)
    {
        SyntaxTree tree = SyntaxTree.Parse(text, "test.ks");
        BoundProgram program = Binder.Bind(tree);
        AssertNoErrors(program.Diagnostics);
        LoweringResult result = Lowerer.Lower(program, options);
        AssertNoErrors(result.Diagnostics);
        IReadOnlyList<string> complaints = IrVerifier.Check(result.Module);
        Assert.True(complaints.Count == 0, string.Join('\n', complaints) + "\n\n" + IrPrinter.Print(result.Module));
        return result;
    }

    /// <summary>Lowers a script that lowering must refuse: its messages.</summary>
    public static IReadOnlyList<Diagnostic> Refuse(string text, LoweringOptions? options = null)
    {
        BoundProgram program = Binder.Bind(SyntaxTree.Parse(text, "test.ks"));
        AssertNoErrors(program.Diagnostics);
        return Lowerer.Lower(program, options).Diagnostics;
    }

    private static void AssertNoErrors(IEnumerable<Diagnostic> diagnostics)
    {
        Diagnostic[] errors = [.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
        Assert.True(errors.Length == 0, DiagnosticRenderer.Render([.. errors]));
    }
}
