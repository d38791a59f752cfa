using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;
using KernelScript.Userspace.Runtime;

namespace KernelScript.Cli;

/// <summary>Results of tests for programs to read.</summary>
internal static class TestReport
{
    private static readonly JsonWriterOptions _jsonOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// One object: <c>{"file", "vm", "passed", "failed", "tests": [{"name", "passed", "problem", "output", "ms"}]}</c>.
    /// </summary>
    public static string ToJson(string file, bool inVm, IReadOnlyList<ScriptTestResult> results)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, _jsonOptions))
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteBoolean("vm", inVm);
            json.WriteNumber("passed", results.Count(r => r.IsPassed));
            json.WriteNumber("failed", results.Count(r => !r.IsPassed));
            json.WriteStartArray("tests");
            foreach (ScriptTestResult result in results)
            {
                json.WriteStartObject();
                json.WriteString("name", result.Name);
                json.WriteBoolean("passed", result.IsPassed);
                json.WriteString("problem", result.Problem);
                json.WriteString("output", result.Output);
                json.WriteNumber("ms", Math.Round(result.Duration.TotalMilliseconds, 3));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The form that continuous integration servers read.</summary>
    public static string ToJUnit(string file, IReadOnlyList<ScriptTestResult> results)
    {
        var suite = new XElement(
            "testsuite",
            new XAttribute("name", Path.GetFileName(file)),
            new XAttribute("tests", results.Count),
            new XAttribute("failures", results.Count(r => !r.IsPassed)),
            new XAttribute("time", Seconds(results.Aggregate(TimeSpan.Zero, (sum, r) => sum + r.Duration))),
            results.Select(r => new XElement(
                "testcase",
                new XAttribute("classname", Path.GetFileNameWithoutExtension(file)),
                new XAttribute("name", r.Name),
                new XAttribute("time", Seconds(r.Duration)),
                r.Problem is { } problem
                    ? new XElement("failure", new XAttribute("message", Printable(problem)))
                    : null,
                r.Output.Length > 0 ? new XElement("system-out", Printable(r.Output)) : null)));
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{new XElement("testsuites", suite)}\n";
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);

    // XML has no way to write most control characters.
    private static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '?' : c));
}
