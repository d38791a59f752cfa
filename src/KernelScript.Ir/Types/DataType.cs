using System.Collections.Immutable;

namespace KernelScript.Ir;

/// <summary>
/// The source-level type of something that the outside sees: map keys and values, globals, function signatures. The
/// back end turns these into BTF. They have no influence on code.
/// </summary>
public abstract class DataType
{
    private protected DataType(string name, int size)
    {
        Name = name;
        Size = size;
    }

    /// <summary>The name, empty for anonymous types.</summary>
    public string Name { get; }

    /// <summary>Bytes in memory.</summary>
    public int Size { get; }
}

/// <summary>No value.</summary>
public sealed class VoidData : DataType
{
    private VoidData()
        : base("void", 0)
    {
    }

    /// <summary>The only one.</summary>
    public static VoidData Instance { get; } = new();
}

/// <summary>How an integer is shown.</summary>
public enum IntegerEncoding
{
    /// <summary>Unsigned number.</summary>
    Unsigned,

    /// <summary>Signed number.</summary>
    Signed,

    /// <summary>Truth value.</summary>
    Bool,

    /// <summary>Character.</summary>
    Char,
}

/// <summary>An integer, truth value or character. Names are C's or the language's (<c>u32</c>).</summary>
public sealed class IntegerData(string name, int size, IntegerEncoding encoding) : DataType(name, size)
{
    /// <summary>Signedness or special meaning.</summary>
    public IntegerEncoding Encoding { get; } = encoding;
}

/// <summary>A pointer to <see cref="Target"/>.</summary>
public sealed class PointerData(DataType target) : DataType("", 8)
{
    /// <summary>What is pointed to.</summary>
    public DataType Target { get; } = target;
}

/// <summary>A fixed-size array.</summary>
public sealed class ArrayData(DataType element, int count) : DataType("", element.Size * count)
{
    /// <summary>The element type.</summary>
    public DataType Element { get; } = element;

    /// <summary>Number of elements.</summary>
    public int Count { get; } = count;
}

/// <summary>A member of a struct.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Offset">Bytes from the start of the struct.</param>
public readonly record struct DataMember(string Name, DataType Type, int Offset);

/// <summary>A struct in C layout. Members are set after creation, so that a struct may refer to itself.</summary>
public sealed class StructData(string name, int size) : DataType(name, size)
{
    /// <summary>The members in declaration order.</summary>
    public ImmutableArray<DataMember> Members { get; set; } = [];
}

/// <summary>An enum; <see cref="Values"/> in declaration order.</summary>
public sealed class EnumData(string name, int size, bool isSigned, ImmutableArray<KeyValuePair<string, long>> values)
    : DataType(name, size)
{
    /// <summary>Whether values may be negative.</summary>
    public bool IsSigned { get; } = isSigned;

    /// <summary>Names and values.</summary>
    public ImmutableArray<KeyValuePair<string, long>> Values { get; } = values;
}

/// <summary>Another name for a type.</summary>
public sealed class AliasData(string name, DataType target) : DataType(name, target.Size)
{
    /// <summary>The type named.</summary>
    public DataType Target { get; } = target;
}

/// <summary>A kernel type known by name only, such as the struct behind a context pointer.</summary>
public sealed class ForwardData(string name) : DataType(name, 0);

/// <summary>The signature of a function.</summary>
public sealed class FunctionData(DataType result, ImmutableArray<KeyValuePair<string, DataType>> parameters)
    : DataType("", 0)
{
    /// <summary>The result.</summary>
    public DataType Result { get; } = result;

    /// <summary>Names and types of the parameters.</summary>
    public ImmutableArray<KeyValuePair<string, DataType>> Parameters { get; } = parameters;
}
