using System.Diagnostics;
using KernelScript.Semantics;
using Mono.Cecil;

namespace KernelScript.Userspace.Emission;

/// <summary>How values of a type are held on .NET's evaluation stack.</summary>
internal enum ValueKind
{
    /// <summary>No value.</summary>
    Void,

    /// <summary>Integer, bool, char, enum: an integer of the type's width.</summary>
    Integer,

    /// <summary>32- or 64-bit floating point.</summary>
    Float,

    /// <summary>A <c>ScriptPointer</c> that is the value.</summary>
    Pointer,

    /// <summary>Struct, array, string: a <c>ScriptPointer</c> to the bytes, which the receiver copies if it keeps
    /// them.</summary>
    Bytes,
}

/// <summary>Facts on types for the emitter.</summary>
internal static class ValueKinds
{
    public static ValueKind Of(TypeSymbol type) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.Void } => ValueKind.Void,
        PrimitiveType { Kind: PrimitiveKind.F32 or PrimitiveKind.F64 } => ValueKind.Float,
        PrimitiveType { Kind: PrimitiveKind.Null } => ValueKind.Pointer,
        PrimitiveType or EnumType or FunctionType => ValueKind.Integer,
        Semantics.PointerType => ValueKind.Pointer,
        StringType or Semantics.ArrayType or StructType => ValueKind.Bytes,
        _ => throw new UnreachableException($"Values of type {type.Name} do not exist in userspace."),
    };

    /// <summary>The integer type that stands for an integer, bool, char, enum or handle.</summary>
    public static PrimitiveType Integer(TypeSymbol type) => type switch
    {
        EnumType e => e.Underlying,
        FunctionType => BuiltInTypes.I64,
        PrimitiveType { Kind: PrimitiveKind.Bool or PrimitiveKind.Char } => BuiltInTypes.U8,
        PrimitiveType { Kind: PrimitiveKind.FunctionRef or PrimitiveKind.ProgramHandle } => BuiltInTypes.I64,
        PrimitiveType p => p,
        _ => throw new UnreachableException($"{type.Name} is not held as an integer."),
    };

    public static bool IsBool(TypeSymbol type) => type is PrimitiveType { Kind: PrimitiveKind.Bool };

    public static bool IsChar(TypeSymbol type) => type is PrimitiveType { Kind: PrimitiveKind.Char };

    public static TypeReference Clr(TypeSymbol type, ModuleDefinition module, RuntimeMembers members)
    {
        TypeSystem system = module.TypeSystem;
        switch (Of(type))
        {
            case ValueKind.Void:
                return system.Void;
            case ValueKind.Float:
                return type.Size == 4 ? system.Single : system.Double;
            case ValueKind.Pointer or ValueKind.Bytes:
                return members.Pointer;
        }

        if (IsBool(type))
        {
            return system.Boolean;
        }

        PrimitiveType integer = Integer(type);
        return (integer.Size, integer.IsSigned) switch
        {
            (1, false) => system.Byte,
            (1, true) => system.SByte,
            (2, false) => system.UInt16,
            (2, true) => system.Int16,
            (4, false) => system.UInt32,
            (4, true) => system.Int32,
            (8, false) => system.UInt64,
            _ => system.Int64,
        };
    }
}
