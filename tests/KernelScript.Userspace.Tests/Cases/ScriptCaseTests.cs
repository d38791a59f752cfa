namespace KernelScript.Userspace.Tests.Cases;

public sealed class ScriptCaseTests
{
    public static TheoryData<string, string> Cases => [.. ScriptCase.Files.SelectMany(
        f => ScriptCase.Read(f).Select(c => (f, c.Name)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Script(string file, string name)
    {
        ScriptCase expected = ScriptCase.Read(file).Single(c => c.Name == name);

        ScriptRun run = ScriptRun.Of(expected.Script, expected.Arguments);

        Assert.Equal(
            $"{expected.Output}errors:\n{expected.Errors}status {expected.Status}",
            $"{run.Output}errors:\n{run.Errors}status {run.Status}");
    }
}
