using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bpf.Loader;
using Bpf.Syscalls;

namespace KernelScript.Cli.Commands;

/// <summary>
/// <c>kernelscript verify</c>: loads every program without attaching it and tells what the verifier said.
/// </summary>
internal static class VerifyCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> file = CommonOptions.File("The script, FILE.ks, or the object file, FILE.o.");
        Option<bool> json = CommonOptions.Json();
        Option<string?> kernel = CommonOptions.TargetKernel();
        Option<string?> isa = CommonOptions.Isa();
        var command = new Command("verify", "Loads every program into the running kernel without attaching it.")
        {
            file, json, kernel, isa,
        };
        command.SetAction(line =>
        {
            string path = line.GetValue(file)!;
            CollectionSpec collection = ObjectFiles.IsObject(path)
                ? ObjectFiles.Read(path)
                : ScriptCompilation.Compile(
                    console, path, ScriptCompilation.Options(line.GetValue(kernel), line.GetValue(isa))).Collection!;
            ImmutableArray<ProgramReport> reports = ProgramVerifier.Verify(collection);
            if (line.GetValue(json))
            {
                WriteJson(console.Output, path, reports);
            }
            else
            {
                WriteText(console, path, reports);
            }

            return reports.All(r => r.IsAccepted) ? 0 : 1;
        });
        return command;
    }

    private static void WriteText(ToolConsole console, string path, ImmutableArray<ProgramReport> reports)
    {
        if (reports.IsEmpty)
        {
            console.Output.WriteLine($"{path}: no programs");
            return;
        }

        console.WriteTable(
            ["program", "type", "instructions", "verified", "stack", "JITed", "result"],
            [.. reports.Select(r => (IReadOnlyList<string>)
            [
                r.Name, KernelNames.Of(r.Type), Number(r.Slots), Number(r.VerifiedInstructions),
                r.StackBytes is { } stack ? Number(stack) : "-", Number(r.JitedBytes),
                r.IsAccepted ? "accepted" : "refused",
            ])]);
        foreach (ProgramReport report in reports.Where(r => !r.IsAccepted))
        {
            WriteRefusal(console.Errors, path, report);
        }
    }

    private static void WriteRefusal(TextWriter errors, string path, ProgramReport report)
    {
        if (report.Refusal is not VerifierException refusal)
        {
            errors.WriteLine($"{path}: {report.Refusal!.Message}");
            return;
        }

        string place = report.Line is { } line ? $"{report.File ?? path}:{Number(line)}" : path;
        errors.WriteLine($"{place}: error: the verifier refused '{report.Name}': {Reason(report)}");
        errors.Write(VerifierAdvice.Explain(refusal));
    }

    /// <summary>The line of the verifier's log that decided, or why the verifier was never asked.</summary>
    private static string Reason(ProgramReport report) => report.Log.DecidingLine ?? report.Refusal!.Message;

    private static void WriteJson(TextWriter output, string path, ImmutableArray<ProgramReport> reports) =>
        JsonText.WriteObject(output, json =>
        {
            json.WriteString("file", path);
            json.WriteStartArray("programs");
            foreach (ProgramReport report in reports)
            {
                WriteJson(json, report);
            }

            json.WriteEndArray();
        });

    private static void WriteJson(Utf8JsonWriter json, ProgramReport report)
    {
        json.WriteStartObject();
        json.WriteString("name", report.Name);
        json.WriteString("type", KernelNames.Of(report.Type));
        json.WriteString("section", report.Section);
        json.WriteBoolean("accepted", report.IsAccepted);
        json.WriteNumber("insns", report.Slots);
        json.WriteNumber("verified_insns", report.VerifiedInstructions);
        if (report.StackBytes is { } stack)
        {
            json.WriteNumber("stack", stack);
        }
        else
        {
            json.WriteNull("stack");
        }

        json.WriteNumber("jited_bytes", report.JitedBytes);
        json.WriteString("log", report.IsAccepted ? null : Reason(report));
        if (report.Line is { } line)
        {
            json.WriteNumber("line", line);
        }
        else
        {
            json.WriteNull("line");
        }

        json.WriteEndObject();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
