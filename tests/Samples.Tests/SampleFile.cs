using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Bpf.TestSupport;

namespace Samples.Tests;

/// <summary>A line of a sample that says what must come out: they start with <c>//!</c>.</summary>
internal abstract record SampleStep;

/// <summary><c>test PROGRAM packet P returns R [gives P]</c>, or <c>context</c> instead of <c>packet</c>.</summary>
internal sealed record TestStep(string Program, bool IsPacket, string Input, string Returns, string? Gives) : SampleStep;

/// <summary><c>set map[key] = value</c>, before anything runs.</summary>
internal sealed record SetStep(string Map, string Key, string Value) : SampleStep;

/// <summary><c>then PLACE == value</c>, after all tests: PLACE is a global, an entry or its field, a sum or a count.</summary>
internal sealed record ThenStep(string Place, string Value) : SampleStep;

/// <summary><c>prints "text"</c>: a line that a program must have printed.</summary>
internal sealed record PrintsStep(string Text) : SampleStep;

/// <summary>A sample with its expectations.</summary>
internal sealed partial record SampleFile(string Path, ImmutableArray<SampleStep> Steps)
{
    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(RepositoryRoot.Combine("samples"), "*.ks")
            .Select(p => System.IO.Path.GetFileName(p)!).Order(StringComparer.Ordinal);

    public static SampleFile Read(string name)
    {
        string path = RepositoryRoot.Combine("samples", name);
        return new SampleFile(path, [.. File.ReadLines(path)
            .Where(l => l.StartsWith("//! ", StringComparison.Ordinal)).Select(l => Parse(l[4..].Trim()))]);
    }

    private static SampleStep Parse(string line)
    {
        if (Test().Match(line) is { Success: true } test)
        {
            return new TestStep(
                test.Groups["program"].Value, test.Groups["kind"].Value == "packet", test.Groups["input"].Value,
                test.Groups["returns"].Value, test.Groups["gives"] is { Success: true } gives ? gives.Value : null);
        }

        if (Set().Match(line) is { Success: true } set)
        {
            return new SetStep(
                set.Groups["map"].Value, set.Groups["key"].Value, set.Groups["value"].Value);
        }

        if (Then().Match(line) is { Success: true } then)
        {
            return new ThenStep(then.Groups["place"].Value, then.Groups["value"].Value);
        }

        if (Prints().Match(line) is { Success: true } prints)
        {
            return new PrintsStep(prints.Groups["text"].Value);
        }

        throw new FormatException($"This expectation cannot be read: {line}");
    }

    [GeneratedRegex(@"^test (?<program>\w+) (?<kind>packet|context) (?<input>\w+\([^)]*\)) returns (?<returns>\w+)( gives (?<gives>\w+\([^)]*\)))?$")]
    private static partial Regex Test();

    [GeneratedRegex(@"^set (?<map>\w+)\[(?<key>\w+)\] = (?<value>\w+)$")]
    private static partial Regex Set();

    [GeneratedRegex(@"^then (?<place>.+) == (?<value>\w+)$")]
    private static partial Regex Then();

    [GeneratedRegex(@"^prints ""(?<text>[^""]*)""$")]
    private static partial Regex Prints();
}
