namespace KernelScript.Syntax;

/// <summary>Who may use a declaration.</summary>
public enum Visibility
{
    /// <summary>Neither <c>pub</c> nor <c>priv</c> was written.</summary>
    Default,

    /// <summary><c>pub</c></summary>
    Public,

    /// <summary><c>priv</c>: not visible to files that import this one.</summary>
    Private,
}
