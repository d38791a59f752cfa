namespace KernelScript.Userspace.Tests;

/// <summary>Collects output, and does something when a line comes.</summary>
internal sealed class LineWriter : StringWriter
{
    private string? _line;
    private Action? _action;

    public LineWriter() => NewLine = "\n";

    /// <summary>Calls <paramref name="action"/>, once, on the writing thread, when the line has been written.</summary>
    public void WhenLine(string line, Action action)
    {
        _line = line + "\n";
        _action = action;
    }

    public override void Write(string? value)
    {
        base.Write(value);
        if (_line is not null && value == _line)
        {
            _line = null;
            _action!();
        }
    }
}
