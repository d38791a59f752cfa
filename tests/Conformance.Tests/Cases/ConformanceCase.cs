using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Bpf.TestSupport;

namespace Conformance.Tests;

/// <summary>One line of a case that says what happens: they start with <c>//#</c>.</summary>
internal abstract record Expectation;

/// <summary><c>run: PROGRAM packet=P returns=R [gives=P]</c>, or <c>context=P</c>; <c>R</c> may be <c>any</c>.</summary>
internal sealed record RunExpectation(string Program, bool IsPacket, string Input, string Returns, string? Gives)
    : Expectation;

/// <summary><c>set: map[key] = value</c>, before what follows runs.</summary>
internal sealed record SetExpectation(string Map, string Key, string Value) : Expectation;

/// <summary><c>map: place == value</c> and <c>global: place == value</c>, at this point between the runs.</summary>
internal sealed record ValueExpectation(string Place, string Value) : Expectation;

/// <summary><c>prints: text</c>: a line that a program has printed.</summary>
internal sealed record PrintExpectation(string Text) : Expectation;

/// <summary><c>error: KS1002 at 4:9</c> or <c>warning: …</c>, followed by a part of the message where it matters.</summary>
internal sealed record DiagnosticExpectation(bool IsError, string Code, string Position, string? Part) : Expectation;

/// <summary>A script with what must come out, in its first lines.</summary>
/// <param name="Name">Folder and file name without extension.</param>
/// <param name="Feature">What it is a case of: <c>maps/compound-assignment</c>.</param>
/// <param name="Source">Where that is described.</param>
/// <param name="Target">The oldest kernel compiled for; null for the running one.</param>
internal sealed partial record ConformanceCase(
    string Name, string Path, string Feature, string Source, string? Target, ImmutableArray<Expectation> Expectations)
{
    private const string Mark = "//# ";

    public static string Folder => RepositoryRoot.Combine("tests", "conformance");

    public IEnumerable<DiagnosticExpectation> Diagnostics => Expectations.OfType<DiagnosticExpectation>();

    public bool HasErrors => Diagnostics.Any(d => d.IsError);

    /// <summary>Whether a program of it runs.</summary>
    public bool Runs => Expectations.Any(e => e is RunExpectation);

    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Folder, "*.ks", SearchOption.AllDirectories)
            .Select(p => System.IO.Path.ChangeExtension(System.IO.Path.GetRelativePath(Folder, p), null))
            .Order(StringComparer.Ordinal);

    public static ConformanceCase Read(string name)
    {
        string path = System.IO.Path.Combine(Folder, name + ".ks");
        return Parse(name, path, File.ReadLines(path));
    }

    /// <summary>Reads the first lines of a script.</summary>
    /// <exception cref="FormatException">A line says nothing that is known.</exception>
    public static ConformanceCase Parse(string name, string path, IEnumerable<string> lines)
    {
        var expectations = ImmutableArray.CreateBuilder<Expectation>();
        string? feature = null;
        string? source = null;
        string? target = null;
        foreach (string line in lines.Where(l => l.StartsWith(Mark, StringComparison.Ordinal)))
        {
            string text = line[Mark.Length..].Trim();
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            string word = colon < 0 ? text : text[..colon];
            string rest = colon < 0 ? "" : text[(colon + 1)..].Trim();
            switch (word)
            {
                case "feature":
                    feature = rest;
                    break;
                case "spec":
                    source = rest;
                    break;
                case "target":
                    target = rest;
                    break;
                case "accept":
                    break;
                default:
                    expectations.Add(ParseExpectation(word, rest)
                        ?? throw new FormatException($"{name}: this line cannot be read: {line}"));
                    break;
            }
        }

        return new ConformanceCase(
            name, path, feature ?? throw new FormatException($"{name} does not name its feature"),
            source ?? throw new FormatException($"{name} does not say what it follows"), target, expectations.ToImmutable());
    }

    private static Expectation? ParseExpectation(string word, string text) => word switch
    {
        "run" when Run().Match(text) is { Success: true } m => new RunExpectation(
            m.Groups["program"].Value, m.Groups["kind"].Value == "packet", m.Groups["input"].Value,
            m.Groups["returns"].Value, m.Groups["gives"] is { Success: true } gives ? gives.Value : null),
        "set" when Set().Match(text) is { Success: true } m =>
            new SetExpectation(m.Groups["map"].Value, m.Groups["key"].Value, m.Groups["value"].Value),
        "map" or "global" when Value().Match(text) is { Success: true } m =>
            new ValueExpectation(m.Groups["place"].Value, m.Groups["value"].Value),
        "prints" => new PrintExpectation(text),
        "error" or "warning" when Diagnosed().Match(text) is { Success: true } m => new DiagnosticExpectation(
            word == "error", m.Groups["code"].Value, m.Groups["position"].Value,
            m.Groups["part"] is { Success: true } part ? part.Value : null),
        _ => null,
    };

    [GeneratedRegex(@"^(?<program>\w+) (?<kind>packet|context)=(?<input>\w+\([^)]*\)) returns=(?<returns>-?\w+)( gives=(?<gives>\w+\([^)]*\)))?$")]
    private static partial Regex Run();

    [GeneratedRegex(@"^(?<map>\w+)\[(?<key>[^\]]+)\] = (?<value>.+)$")]
    private static partial Regex Set();

    [GeneratedRegex(@"^(?<place>.+?) == (?<value>.+)$")]
    private static partial Regex Value();

    [GeneratedRegex(@"^(?<code>KS\d{4}) at (?<position>[\d?]+:[\d?]+)( (?<part>.+))?$")]
    private static partial Regex Diagnosed();
}
