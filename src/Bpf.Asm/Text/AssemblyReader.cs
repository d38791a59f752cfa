using System.Diagnostics.CodeAnalysis;

namespace Bpf.Asm;

/// <summary>Reads assembly line by line into a builder.</summary>
internal sealed class AssemblyReader(IsaLevel isa)
{
    private readonly CodeBuilder _builder = new(isa);
    private readonly Dictionary<string, Label> _labels = new(StringComparer.Ordinal);
    private readonly HashSet<string> _placed = new(StringComparer.Ordinal);
    private readonly List<(Statement Statement, int LineNumber)> _statements = [];
    private readonly List<(string Name, int StatementCount)> _marks = [];

    public CodeImage Read(string text)
    {
        int lineNumber = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            lineNumber++;
            ReadLine(line, lineNumber);
        }

        return Assemble();
    }

    private void ReadLine(ReadOnlySpan<char> line, int lineNumber)
    {
        var scanner = new TextScanner(line, lineNumber);
        if (scanner.AtEnd && !scanner.Sees("<"))
        {
            return;
        }

        if (TryReadLabel(line, out string? label))
        {
            if (!_placed.Add(label))
            {
                scanner.Fail($"label '{label}' is there already");
            }

            _marks.Add((label, _statements.Count));
            return;
        }

        _statements.Add((StatementParser.Parse(ref scanner), lineNumber));
    }

    // name:  |  <name>:  |  0000000000000010 <name>:
    private static bool TryReadLabel(ReadOnlySpan<char> line, [NotNullWhen(true)] out string? label)
    {
        label = null;
        ReadOnlySpan<char> text = line.Trim();
        if (!text.EndsWith(":"))
        {
            return false;
        }

        text = text[..^1];
        int open = text.IndexOf('<');
        if (open >= 0 && text.EndsWith(">"))
        {
            label = text[(open + 1)..^1].ToString();
            return label.Length > 0;
        }

        if (text.IsEmpty || text.ContainsAny(' ', '\t') || char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        label = text.ToString();
        return true;
    }

    private CodeImage Assemble()
    {
        int nextMark = 0;
        for (int i = 0; i <= _statements.Count; i++)
        {
            for (; nextMark < _marks.Count && _marks[nextMark].StatementCount == i; nextMark++)
            {
                _builder.Place(LabelFor(_marks[nextMark].Name));
            }

            if (i < _statements.Count)
            {
                Emit(_statements[i].Statement, _statements[i].LineNumber);
            }
        }

        return _builder.Build();
    }

    private void Emit(Statement statement, int lineNumber)
    {
        if (statement.Label is { } label && _placed.Contains(label))
        {
            _builder.Emit(statement.Instruction, LabelFor(label));
        }
        else if (statement.Symbol is { } symbol)
        {
            _builder.Emit(statement.Instruction, symbol);
        }
        else if (statement.Label is { } missing)
        {
            throw new AssemblyFormatException(lineNumber, 1, $"label '{missing}' is not in the text");
        }
        else
        {
            _builder.Emit(statement.Instruction);
        }
    }

    private Label LabelFor(string name)
    {
        if (!_labels.TryGetValue(name, out Label label))
        {
            label = _builder.CreateLabel();
            _labels.Add(name, label);
        }

        return label;
    }
}
