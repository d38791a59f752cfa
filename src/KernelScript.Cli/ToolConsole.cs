using Spectre.Console;

namespace KernelScript.Cli;

/// <summary>Where a command writes. Tables and colours only when a person is looking.</summary>
internal sealed class ToolConsole(TextWriter output, TextWriter errors)
{
    /// <summary>For results.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>For messages.</summary>
    public TextWriter Errors { get; } = errors;

    /// <summary>Whether results go to a terminal.</summary>
    public bool IsTerminal { get; } = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;

    /// <summary>Writes a table: lines and colours on a terminal, aligned columns otherwise.</summary>
    public void WriteTable(IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (IsTerminal)
        {
            WriteDecorated(heads, rows);
        }
        else
        {
            WritePlain(heads, rows);
        }
    }

    private static void WriteDecorated(IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (string head in heads)
        {
            table.AddColumn(new TableColumn(Markup.Escape(head)));
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            table.AddRow(row.Select(Markup.Escape).ToArray());
        }

        AnsiConsole.Write(table);
    }

    private void WritePlain(IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int[] widths = [.. heads.Select((head, i) => rows.Select(r => r[i].Length).Append(head.Length).Max())];
        WriteAligned(heads, widths);
        foreach (IReadOnlyList<string> row in rows)
        {
            WriteAligned(row, widths);
        }
    }

    private void WriteAligned(IReadOnlyList<string> cells, int[] widths) =>
        Output.WriteLine(string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
}
