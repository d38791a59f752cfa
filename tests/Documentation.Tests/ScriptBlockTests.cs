using Bpf.Loader;
using KernelScript.Compiler;
using KernelScript.Syntax;

namespace Documentation.Tests;

public sealed class ScriptBlockTests
{
    public static TheoryData<string> Blocks() => [.. CodeBlock.All("kernelscript").Select(block => block.ToString())];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_script_in_a_document_compiles_to_an_object(string block)
    {
        CodeBlock code = CodeBlock.All("kernelscript").Single(b => b.ToString() == block);

        // Padded, so that a diagnostic names the line of the document.
        string script = new string('\n', code.Line - 1) + code.Text;
        Compilation compilation = KernelScriptCompiler.Compile(new SourceText(script, code.File));
        Assert.Equal("", DiagnosticRenderer.Render(compilation.Diagnostics));
        Assert.NotNull(compilation.Collection);
        Assert.NotEmpty(ObjectWriter.Write(compilation.Collection));
    }

    [Fact]
    public void The_readme_and_the_language_page_have_scripts()
    {
        Assert.Contains(CodeBlock.All("kernelscript"), block => block.File == "README.md");
        Assert.Contains(CodeBlock.All("kernelscript"), block => block.File == "docs/language.md");
    }
}
