namespace KernelScript.Userspace.Runtime;

/// <summary>What a <c>@test</c> function did.</summary>
/// <param name="Name">The function.</param>
/// <param name="Problem">Why it failed; null when it passed.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Duration">How long it took.</param>
public sealed record ScriptTestResult(string Name, string? Problem, string Output, TimeSpan Duration)
{
    /// <summary>Whether it passed.</summary>
    public bool IsPassed => Problem is null;
}
