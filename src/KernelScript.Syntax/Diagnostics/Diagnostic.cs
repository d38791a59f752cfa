using System.Collections.Immutable;
using System.Globalization;

namespace KernelScript.Syntax;

/// <summary>Something that the author of a script should know.</summary>
public sealed class Diagnostic
{
    /// <summary>A diagnostic at a place.</summary>
    /// <param name="arguments">Fill the holes of the descriptor's message.</param>
    public Diagnostic(DiagnosticDescriptor descriptor, SourceSpan location, params ReadOnlySpan<object?> arguments)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        Descriptor = descriptor;
        Location = location;
        Arguments = [.. arguments];
    }

    /// <summary>The row of the table.</summary>
    public DiagnosticDescriptor Descriptor { get; }

    /// <summary>The file and the characters concerned.</summary>
    public SourceSpan Location { get; }

    /// <summary>What fills the holes of the message.</summary>
    public ImmutableArray<object?> Arguments { get; }

    /// <summary>Further remarks, in order.</summary>
    public ImmutableArray<DiagnosticNote> Notes { get; init; } = [];

    /// <summary>What to write instead, such as <c>did you mean 'packet'?</c>; null for none.</summary>
    public string? Suggestion { get; init; }

    /// <summary><c>KS</c> and four digits.</summary>
    public string Code => Descriptor.Code;

    /// <summary>Error or warning.</summary>
    public DiagnosticSeverity Severity => Descriptor.Severity;

    /// <summary>The characters concerned.</summary>
    public TextSpan Span => Location.Span;

    /// <summary>The message with its arguments.</summary>
    public string Message =>
        string.Format(CultureInfo.InvariantCulture, Descriptor.MessageFormat, Arguments.AsSpan());

    /// <summary>The first line of the rendered form: <c>file:line:column: error KS0010: message</c>.</summary>
    public override string ToString() => DiagnosticRenderer.RenderHeadline(this);
}
