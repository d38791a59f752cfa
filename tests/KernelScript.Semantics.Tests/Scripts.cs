using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics.Tests;

/// <summary>Binds scripts against a kernel that is the same on every machine.</summary>
internal static class Scripts
{
    public static BoundProgram Bind(string text, string name = "test.ks", BindOptions? options = null) =>
        Binder.Bind(
            SyntaxTree.Parse(new SourceText(text, name)),
            options ?? new BindOptions { KernelTypes = new FakeKernelTypes() });

    /// <summary>Binds a script that is right; fails with its diagnostics otherwise.</summary>
    public static BoundProgram BindRight(string text)
    {
        BoundProgram program = Bind(text);
        Assert.Equal("", DiagnosticRenderer.Render(program.Diagnostics));
        return program;
    }

    /// <summary>The options that the fixture or section of a code needs.</summary>
    public static BindOptions OptionsFor(string code) => code switch
    {
        "KS2026" => new BindOptions { KernelTypes = new FakeKernelTypes(), TargetKernel = new Version(5, 4) },
        "KS3001" => new BindOptions(),
        _ => new BindOptions { KernelTypes = new FakeKernelTypes() },
    };

    /// <summary><c>KS1001@3:5</c> for each diagnostic.</summary>
    public static string Summary(ImmutableArray<Diagnostic> diagnostics) =>
        string.Join(' ', diagnostics.Select(d => $"{d.Code}@{d.Location.Start}"));

    public static DiagnosticDescriptor[] AllDescriptors() =>
        [.. typeof(Descriptors).GetProperties().Select(property => (DiagnosticDescriptor)property.GetValue(null)!)];
}
