using System.CommandLine;
using Bpf.Syscalls;
using KernelScript.Cli.Commands;

namespace KernelScript.Cli;

/// <summary>
/// The <c>kernelscript</c> command: reads the command line, runs a command, turns failures into messages.
/// </summary>
public static class CommandLineTool
{
    private const int UsageStatus = 2;
    private const int InternalErrorStatus = 70;

    // A word that begins with '@' is a file's name, not a file of further words.
    private static readonly ParserConfiguration _parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs the tool.</summary>
    /// <param name="arguments">What follows the tool's name.</param>
    /// <param name="output">For results.</param>
    /// <param name="errors">For messages.</param>
    /// <returns>The exit status of the process.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        var console = new ToolConsole(output, errors);
        ParseResult line = CreateRoot(console).Parse(arguments, _parsing);
        if (line.Errors.Count > 0)
        {
            errors.WriteLine($"kernelscript: {UsageProblem.Describe(line)}");
            errors.WriteLine("kernelscript: 'kernelscript [COMMAND] --help' lists commands and options");
            return UsageStatus;
        }

        try
        {
            return line.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = errors,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (ToolException failure)
        {
            errors.WriteLine($"kernelscript: {failure.Message}");
            return failure.Status;
        }
        catch (Exception failure) when (failure is BpfException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"kernelscript: {failure.Message}");
            return 1;
        }
        catch (Exception defect)
        {
            // Ours, not the user's: say which stage, so that a report can be written.
            errors.WriteLine(
                $"kernelscript: error KS9999: internal error in {defect.TargetSite?.DeclaringType?.FullName}: "
                + $"{defect.GetType().Name}: {defect.Message}; please report it with the script that shows it");
            if (Environment.GetEnvironmentVariable("KERNELSCRIPT_DEBUG") == "1")
            {
                errors.WriteLine(defect.ToString());
            }

            return InternalErrorStatus;
        }
    }

    private static RootCommand CreateRoot(ToolConsole console) =>
        new("Compiles KernelScript to eBPF, loads it and runs it: no clang, no libbpf.")
        {
            CheckCommand.Create(console),
            CompileCommand.Create(console),
            VerifyCommand.Create(console),
            RunCommand.Create(console),
            TestCommand.Create(console),
            DumpCommand.Create(console),
            DisasmCommand.Create(console),
            VmCommand.Create(console),
            FeaturesCommand.Create(console),
            ProgCommand.Create(console),
            MapCommand.Create(console),
            LinkCommand.Create(console),
        };
}
