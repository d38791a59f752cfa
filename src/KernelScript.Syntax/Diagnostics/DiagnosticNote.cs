namespace KernelScript.Syntax;

/// <summary>A further remark on a diagnostic.</summary>
/// <param name="Message">Lower case, no full stop.</param>
/// <param name="Location">The place it speaks of; null when there is none in a script.</param>
public sealed record DiagnosticNote(string Message, SourceSpan? Location = null);
