using System.Collections.Immutable;

namespace KernelScript.Ir.Text;

public sealed partial class IrParser
{
    private IrInstruction ParseInstruction(IrFunction function)
    {
        Value result = default;
        if (Current.Kind == IrTokenKind.Word && IndexOf(Current, 'v') is not null)
        {
            IrToken token = Current;
            result = ParseValueName();
            ExpectPunctuation(":");
            IrType type = ParseType();
            ExpectPunctuation("=");
            DefineValue(function, result, type, token);
        }

        IrToken mnemonic = Expect(IrTokenKind.Word, "an operation");
        IrOpInfo info = IrOpInfo.Find(mnemonic.Text) ?? throw Error(mnemonic, $"'{mnemonic.Text}' is no operation");
        var instruction = new IrInstruction { Op = info.Op, Result = result };
        if (info.IsCall)
        {
            ParseCall(instruction, info);
        }
        else
        {
            ParseItems(instruction, info);
        }

        instruction.Position = ParsePosition();
        return instruction;
    }

    private void ParseCall(IrInstruction instruction, IrOpInfo info)
    {
        if (info.Attributes.HasFlag(IrAttributes.Number))
        {
            instruction.Imm = ParseLong();
        }
        else
        {
            instruction.Symbol = Expect(IrTokenKind.FunctionSymbol, "the function, such as $f").Text;
        }

        instruction.Operands = IsAt(IrTokenKind.Punctuation, "(")
            ? ParseArguments()
            : throw Error(Current, $"expected '(', found {Current}");
    }

    /// <summary>Everything after the mnemonic: symbol, operands, numbers, targets, with commas between.</summary>
    private void ParseItems(IrInstruction instruction, IrOpInfo info)
    {
        bool isLater = false;
        IrAttributes attributes = info.Attributes;
        bool offsetIsDue = attributes.HasFlag(IrAttributes.Offset);
        if ((attributes & (IrAttributes.DataSymbol | IrAttributes.FunctionSymbol)) != 0)
        {
            NextItem(ref isLater);
            instruction.Symbol = attributes.HasFlag(IrAttributes.DataSymbol)
                ? Expect(IrTokenKind.DataSymbol, "a map or global, such as @counts").Text
                : Expect(IrTokenKind.FunctionSymbol, "a function, such as $f").Text;
            ParseOffset(instruction, ref offsetIsDue);
        }

        var operands = new Value[OperandCount(info)];
        instruction.Operands = operands;
        for (int i = 0; i < operands.Length; i++)
        {
            NextItem(ref isLater);
            operands[i] = ParseUse();
            ParseOffset(instruction, ref offsetIsDue);
        }

        ParseNumbers(instruction, attributes, ref isLater);
        ParseTargets(instruction, info, ref isLater);
    }

    /// <summary>
    /// Only <c>ret</c> has a count that varies; a value before a colon is the result of the next instruction.
    /// </summary>
    private int OperandCount(IrOpInfo info)
    {
        if (info.OperandCount >= 0)
        {
            return info.OperandCount;
        }

        bool isValue = Current.Kind == IrTokenKind.Word && IndexOf(Current, 'v') is not null;
        return isValue && _tokens[_next + 1] is not { Kind: IrTokenKind.Punctuation, Text: ":" } ? 1 : 0;
    }

    private void ParseNumbers(IrInstruction instruction, IrAttributes attributes, ref bool isLater)
    {
        if (attributes.HasFlag(IrAttributes.Immediate))
        {
            NextItem(ref isLater);
            instruction.Imm = ParseLong();
        }

        if (attributes.HasFlag(IrAttributes.Size))
        {
            NextItem(ref isLater);
            ExpectWord("size");
            instruction.Size = ParseInt();
        }

        if (attributes.HasFlag(IrAttributes.Flags) && TryPunctuation(","))
        {
            ExpectWord("flags");
            instruction.Imm = ParseLong();
        }
    }

    private void ParseOffset(IrInstruction instruction, ref bool isDue)
    {
        if (isDue && (TryPunctuation("+") || IsAt(IrTokenKind.Punctuation, "-")))
        {
            instruction.Imm = ParseLong();
        }

        isDue = false;
    }

    private void ParseTargets(IrInstruction instruction, IrOpInfo info, ref bool isLater)
    {
        var targets = new List<BlockTarget>();
        ImmutableArray<long>.Builder cases = ImmutableArray.CreateBuilder<long>();
        while (targets.Count < info.TargetCount
            || (info.TargetCount < 0 && (targets.Count == 0 || IsAt(IrTokenKind.Punctuation, ","))))
        {
            NextItem(ref isLater);
            if (info.Op == IrOp.Switch && targets.Count > 0)
            {
                cases.Add(ParseLong());
                ExpectPunctuation(":");
            }

            BlockId block = ParseBlockId();
            targets.Add(new BlockTarget(block, IsAt(IrTokenKind.Punctuation, "(") ? ParseArguments() : []));
        }

        instruction.Targets = [.. targets];
        instruction.Cases = cases.ToImmutable();
    }

    private Value[] ParseArguments()
    {
        var arguments = new List<Value>();
        ExpectPunctuation("(");
        while (!TryPunctuation(")"))
        {
            if (arguments.Count > 0)
            {
                ExpectPunctuation(",");
            }

            arguments.Add(ParseUse());
        }

        return [.. arguments];
    }

    private void NextItem(ref bool isLater)
    {
        if (isLater)
        {
            ExpectPunctuation(",");
        }

        isLater = true;
    }
}
