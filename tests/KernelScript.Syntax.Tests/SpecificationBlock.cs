using Bpf.TestSupport;

namespace KernelScript.Syntax.Tests;

/// <summary>The code blocks of the specification, in <c>Spec/</c>, one a file in the order of the text.</summary>
/// <remarks>
/// The middle part of a name says how a block is read: <c>.body</c> is a part of a function, <c>.types</c> a list of
/// types, <c>.signatures</c> functions without <c>fn</c>, <c>.error</c> what the text itself calls wrong.
/// </remarks>
internal static class SpecificationBlock
{
    public static string Folder => RepositoryRoot.Combine("tests", "KernelScript.Syntax.Tests", "Spec");

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder, "*.ks").Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    /// <summary>The block as a file of its own.</summary>
    public static SourceText Read(string name)
    {
        string text = File.ReadAllText(Path.Combine(Folder, name));
        string unit = name.Split('.')[1] switch
        {
            "body" => $"fn body() {{\n{text}}}\n",
            "signatures" => string.Concat(Lines(text).Select(line => $"extern {line}\n")),
            "types" => string.Concat(Lines(text).Select(ToTypeAliases)),
            _ => text,
        };
        return new SourceText(unit, name);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string ToTypeAliases(string line)
    {
        if (line.StartsWith("//", StringComparison.Ordinal))
        {
            return line + "\n";
        }

        int comment = line.IndexOf(" //", StringComparison.Ordinal);
        string[] types = line[..comment].Split(", ");

        // The text lists null among the types; it is a literal.
        return string.Concat(types.Select(type => type == "null" ? "const N = null\n" : $"type T = {type}\n"));
    }
}
