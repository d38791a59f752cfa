using System.CommandLine;
using System.Runtime.InteropServices;
using KernelScript.Compiler;
using KernelScript.Userspace.Runtime;

namespace KernelScript.Cli.Commands;

/// <summary><c>kernelscript run</c>: compiles a script and runs its <c>main</c>.</summary>
internal static class RunCommand
{
    private const int FailureStatus = 1;

    public static Command Create(ToolConsole console)
    {
        Argument<string> file = CommonOptions.File();
        var arguments = new Argument<string[]>("ARGS")
        {
            Description = "Arguments of the script, after '--'.", Arity = ArgumentArity.ZeroOrMore,
        };
        var quiet = new Option<bool>("--quiet") { Description = "Do not show what programs print." };
        var command = new Command(
            "run", "Compiles a script and runs its main; Ctrl-C detaches everything and ends it.")
        {
            file, arguments, quiet,
        };
        command.SetAction(line => Run(
            console, line.GetValue(file)!, line.GetValue(arguments) ?? [], line.GetValue(quiet)));
        return command;
    }

    private static int Run(ToolConsole console, string path, string[] arguments, bool isQuiet)
    {
        Compilation compilation = ScriptCompilation.Compile(console, path, ScriptCompilation.Options());
        RunnableScript script = RunnableScript.Create(compilation)
            ?? throw new ToolException($"{path}: there is no 'main' to run: add 'fn main() -> i32 {{ … }}'");
        using ScriptHost host = script.CreateHost(Path.GetFileName(path), console.Output, console.Errors);
        string? problem = null;
        using KernelPrints? prints =
            isQuiet ? null : KernelPrints.Start(compilation.Code!.Functions, console, out problem);
        using PosixSignalRegistration interrupt = InterruptOn(PosixSignal.SIGINT, host);
        using PosixSignalRegistration terminate = InterruptOn(PosixSignal.SIGTERM, host);
        int status = host.Run(arguments);
        if (problem is not null && status != FailureStatus)
        {
            // After a failure its message is the one to read; mostly both have the same cause.
            console.Errors.WriteLine($"kernelscript: what programs printed was not shown: {problem}");
        }

        return status;
    }

    // The second signal ends the process at once; the kernel then detaches what its descriptors held.
    private static PosixSignalRegistration InterruptOn(PosixSignal signal, ScriptHost host)
    {
        bool wasAsked = false;
        return PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !wasAsked;
            wasAsked = true;
            host.Interrupt();
        });
    }
}
