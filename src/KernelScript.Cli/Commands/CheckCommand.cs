using System.CommandLine;

namespace KernelScript.Cli.Commands;

/// <summary><c>kernelscript check</c>: diagnostics only.</summary>
internal static class CheckCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> file = CommonOptions.File();
        Option<string?> kernel = CommonOptions.TargetKernel();
        Option<string?> isa = CommonOptions.Isa();
        var explain = new Option<bool>("--explain-checks")
        {
            Description = "List every check that was added to what the script does.",
        };
        var command = new Command("check", "Tells what is wrong with a script.") { file, kernel, isa, explain };
        command.SetAction(line =>
        {
            Compiler.Compilation compilation = ScriptCompilation.Compile(
                console, line.GetValue(file)!,
                ScriptCompilation.Options(line.GetValue(kernel), line.GetValue(isa)));
            if (line.GetValue(explain))
            {
                foreach (Semantics.Lowering.AddedCheck check in compilation.AddedChecks)
                {
                    console.Output.WriteLine(check.ToString());
                }
            }

            return 0;
        });
        return command;
    }
}
