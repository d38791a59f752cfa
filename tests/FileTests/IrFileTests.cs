using Bpf.TestSupport;
using KernelScript.Backend.Passes;
using KernelScript.Ir;
using KernelScript.Ir.Text;
using KernelScript.Ir.Verification;

namespace FileTests;

/// <summary>
/// <c>cases/**/*.ksir</c>: <c>; test pass, pass…</c>, <c>; test O2</c>, <c>; test verify</c>, <c>; test print</c>,
/// <c>; test asm</c> (<see cref="AssemblyCases"/>).
/// </summary>
public sealed class IrFileTests
{
    private static readonly string _folder =
        Path.Combine(RepositoryRoot.Folder, "tests", "FileTests", "cases");

    public static TheoryData<string> Files() =>
    [
        .. Directory.EnumerateFiles(_folder, "*.ksir", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(_folder, f)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_file_gives_what_it_expects(string file)
    {
        FileTest test = FileTest.Read(Path.Combine(_folder, file));
        IrModule module = IrParser.Parse(test.Input);
        if (test.Command is ["verify"])
        {
            test.Check(string.Concat(IrVerifier.Check(module).Select(m => m + "\n")));
            return;
        }

        Assert.Empty(IrVerifier.Check(module));
        if (test.Command is ["asm", .. string[] words])
        {
            test.Check(AssemblyCases.Print(module, words));
            return;
        }

        var context = new PassContext(module) { VerifiesEach = true };
        foreach (string name in test.Command.Select(n => n.TrimEnd(',')))
        {
            Run(name, context);
        }

        test.Check(Print(module));
    }

    private static void Run(string name, PassContext context)
    {
        switch (name)
        {
            case "print":
                return;
            case "O0" or "O1" or "O2":
                PassPipeline.Run((OptimizationLevel)(name[1] - '0'), context);
                return;
        }

        IFunctionPass pass = Assert.Single(PassPipeline.All, p => p.Name == name);
        foreach (IrFunction function in context.Module.Functions)
        {
            PassPipeline.Run(pass, function, context);
        }
    }

    /// <summary>Without the licence line, which says nothing here.</summary>
    private static string Print(IrModule module)
    {
        string text = IrPrinter.Print(module);
        return text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..].TrimStart('\n');
    }
}
