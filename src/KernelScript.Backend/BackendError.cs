using KernelScript.Ir;

namespace KernelScript.Backend;

/// <summary>Why a function has no code.</summary>
/// <param name="Code">Number of the diagnostic: <c>KS4001</c> and up.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Function">The function concerned.</param>
/// <param name="Position">The place in the source.</param>
public sealed record BackendError(string Code, string Message, string Function, SourcePosition Position);
