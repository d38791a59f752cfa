using System.Collections.Immutable;
using KernelScript.Syntax;

namespace Conformance.Tests;

/// <summary>Writes into a case the positions of its diagnostics, when <c>BLESS=1</c> asks for it.</summary>
/// <remarks>Only where the codes are those that it expects.</remarks>
internal static class Blessing
{
    /// <returns>Whether the file has changed.</returns>
    public static bool Rewrite(ConformanceCase conformance, ImmutableArray<Diagnostic> diagnostics)
    {
        string[] lines = File.ReadAllLines(conformance.Path);
        if (!conformance.Diagnostics.Select(d => d.Code).SequenceEqual(diagnostics.Select(d => d.Code)))
        {
            return false;
        }

        int next = 0;
        bool changes = false;
        for (int i = 0; i < lines.Length; i++)
        {
            if (!IsDiagnostic(lines[i]))
            {
                continue;
            }

            Diagnostic diagnostic = diagnostics[next];
            string? part = conformance.Diagnostics.ElementAt(next++).Part;
            string word = ConformanceTests.IsError(diagnostic) ? "error" : "warning";
            string line = $"//# {word}: {diagnostic.Code} at {ConformanceTests.Position(diagnostic)}"
                + (part is null ? "" : " " + part);
            changes |= line != lines[i];
            lines[i] = line;
        }

        if (changes)
        {
            File.WriteAllText(conformance.Path, string.Join('\n', lines) + "\n");
        }

        return changes;
    }

    private static bool IsDiagnostic(string line) =>
        line.StartsWith("//# error:", StringComparison.Ordinal) || line.StartsWith("//# warning:", StringComparison.Ordinal);
}
