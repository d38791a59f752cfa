namespace KernelScript.Ir.Text;

public sealed partial class IrPrinter
{
    private void WriteInstruction(IrInstruction instruction, IrFunction function)
    {
        IrOpInfo info = IrOpInfo.Of(instruction.Op);
        if (instruction.Result.IsValid)
        {
            Append($"{instruction.Result}: {IrNames.Of(function.TypeOf(instruction.Result))} = ");
        }

        _text.Append(info.Mnemonic);
        if (info.IsCall)
        {
            WriteCall(instruction, info);
            return;
        }

        var items = new ItemSeparator(_text);
        WriteOperands(instruction, info, ref items);
        for (int i = 0; i < instruction.Targets.Length; i++)
        {
            items.Next();
            if (instruction.Op == IrOp.Switch && i > 0)
            {
                Append($"{instruction.Cases[i - 1]}: ");
            }

            WriteTarget(instruction.Targets[i]);
        }
    }

    /// <summary><c>helper 5(v1, v2)</c>, <c>call $f(v1)</c>.</summary>
    private void WriteCall(IrInstruction instruction, IrOpInfo info)
    {
        if (info.Attributes.HasFlag(IrAttributes.Number))
        {
            Append($" {instruction.Imm}");
        }
        else
        {
            Append($" ${IrNames.Symbol(instruction.Symbol ?? "")}");
        }

        Append($"({string.Join(", ", instruction.Operands)})");
    }

    private void WriteOperands(IrInstruction instruction, IrOpInfo info, ref ItemSeparator items)
    {
        IrAttributes attributes = info.Attributes;
        bool offsetIsDue = attributes.HasFlag(IrAttributes.Offset) && instruction.Imm != 0;
        if ((attributes & (IrAttributes.DataSymbol | IrAttributes.FunctionSymbol)) != 0)
        {
            items.Next();
            char sigil = attributes.HasFlag(IrAttributes.DataSymbol) ? '@' : '$';
            Append($"{sigil}{IrNames.Symbol(instruction.Symbol ?? "")}");
            WriteOffset(instruction.Imm, ref offsetIsDue);
        }

        foreach (Value operand in instruction.Operands)
        {
            items.Next();
            _text.Append(operand);
            WriteOffset(instruction.Imm, ref offsetIsDue);
        }

        if (attributes.HasFlag(IrAttributes.Immediate))
        {
            items.Next();
            Append($"{instruction.Imm}");
        }

        if (attributes.HasFlag(IrAttributes.Size))
        {
            items.Next();
            Append($"size {instruction.Size}");
        }

        if (attributes.HasFlag(IrAttributes.Flags) && instruction.Imm != 0)
        {
            items.Next();
            Append($"flags {instruction.Imm}");
        }
    }

    /// <summary>The offset belongs to the first thing written, and is written once.</summary>
    private void WriteOffset(long offset, ref bool isDue)
    {
        if (isDue)
        {
            // The unsigned magnitude: negating the smallest long gives itself.
            Append($" {(offset < 0 ? '-' : '+')} {(ulong)(offset < 0 ? -offset : offset)}");
            isDue = false;
        }
    }

    private void WriteTarget(BlockTarget target)
    {
        _text.Append(target.Block);
        if (target.Arguments.Length > 0)
        {
            Append($"({string.Join(", ", target.Arguments)})");
        }
    }

    /// <summary>Puts a space before the first item and commas before the others.</summary>
    private struct ItemSeparator(System.Text.StringBuilder text)
    {
        private bool _isLater;

        public void Next()
        {
            text.Append(_isLater ? ", " : " ");
            _isLater = true;
        }
    }
}
