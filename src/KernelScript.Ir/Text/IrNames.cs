using System.Globalization;
using System.Text;

namespace KernelScript.Ir.Text;

/// <summary>The words of the text form, both ways. Printer and parser share nothing but this.</summary>
internal static class IrNames
{
    private static readonly string[] _spaces =
    [
        "", "stack", "ctx", "packet", "packet_end", "map_value", "ringbuf", "global", "map", "btf", "kernel", "user",
        "dynptr", "func",
    ];

    private static readonly string[] _kinds = ["void", "bool", "i8", "i16", "i32", "i64"];

    private static readonly string[] _encodings = ["unsigned", "signed", "bool", "char"];

    private static readonly string[] _sections = ["data", "bss", "rodata"];

    /// <summary>
    /// <c>enum bpf_map_type</c>: the kernel's names in lower case; what is missing is a plain number.
    /// </summary>
    private static readonly string[] _mapTypes =
    [
        "unspec", "hash", "array", "prog_array", "perf_event_array", "percpu_hash", "percpu_array", "stack_trace",
        "cgroup_array", "lru_hash", "lru_percpu_hash", "lpm_trie", "array_of_maps", "hash_of_maps", "devmap",
        "sockmap", "cpumap", "xskmap", "sockhash", "cgroup_storage", "reuseport_sockarray",
        "percpu_cgroup_storage", "queue", "stack", "sk_storage", "devmap_hash", "struct_ops", "ringbuf",
        "inode_storage", "task_storage", "bloom_filter", "user_ringbuf", "cgrp_storage", "arena",
    ];

    private static readonly IntegerData[] _integers =
    [
        new("u8", 1, IntegerEncoding.Unsigned), new("u16", 2, IntegerEncoding.Unsigned),
        new("u32", 4, IntegerEncoding.Unsigned), new("u64", 8, IntegerEncoding.Unsigned),
        new("i8", 1, IntegerEncoding.Signed), new("i16", 2, IntegerEncoding.Signed),
        new("i32", 4, IntegerEncoding.Signed), new("i64", 8, IntegerEncoding.Signed),
        new("bool", 1, IntegerEncoding.Bool), new("char", 1, IntegerEncoding.Char),
    ];

    public static string Of(IrType type) => type.Kind switch
    {
        IrTypeKind.Pointer => $"ptr<{_spaces[(int)type.Space]}>{(type.IsNullable ? "?" : "")}",
        _ => _kinds[(int)type.Kind],
    };

    public static string Of(IntegerEncoding encoding) => _encodings[(int)encoding];

    public static string Of(GlobalSection section) => _sections[(int)section];

    public static string OfMapType(int type) =>
        (uint)type < (uint)_mapTypes.Length ? _mapTypes[type] : type.ToString(CultureInfo.InvariantCulture);

    public static AddressSpace? FindSpace(string name) =>
        Array.IndexOf(_spaces, name) is > 0 and var index ? (AddressSpace)index : null;

    public static IrTypeKind? FindKind(string name) =>
        Array.IndexOf(_kinds, name) is >= 0 and var index ? (IrTypeKind)index : null;

    public static IntegerEncoding? FindEncoding(string name) =>
        Array.IndexOf(_encodings, name) is >= 0 and var index ? (IntegerEncoding)index : null;

    public static GlobalSection? FindSection(string name) =>
        Array.IndexOf(_sections, name) is >= 0 and var index ? (GlobalSection)index : null;

    public static int? FindMapType(string name) =>
        Array.IndexOf(_mapTypes, name) is >= 0 and var index ? index : null;

    /// <summary>The integer type that a short name stands for, or null.</summary>
    public static IntegerData? FindInteger(string name) => Array.Find(_integers, i => i.Name == name);

    /// <summary>The short name of an integer type that has one, or null.</summary>
    public static string? ShortNameOf(IntegerData type) =>
        Array.Exists(_integers, i => i.Name == type.Name && i.Size == type.Size && i.Encoding == type.Encoding)
            ? type.Name
            : null;

    public static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';

    /// <summary>The name as it follows a sigil: bare when it can be, otherwise in quotes.</summary>
    public static string Symbol(string name) =>
        name.Length > 0 && name.All(IsNameCharacter) ? name : Quote(name);

    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' or '\\' => quoted.Append('\\').Append(c),
                _ when char.IsControl(c) || char.IsSurrogate(c) =>
                    quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
