namespace KernelScript.Cli;

/// <summary>A failure with a message for the user.</summary>
/// <param name="message">What happened, why, and what to do.</param>
/// <param name="status">The exit status.</param>
internal sealed class ToolException(string message, int status = 1) : Exception(message)
{
    /// <summary>The exit status.</summary>
    public int Status { get; } = status;
}
