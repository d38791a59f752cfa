namespace KernelScript.Semantics.Tests;

/// <summary>Compares with an expectation in a file; <c>BLESS=1</c> rewrites the file and fails once.</summary>
internal static class Golden
{
    public static void Check(string path, string actual)
    {
        string expected = File.Exists(path) ? File.ReadAllText(path) : "";
        if (actual != expected && Environment.GetEnvironmentVariable("BLESS") == "1")
        {
            File.WriteAllText(path, actual);
            Assert.Fail($"{Path.GetFileName(path)} was rewritten; read the difference.");
        }

        Assert.Equal(expected, actual);
    }
}
