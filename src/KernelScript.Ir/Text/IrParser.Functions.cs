using System.Globalization;

namespace KernelScript.Ir.Text;

public sealed partial class IrParser
{
    /// <summary>Far above any function; keeps a stray digit from taking the machine's memory.</summary>
    private const int LargestIndex = 1 << 20;

    /// <summary>Where each value of the current function was first used before its definition was read.</summary>
    private readonly Dictionary<Value, IrToken> _awaited = [];
    private readonly Dictionary<BlockId, IrToken> _awaitedBlocks = [];
    private readonly HashSet<Value> _values = [];
    private readonly Dictionary<BlockId, IrBlock> _blocks = [];

    private void ParseFunction()
    {
        IrToken name = Expect(IrTokenKind.FunctionSymbol, "the name of the function, such as $main");
        if (_module.FindFunction(name.Text) is not null)
        {
            throw Error(name, $"there is already a function {name}");
        }

        List<(Value Value, IrType Type, IrToken Token)> parameters = ParseParameters();
        IrType returnType = TryPunctuation("->") ? ParseType() : IrType.Void;
        IrProgramInfo? program = TryWord("program") ? ParseProgram() : null;
        bool noInline = TryWord("noinline");
        FunctionData? signature = null;
        if (TryWord("signature"))
        {
            ExpectWord("fn");
            signature = ParseSignature();
        }

        var function = new IrFunction(name.Text, returnType)
        {
            Program = program, NoInline = noInline, Signature = signature, Position = ParsePosition(),
        };
        ParseBody(function, parameters);
        _module.Functions.Add(function);
    }

    private IrProgramInfo ParseProgram()
    {
        ExpectPunctuation("(");
        int programType = ParseInt();
        ExpectPunctuation(",");
        int attachType = ParseInt();
        ExpectPunctuation(",");
        string section = Expect(IrTokenKind.String, "the section in quotes").Text;
        string? target = TryPunctuation(",") ? Expect(IrTokenKind.String, "the target in quotes").Text : null;
        ExpectPunctuation(")");
        return new IrProgramInfo(programType, attachType, section, target);
    }

    private void ParseBody(IrFunction function, List<(Value Value, IrType Type, IrToken Token)> parameters)
    {
        _awaited.Clear();
        _awaitedBlocks.Clear();
        _values.Clear();
        _blocks.Clear();
        ExpectPunctuation("{");
        IrBlock? block = null;
        while (!TryPunctuation("}"))
        {
            if (TryBlockId() is { } label)
            {
                IrToken token = Take();
                bool isEntry = block is null;
                block = DefineBlock(function, label, token);
                bool hasParameters = !isEntry && IsAt(IrTokenKind.Punctuation, "(");
                DefineParameters(function, block, isEntry ? parameters : hasParameters ? ParseParameters() : []);
                ExpectPunctuation(":");
                continue;
            }

            if (block is null)
            {
                block = DefineBlock(function, new BlockId(1), Current);
                DefineParameters(function, block, parameters);
            }

            block.Instructions.Add(ParseInstruction(function));
        }

        if (block is null)
        {
            throw Error(Current, $"the function ${function.Name} has no block");
        }

        CheckAwaited();
    }

    private void CheckAwaited()
    {
        foreach ((Value value, IrToken token) in _awaited)
        {
            if (!_values.Contains(value))
            {
                throw Error(token, $"{value} is defined nowhere in the function");
            }
        }

        foreach ((BlockId block, IrToken token) in _awaitedBlocks)
        {
            if (!_blocks.ContainsKey(block))
            {
                throw Error(token, $"{block} is no block of the function");
            }
        }
    }

    private IrBlock DefineBlock(IrFunction function, BlockId id, IrToken token)
    {
        if (_blocks.ContainsKey(id))
        {
            throw Error(token, $"{id} is defined twice");
        }

        return _blocks[id] = function.NewBlock(id);
    }

    private List<(Value Value, IrType Type, IrToken Token)> ParseParameters()
    {
        var parameters = new List<(Value, IrType, IrToken)>();
        ExpectPunctuation("(");
        while (!TryPunctuation(")"))
        {
            if (parameters.Count > 0)
            {
                ExpectPunctuation(",");
            }

            IrToken token = Current;
            Value value = ParseValueName();
            ExpectPunctuation(":");
            parameters.Add((value, ParseType(), token));
        }

        return parameters;
    }

    private void DefineParameters(
        IrFunction function, IrBlock block, List<(Value Value, IrType Type, IrToken Token)> parameters)
    {
        foreach ((Value value, IrType type, IrToken token) in parameters)
        {
            DefineValue(function, value, type, token);
            block.Parameters.Add(value);
        }
    }

    private void DefineValue(IrFunction function, Value value, IrType type, IrToken token)
    {
        if (type == IrType.Void)
        {
            throw Error(token, $"{value} cannot have the type void");
        }

        if (!_values.Add(value))
        {
            throw Error(token, $"{value} is defined twice");
        }

        function.DeclareValue(value, type);
    }

    /// <summary>A mention of a value, which may be defined further down.</summary>
    private Value ParseUse()
    {
        IrToken token = Current;
        Value value = ParseValueName();
        if (!_values.Contains(value))
        {
            _awaited.TryAdd(value, token);
        }

        return value;
    }

    private Value ParseValueName()
    {
        IrToken token = Expect(IrTokenKind.Word, "a value, such as v1");
        return new Value(IndexOf(token, 'v') ?? throw Error(token, $"expected a value, such as v1, found {token}"));
    }

    private BlockId ParseBlockId()
    {
        BlockId id = TryBlockId() ?? throw Error(Current, $"expected a block, such as b1, found {Current}");
        _awaitedBlocks.TryAdd(id, Take());
        return id;
    }

    private BlockId? TryBlockId() =>
        Current.Kind == IrTokenKind.Word && IndexOf(Current, 'b') is { } index ? new BlockId(index) : null;

    /// <summary>The index in <c>v12</c> or <c>b3</c>; null when the word is no such thing.</summary>
    private static int? IndexOf(IrToken token, char letter)
    {
        if (token.Text.Length < 2 || token.Text[0] != letter || token.Text.AsSpan(1).ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        return int.TryParse(token.Text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && index is > 0 and <= LargestIndex
                ? index
                : throw Error(token, $"the index in {token} must be from 1 to {LargestIndex}");
    }
}
