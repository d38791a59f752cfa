using System.Collections.Immutable;
using System.Globalization;

namespace KernelScript.Semantics;

/// <summary>What a helper's parameter takes.</summary>
internal enum HelperParameter
{
    /// <summary>A number of the parameter's type.</summary>
    Number,

    /// <summary>The program's context.</summary>
    Context,

    /// <summary>A map by its name.</summary>
    Map,

    /// <summary>Memory that the helper reads, a pointer to anything: never null.</summary>
    Memory,

    /// <summary>Memory that the helper writes: never null.</summary>
    Output,

    /// <summary>An address in the kernel or in a process, which may be anything.</summary>
    Address,

    /// <summary>Any further numbers, at most three.</summary>
    Rest,
}

/// <summary>A kernel helper.</summary>
/// <param name="Id">The number in the call: <c>enum bpf_func_id</c>.</param>
/// <param name="Since">The first kernel that has it.</param>
/// <param name="Programs">Attributes of the programs that have it, or <c>all</c>.</param>
internal sealed record KernelHelper(
    string Name,
    int Id,
    Version Since,
    ImmutableArray<string> Programs,
    ImmutableArray<HelperParameter> Parameters,
    ImmutableArray<TypeSymbol> ParameterTypes,
    string Result)
{
    private static readonly PointerType _anything = new(BuiltInTypes.Void, false);

    private static readonly string[] _tracePrograms =
    [
        "tracepoint", "raw_tracepoint", "probe", "kprobe", "kretprobe", "uprobe", "uretprobe", "usdt", "fentry",
        "fexit", "tp_btf", "lsm", "perf_event", "iter",
    ];

    private static readonly string[] _socketBufferPrograms = ["tc", "socket_filter", "cgroup", "sk_skb"];

    /// <summary>Whether programs of a kind have it.</summary>
    public bool ExistsFor(ProgramKind kind)
    {
        foreach (string program in Programs)
        {
            bool isMatch = program switch
            {
                "all" => true,
                "trace" => Array.IndexOf(_tracePrograms, kind.Attribute) >= 0,
                "skb" => Array.IndexOf(_socketBufferPrograms, kind.Attribute) >= 0,
                _ => program == kind.Attribute,
            };
            if (isMatch)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The programs that have it, for messages.</summary>
    public string ProgramText => string.Join(", ", Programs.Select(p => p switch
    {
        "trace" => "probes and tracepoints",
        "skb" => "'@tc', '@socket_filter', '@cgroup' and '@sk_skb'",
        _ => $"'@{p}'",
    }));

    /// <summary>Reads a row of the table: <c>name(parameters) -> type | id since programs</c>.</summary>
    public static KernelHelper Parse(string row)
    {
        int open = row.IndexOf('(', StringComparison.Ordinal);
        int close = row.IndexOf(')', StringComparison.Ordinal);
        int bar = row.IndexOf('|', StringComparison.Ordinal);
        string[] facts = row[(bar + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] names = row[(open + 1)..close].Split(", ", StringSplitOptions.RemoveEmptyEntries);
        return new KernelHelper(
            row[..open],
            int.Parse(facts[0], CultureInfo.InvariantCulture),
            Version.Parse(facts[1]),
            [.. facts.AsSpan(2)],
            [.. names.Select(ParseKind)],
            [.. names.Select(n => NamedTypes.Find(n) ?? _anything)],
            row[(close + 5)..bar].Trim());
    }

    /// <summary>The helper as a function of the script.</summary>
    /// <param name="findType">Finds the struct behind a typed result.</param>
    public FunctionSymbol CreateSymbol(Func<string, TypeSymbol> findType)
    {
        var parameters = ImmutableArray.CreateBuilder<VariableSymbol>(ParameterTypes.Length);
        foreach (TypeSymbol type in ParameterTypes)
        {
            parameters.Add(new VariableSymbol($"argument{parameters.Count + 1}", VariableKind.Parameter, type, null));
        }

        TypeSymbol result = Result switch
        {
            "*void" => new PointerType(BuiltInTypes.Void, true),
            ['*', .. var target] => new PointerType(findType(target), false),
            _ => NamedTypes.Find(Result) ?? BuiltInTypes.Void,
        };
        return new FunctionSymbol(Name, FunctionKind.KernelHelper, null)
        {
            HelperId = Id,
            Parameters = parameters.DrainToImmutable(),
            ReturnType = result,
        };
    }

    private static HelperParameter ParseKind(string text) => text switch
    {
        "ctx" => HelperParameter.Context,
        "map" => HelperParameter.Map,
        "mem" or "key" or "value" => HelperParameter.Memory,
        "out" => HelperParameter.Output,
        "addr" => HelperParameter.Address,
        "any..." => HelperParameter.Rest,
        _ => HelperParameter.Number,
    };
}
