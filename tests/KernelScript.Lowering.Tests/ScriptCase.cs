namespace KernelScript.Lowering.Tests;

/// <summary>A script, what it is run with, and what must come out: the same on every engine.</summary>
/// <param name="Name">A sentence, unique among all cases.</param>
/// <param name="Text">The script. Its first program runs.</param>
public sealed record ScriptCase(string Name, string Text)
{
    /// <summary>The packet, as hexadecimal digits.</summary>
    public string Packet { get; init; } = new('0', 128);

    /// <summary>How often the program runs with the packet.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>The value of the last run; null for any.</summary>
    public uint? Returns { get; init; }

    /// <summary>The packet after the last run; null for any.</summary>
    public string? PacketAfter { get; init; }

    /// <summary>Globals afterwards.</summary>
    public IReadOnlyList<(string Name, ulong Value)> Globals { get; init; } = [];

    /// <summary>Map entries before the first run: map, key and value as hexadecimal digits.</summary>
    public IReadOnlyList<(string Map, string Key, string Value)> Given { get; init; } = [];

    /// <summary>Map entries afterwards; a null value: no such entry.</summary>
    public IReadOnlyList<(string Map, string Key, string? Value)> Entries { get; init; } = [];

    /// <summary>Lines printed, in order; null for any.</summary>
    public IReadOnlyList<string>? Prints { get; init; }

    public override string ToString() => Name;

    /// <summary>A case that computes values and leaves them in globals named r0, r1, ….</summary>
    public static ScriptCase Values(string name, string statements, params ulong[] expected) =>
        Values(name, "", statements, expected);

    public static ScriptCase Values(string name, string declarations, string statements, params ulong[] expected)
    {
        string results = string.Join('\n', expected.Select((_, i) => $"var r{i}: u64 = 0"));
        string text = $$"""
            {{results}}
            var a: u32 = 7
            var b: u32 = 3
            var c: u8 = 200
            var n: i32 = -5
            var m: i64 = -100
            var w: u64 = 0x1122334455667788
            var zero: u32 = 0
            var yes: bool = true
            var no: bool = false
            {{declarations}}
            @xdp
            fn run(ctx: *xdp_md) -> xdp_action {
                {{statements}}
                return XDP_PASS
            }
            """;
        return new ScriptCase(name, text)
        {
            Returns = 2, Globals = [.. expected.Select((value, i) => ($"r{i}", value))],
        };
    }
}
