namespace KernelScript.Semantics;

/// <summary>The types that the language itself names.</summary>
internal static class NamedTypes
{
    /// <summary>Their names, for suggestions.</summary>
    public static IEnumerable<string> Names =>
    [
        "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "bool", "char", "void", "f32", "f64", "size_t", "ssize_t",
        "pid_t", "FunctionRef", "ProgramRef", "ProgramHandle", "string",
    ];

    /// <summary>The type of a name, or null.</summary>
    public static TypeSymbol? Find(string name) => name switch
    {
        "u8" => BuiltInTypes.U8,
        "u16" => BuiltInTypes.U16,
        "u32" => BuiltInTypes.U32,
        "u64" => BuiltInTypes.U64,
        "i8" => BuiltInTypes.I8,
        "i16" => BuiltInTypes.I16,
        "i32" => BuiltInTypes.I32,
        "i64" => BuiltInTypes.I64,
        "bool" => BuiltInTypes.Bool,
        "char" => BuiltInTypes.Char,
        "void" => BuiltInTypes.Void,
        "f32" => BuiltInTypes.F32,
        "f64" => BuiltInTypes.F64,
        "size_t" => BuiltInTypes.U64,
        "ssize_t" => BuiltInTypes.I64,
        "pid_t" => BuiltInTypes.I32,
        "FunctionRef" or "ProgramRef" => BuiltInTypes.FunctionRef,
        "ProgramHandle" => BuiltInTypes.ProgramHandle,
        "string" => LongString,
        _ => null,
    };

    // 'string' without a length is in the text for paths and names: the longest name a kernel path component has.
    private static StringType LongString { get; } = new(256);
}
