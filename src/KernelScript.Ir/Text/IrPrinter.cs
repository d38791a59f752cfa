using System.Text;

namespace KernelScript.Ir.Text;

/// <summary>Writes IR as text that <see cref="IrParser"/> reads back to the same IR.</summary>
public sealed partial class IrPrinter
{
    private readonly StringBuilder _text = new();
    private readonly DataTypeLabels _labels;
    private readonly bool _withPositions;

    private IrPrinter(IrModule module, bool withPositions)
    {
        _labels = new DataTypeLabels(module);
        _withPositions = withPositions;
    }

    /// <summary>The whole module; with <paramref name="withPositions"/> off, without files and positions.</summary>
    public static string Print(IrModule module, bool withPositions = true)
    {
        ArgumentNullException.ThrowIfNull(module);
        var printer = new IrPrinter(module, withPositions);
        printer.WriteModule(module);
        return printer._text.ToString();
    }

    /// <summary>One function of <paramref name="module"/>, without positions.</summary>
    public static string Print(IrFunction function, IrModule module)
    {
        ArgumentNullException.ThrowIfNull(function);
        var printer = new IrPrinter(module, withPositions: false);
        printer.WriteFunction(function);
        return printer._text.ToString();
    }

    /// <summary>One instruction as it stands in a function, without its position and line end.</summary>
    public static string Print(IrInstruction instruction, IrFunction function)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        var printer = new IrPrinter(new IrModule(), withPositions: false);
        printer.WriteInstruction(instruction, function);
        return printer._text.ToString();
    }

    private void WriteModule(IrModule module)
    {
        Append($"license {IrNames.Quote(module.License)}\n");
        if (_withPositions)
        {
            foreach (IrSourceFile file in module.Files)
            {
                WriteFile(file);
            }
        }

        foreach (DataType type in _labels.Ordered)
        {
            WriteDefinition(type);
        }

        foreach (IrMap map in module.Maps)
        {
            WriteMap(map);
        }

        foreach (IrGlobal global in module.Globals)
        {
            WriteGlobal(global);
        }

        foreach (IrFunction function in module.Functions)
        {
            _text.Append('\n');
            WriteFunction(function);
        }
    }

    private void WriteFile(IrSourceFile file)
    {
        Append($"file {IrNames.Quote(file.Path)}\n");
        foreach (string line in file.Lines)
        {
            Append($"    |{line}\n");
        }
    }

    private void WriteMap(IrMap map)
    {
        Append($"map @{IrNames.Symbol(map.Name)} {IrNames.OfMapType(map.Type)} key ");
        WriteDataType(map.Key);
        _text.Append(" value ");
        WriteDataType(map.Value);
        Append($" entries {map.MaxEntries}");
        if (map.Flags != 0)
        {
            Append($" flags {map.Flags}");
        }

        _text.Append(map.IsPinned ? " pinned" : "");
        WritePosition(map.Position);
        _text.Append('\n');
    }

    private void WriteGlobal(IrGlobal global)
    {
        Append($"global @{IrNames.Symbol(global.Name)} {IrNames.Of(global.Section)} ");
        WriteDataType(global.Type);
        Append($" align {global.Alignment}");
        _text.Append(global.IsHidden ? " hidden" : "");
        if (!global.Contents.IsEmpty)
        {
            Append($" bytes \"{Convert.ToHexStringLower(global.Contents.AsSpan())}\"");
        }

        _text.Append('\n');
    }

    private void WriteFunction(IrFunction function)
    {
        Append($"func ${IrNames.Symbol(function.Name)}");
        WriteParameters(function, function.Blocks.Count > 0 ? function.Entry.Parameters : []);
        if (function.ReturnType != IrType.Void)
        {
            Append($" -> {IrNames.Of(function.ReturnType)}");
        }

        if (function.Program is { } program)
        {
            Append($" program({program.ProgramType}, {program.AttachType}, {IrNames.Quote(program.Section)}");
            _text.Append(program.AttachTo is { } target ? $", {IrNames.Quote(target)})" : ")");
        }

        _text.Append(function.NoInline ? " noinline" : "");
        if (function.Signature is { } signature)
        {
            _text.Append(" signature ");
            WriteDataType(signature);
        }

        WritePosition(function.Position);
        _text.Append(" {\n");
        foreach (IrBlock block in function.Blocks)
        {
            WriteBlock(block, function);
        }

        _text.Append("}\n");
    }

    private void WriteBlock(IrBlock block, IrFunction function)
    {
        _text.Append(block.Id);
        if (block != function.Entry && block.Parameters.Count > 0)
        {
            WriteParameters(function, block.Parameters);
        }

        _text.Append(":\n");
        foreach (IrInstruction instruction in block.Instructions)
        {
            _text.Append("    ");
            WriteInstruction(instruction, function);
            WritePosition(instruction.Position);
            _text.Append('\n');
        }
    }

    private void WriteParameters(IrFunction function, List<Value> parameters)
    {
        _text.Append('(');
        for (int i = 0; i < parameters.Count; i++)
        {
            Append($"{(i > 0 ? ", " : "")}{parameters[i]}: {IrNames.Of(function.TypeOf(parameters[i]))}");
        }

        _text.Append(')');
    }

    private void WritePosition(SourcePosition position)
    {
        if (_withPositions && position != default)
        {
            Append($" !{position.File}:{position.Line}:{position.Column}");
        }
    }

    private void Append(FormattableString text) => _text.Append(FormattableString.Invariant(text));
}
