namespace Bpf.Asm.Tests;

/// <summary>A table of encodings and the text that a tool printed for them.</summary>
internal static class TextTable
{
    public const string Llvm = "llvm-objdump-19.txt";
    public const string Kernel = "verifier-log-6.18.txt";

    public static IReadOnlyList<(byte[] Bytes, string Text)> Read(string name)
    {
        using Stream stream = typeof(TextTable).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"read table {name}: it is not embedded");
        using var reader = new StreamReader(stream);
        var rows = new List<(byte[], string)>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                string[] parts = line.Split(" | ", 2);
                rows.Add((Convert.FromHexString(parts[0]), parts[1]));
            }
        }

        return rows;
    }
}
