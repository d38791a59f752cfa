using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>The part of the language that is written in KernelScript: parsed when a script first needs it.</summary>
internal static class StandardLibrary
{
    private const string ContextPlaceholder = "CONTEXT";

    private static readonly Lazy<SyntaxTree> _xdp = new(() => ParsePacket("xdp_md"));

    private static readonly Lazy<SyntaxTree> _socketBuffer = new(() => ParsePacket("__sk_buff"));

    /// <summary>The packet functions of a context; null for one without a packet.</summary>
    public static SyntaxTree? PacketFunctions(StructType context) => context.Name switch
    {
        "xdp_md" => _xdp.Value,
        "__sk_buff" => _socketBuffer.Value,
        _ => null,
    };

    private static SyntaxTree ParsePacket(string context)
    {
        using Stream stream = typeof(StandardLibrary).Assembly.GetManifestResourceStream("packet.ks")
            ?? throw new InvalidOperationException("standard library: packet.ks is not in the assembly");
        using var reader = new StreamReader(stream);
        string text = reader.ReadToEnd().Replace(ContextPlaceholder, context, StringComparison.Ordinal);
        return SyntaxTree.Parse(new SourceText(text, $"<library>/packet.{context}.ks"));
    }
}
