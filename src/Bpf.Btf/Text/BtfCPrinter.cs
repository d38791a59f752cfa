using System.Text;

namespace Bpf.Btf;

/// <summary>Prints types as C declarations, in an order that a compiler accepts.</summary>
/// <remarks>
/// The sizes and offsets that a compiler finds are those of BTF: padding is printed, and <c>packed</c> where it is
/// needed. Where two types have one name, the second gets <c>___2</c> behind it, as in <c>bpftool btf dump format
/// c</c>. Functions, variables, sections and tags are left out.
/// </remarks>
public static class BtfCPrinter
{
    /// <summary>Prints all types of a spec, without those that only its base needs.</summary>
    /// <exception cref="InvalidOperationException">The types nest too deeply, or a definition is too long.</exception>
    public static void Print(BtfSpec spec, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Print(spec.Types, output);
    }

    /// <summary>Prints types, and before them all that they need.</summary>
    /// <exception cref="InvalidOperationException">The types nest too deeply, or a definition is too long.</exception>
    public static void Print(IEnumerable<BtfType> types, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(output);
        BtfType[] roots = [.. types];
        var used = new HashSet<BtfType>(ReferenceEqualityComparer.Instance);
        foreach (BtfType type in roots)
        {
            for (int i = 0; i < type.ReferenceCount; i++)
            {
                used.Add(type.ReferenceAt(i));
            }
        }

        var definitions = new CDefinitions(output);
        foreach (BtfType type in roots)
        {
            definitions.DefineRoot(type, used.Contains(type));
        }
    }

    /// <summary>One declaration, such as <c>int (*compare)(const void *, const void *)</c>.</summary>
    /// <param name="name">What is declared; empty for the type alone.</param>
    public static string Declare(BtfType type, string name)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder();
        new CDeclarator(new CNames(), new TypeAlignment()).Write(text, type, name, 0);
        return text.ToString();
    }
}
