using System.Text;
using Bpf.TestSupport;
using KernelScript.Syntax;

namespace KernelScript.Semantics.Tests;

/// <summary>Broken scripts: whatever the text, binding ends with diagnostics, and never with an exception.</summary>
public sealed class MutationTests
{
    private const int Rounds = 4;

    private static readonly string[] _pieces =
        [.. ("( ) [ ] { } , : . .. -> :: @ ? ! ~ = += + - * & | << == && || as fn var const struct if else for in while "
            + "return break match new sizeof config type option null none 0 1 -1 4294967296 'a' \"s\" x u8 u64 str(4) ctx "
            + "default @xdp @helper void bool xdp_md XDP_PASS print load").Split(' ')];

    private static IEnumerable<string> Texts =>
        Directory.GetFiles(RepositoryRoot.Combine("samples"), "*.ks")
            .Concat(Directory.GetFiles(RepositoryRoot.Combine("tests", "KernelScript.Semantics.Tests", "Bound"), "*.ks"))
            .Concat(Directory.GetFiles(RepositoryRoot.Combine("tests", "KernelScript.Syntax.Tests", "Spec"), "*.ks"))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText);

    [Fact]
    public void A_damaged_script_gives_diagnostics()
    {
        var random = new Random(20);
        foreach (string text in Texts)
        {
            for (int round = 0; round < Rounds; round++)
            {
                string damaged = Damage(text, random);
                try
                {
                    BoundProgram program = Scripts.Bind(damaged);
                    BoundTreePrinter.Print(program);
                    DiagnosticRenderer.Render(program.Diagnostics);
                }
                catch (Exception exception)
                {
                    Assert.Fail($"round {round}: {exception}\n{damaged}");
                }
            }
        }
    }

    // Words are taken away, doubled, exchanged with others or replaced; the text between them stays.
    private static string Damage(string text, Random random)
    {
        List<string> words = Split(text);
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(words.Count);
            switch (random.Next(5))
            {
                case 0:
                    words.RemoveAt(at);
                    break;
                case 1:
                    words.Insert(at, words[at]);
                    break;
                case 2:
                    words.Insert(at, _pieces[random.Next(_pieces.Length)]);
                    break;
                case 3:
                    int other = random.Next(words.Count);
                    (words[at], words[other]) = (words[other], words[at]);
                    break;
                default:
                    words[at] = _pieces[random.Next(_pieces.Length)];
                    break;
            }
        }

        return string.Concat(words);
    }

    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (char character in text)
        {
            bool isWord = char.IsAsciiLetterOrDigit(character) || character == '_';
            if (word.Length > 0 && (!isWord || !(char.IsAsciiLetterOrDigit(word[^1]) || word[^1] == '_')))
            {
                words.Add(word.ToString());
                word.Clear();
            }

            word.Append(character);
        }

        words.Add(word.ToString());
        return words;
    }
}
