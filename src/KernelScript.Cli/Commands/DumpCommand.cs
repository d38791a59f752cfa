using System.CommandLine;
using System.CommandLine.Parsing;
using Bpf.Asm;
using Bpf.Btf;
using KernelScript.Backend.Passes;
using KernelScript.Compiler;
using KernelScript.Ir;
using KernelScript.Ir.Text;
using KernelScript.Semantics.Lowering;
using KernelScript.Syntax;

namespace KernelScript.Cli.Commands;

/// <summary><c>kernelscript dump</c>: a stage of the compiler as text.</summary>
internal static class DumpCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> file = CommonOptions.File();
        var stage = new Option<string>("--stage")
        {
            Description = "What to show: tokens, tree, ir, asm or btf.", HelpName = "STAGE", Required = true,
        };
        stage.Validators.Add(RefuseUnknownStage);
        var printAfter = new Option<string?>("--print-after")
        {
            Description = "With --stage ir: show each function as this pass leaves it.", HelpName = "PASS",
        };
        Option<string?> kernel = CommonOptions.TargetKernel();
        Option<string?> isa = CommonOptions.Isa();
        var command = new Command("dump", "Shows a stage of the compiler as text.")
        {
            file, stage, printAfter, kernel, isa,
        };
        command.SetAction(line =>
        {
            string path = line.GetValue(file)!;
            RefuseUnknownPass(line.GetValue(printAfter), line.GetValue(stage)!);
            switch (line.GetValue(stage))
            {
                case "tokens":
                    console.Output.Write(TokenDump.Write(ScriptCompilation.ReadSource(path)));
                    return 0;
                case "tree":
                    return DumpTree(console, path);
            }

            CompilerOptions options = ScriptCompilation.Options(line.GetValue(kernel), line.GetValue(isa));
            Compilation compilation = ScriptCompilation.Compile(console, path, options);
            switch (line.GetValue(stage))
            {
                case "ir":
                    DumpIr(console.Output, compilation, options, line.GetValue(printAfter));
                    break;
                case "asm":
                    console.Output.Write(Assembly(compilation));
                    break;
                default:
                    BtfRawPrinter.Print(compilation.Collection!.Btf!, console.Output);
                    break;
            }

            return 0;
        });
        return command;
    }

    private static void RefuseUnknownPass(string? pass, string stage)
    {
        if (pass is null)
        {
            return;
        }

        if (stage != "ir")
        {
            throw new ToolException(
                $"--print-after {pass}: passes change the IR only: use it with --stage ir", status: 2);
        }

        if (PassPipeline.All.All(p => p.Name != pass))
        {
            string names = string.Join(", ", PassPipeline.All.Select(p => p.Name));
            throw new ToolException($"--print-after {pass}: there is no such pass: use {names}", status: 2);
        }
    }

    private static void RefuseUnknownStage(OptionResult stage)
    {
        if (stage.Tokens is [{ Value: not ("tokens" or "tree" or "ir" or "asm" or "btf") }])
        {
            stage.AddError("there is no such stage: use tokens, tree, ir, asm or btf");
        }
    }

    /// <summary>The IR as lowering makes it, or each function as a pass leaves it.</summary>
    private static void DumpIr(TextWriter output, Compilation compilation, CompilerOptions options, string? pass)
    {
        IrModule module = Lowerer.Lower(
            compilation.Program, KernelScriptCompiler.LoweringOptionsFor(options.Target!)).Module;
        if (pass is null)
        {
            output.Write(IrPrinter.Print(module, withPositions: false));
            return;
        }

        PassPipeline.Run(OptimizationLevel.Full, new PassContext(module)
        {
            AfterPass = (name, function, _) =>
            {
                if (name == pass)
                {
                    output.WriteLine($"; after {name}");
                    output.Write(IrPrinter.Print(function, module));
                }
            },
        });
    }

    private static int DumpTree(ToolConsole console, string path)
    {
        SyntaxTree tree = SyntaxTree.Parse(ScriptCompilation.ReadSource(path));
        ScriptCompilation.Report(console, tree.Diagnostics);
        console.Output.Write(TreeDump.Write(tree.Root));
        return tree.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error) ? 1 : 0;
    }

    private static string Assembly(Compilation compilation) => string.Join(
        '\n', compilation.Code!.Functions.Select(f => $"{f.Name}:\n{AssemblyText.Print(f.Code, TextStyle.Kernel)}"));
}
