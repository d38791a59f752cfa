using System.CommandLine;
using System.Globalization;
using KernelScript.Compiler;
using KernelScript.Userspace.Runtime;

namespace KernelScript.Cli.Commands;

/// <summary><c>kernelscript test</c>: runs the <c>@test</c> functions of a script.</summary>
internal static class TestCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> file = CommonOptions.File();
        var vm = new Option<bool>("--vm")
        {
            Description = "Run programs in the virtual machine. Default without root; otherwise the kernel runs them.",
        };
        var filter = new Option<string?>("--filter")
        {
            Description = "Only the tests whose name contains TEXT.", HelpName = "TEXT",
        };
        var junit = new Option<string?>("--junit")
        {
            Description = "Write the results to FILE as JUnit XML, too.", HelpName = "FILE",
        };
        Option<bool> json = CommonOptions.Json();
        var command = new Command("test", "Runs the @test functions of a script.") { file, vm, filter, junit, json };
        command.SetAction(line =>
        {
            bool inVm = line.GetValue(vm) || !Environment.IsPrivilegedProcess;
            return Run(
                console, line.GetValue(file)!, inVm, line.GetValue(filter), line.GetValue(junit), line.GetValue(json));
        });
        return command;
    }

    private static int Run(ToolConsole console, string path, bool inVm, string? filter, string? junit, bool asJson)
    {
        Compilation compilation = ScriptCompilation.Compile(console, path, ScriptCompilation.Options());
        ScriptTests tests = ScriptTests.Create(compilation);
        string[] names = [.. tests.Names.Where(n => filter is null || n.Contains(filter, StringComparison.Ordinal))];
        if (names.Length == 0)
        {
            throw new ToolException(tests.Names.IsEmpty
                ? $"{path}: there is no test to run: add '@test fn name() -> i32 {{ … }}'"
                : $"{path}: no test's name contains '{filter}': the tests are {string.Join(", ", tests.Names)}");
        }

        var results = new List<ScriptTestResult>(names.Length);
        foreach (string name in names)
        {
            ScriptTestResult result = tests.Run(name, inVm);
            results.Add(result);
            if (!asJson)
            {
                WriteText(console.Output, result);
            }
        }

        if (asJson)
        {
            console.Output.WriteLine(TestReport.ToJson(path, inVm, results));
        }
        else
        {
            WriteSummary(console.Output, inVm, results);
        }

        if (junit is not null)
        {
            File.WriteAllText(junit, TestReport.ToJUnit(path, results));
        }

        return results.All(r => r.IsPassed) ? 0 : 1;
    }

    private static void WriteText(TextWriter output, ScriptTestResult result)
    {
        string time = result.Duration.TotalMilliseconds.ToString("F1", CultureInfo.InvariantCulture);
        output.WriteLine($"{(result.IsPassed ? "passed" : "FAILED")}  {result.Name} ({time} ms)");
        if (result.Problem is { } problem)
        {
            output.WriteLine($"        {problem}");
            foreach (string line in result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                output.WriteLine($"        | {line}");
            }
        }
    }

    private static void WriteSummary(TextWriter output, bool inVm, List<ScriptTestResult> results)
    {
        int passed = results.Count(r => r.IsPassed);
        string where = inVm ? "in the virtual machine" : "in the kernel";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{passed} passed, {results.Count - passed} failed, {where}"));
    }
}
