using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using KernelScript.Semantics;

namespace KernelScript.Compiler;

/// <summary>Compares C# types with those of a script.</summary>
/// <remarks>
/// Fields belong together by name; case and underscores do not count, so that <c>src_ip</c> is <c>SrcIp</c>. Arrays and
/// strings are compared by size: C# has several forms of them.
/// </remarks>
internal static class ScriptLayout
{
    /// <summary>Checks that values of a C# type have the bytes of a script's type.</summary>
    /// <exception cref="ArgumentException">They have not; the message names the first difference.</exception>
    public static void Check(Type type, int size, TypeSymbol script, string what)
    {
        if (Difference(type, script) is { } difference)
        {
            throw new ArgumentException($"{what}: {type.Name} is not '{script.Name}': {difference}.");
        }

        if (size != script.Size)
        {
            throw new ArgumentException(
                $"{what}: {type.Name} has {size} bytes, '{script.Name}' has {script.Size}.");
        }
    }

    private static string? Difference(Type type, TypeSymbol script) => script switch
    {
        StructType s => DifferenceOfFields(type, s),
        EnumType e => DifferenceOfNumber(type, e.Underlying),
        PrimitiveType p => DifferenceOfNumber(type, p),
        _ => SizeOf(type) == script.Size ? null : $"it has {SizeOf(type)} bytes, not {script.Size}",
    };

    private static string? DifferenceOfNumber(Type type, PrimitiveType script)
    {
        Type number = type.IsEnum ? Enum.GetUnderlyingType(type) : type;
        bool isSigned =
            number == typeof(sbyte) || number == typeof(short) || number == typeof(int) || number == typeof(long);
        if (!number.IsPrimitive || SizeOf(number) != script.Size)
        {
            return $"it is no number of {script.Size} bytes";
        }

        bool isFloat = number == typeof(float) || number == typeof(double);
        bool isFloatInScript = script.Kind is PrimitiveKind.F32 or PrimitiveKind.F64;
        return isFloat == isFloatInScript && (isFloat || isSigned == script.IsSigned)
            ? null
            : script.IsSigned ? "it has no sign" : "it has a sign";
    }

    private static string? DifferenceOfFields(Type type, StructType script)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsAutoLayout)
        {
            return "it is no struct of sequential layout";
        }

        Dictionary<string, (FieldInfo Field, int Offset)> fields = LayOut(type, out _, out _)
            .ToDictionary(f => Normalize(f.Field.Name), StringComparer.OrdinalIgnoreCase);
        foreach (FieldSymbol wanted in script.Fields.Where(f => f.BitSize == 0))
        {
            if (!fields.TryGetValue(Normalize(wanted.Name), out (FieldInfo Field, int Offset) field))
            {
                return $"it has no field for '{wanted.Name}'";
            }

            if (field.Offset != wanted.Offset)
            {
                string name = Plain(field.Field.Name);
                return $"its field {name} is at byte {field.Offset}, '{wanted.Name}' at {wanted.Offset}";
            }

            if (Difference(field.Field.FieldType, wanted.Type) is { } difference)
            {
                return $"its field {Plain(field.Field.Name)} is not '{wanted.Type.Name}': {difference}";
            }
        }

        return null;
    }

    // Property backing fields are named <Name>k__BackingField.
    private static string Plain(string name)
    {
        int end = name.IndexOf('>', StringComparison.Ordinal);
        return name.StartsWith('<') && end > 0 ? name[1..end] : name;
    }

    private static string Normalize(string name) => Plain(name).Replace("_", "", StringComparison.Ordinal);

    /// <summary>The fields where .NET puts them: in order, each aligned to its own need and at most to the type's
    /// pack.</summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "The fields of an unmanaged type that is used as a value are kept.")]
    private static List<(FieldInfo Field, int Offset)> LayOut(Type type, out int size, out int alignment)
    {
        StructLayoutAttribute? layout = type.StructLayoutAttribute;
        int pack = layout is { Pack: > 0 } ? layout.Pack : sizeof(ulong);
        var fields = new List<(FieldInfo, int)>();
        int offset = 0;
        alignment = 1;
        foreach (FieldInfo field in type
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderBy(f => f.MetadataToken))
        {
            Measure(field.FieldType, out int fieldSize, out int fieldAlignment);
            fieldAlignment = Math.Min(fieldAlignment, pack);
            alignment = Math.Max(alignment, fieldAlignment);
            int start = layout?.Value == LayoutKind.Explicit
                ? field.GetCustomAttribute<FieldOffsetAttribute>()!.Value
                : RoundUp(offset, fieldAlignment);
            fields.Add((field, start));
            offset = Math.Max(offset, start + fieldSize);
        }

        int count = type.GetCustomAttribute<System.Runtime.CompilerServices.InlineArrayAttribute>()?.Length ?? 1;
        size = Math.Max(RoundUp(offset, alignment) * count, layout?.Size ?? 0);
        return fields;
    }

    private static int SizeOf(Type type)
    {
        Measure(type, out int size, out _);
        return size;
    }

    private static void Measure(Type type, out int size, out int alignment)
    {
        if (!type.IsPrimitive && !type.IsEnum)
        {
            LayOut(type, out size, out alignment);
            return;
        }

        size = Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean or TypeCode.Byte or TypeCode.SByte => 1,
            TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Char => 2,
            TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Single => 4,
            _ => 8,
        };
        alignment = size;
    }

    private static int RoundUp(int value, int alignment) => (value + alignment - 1) / alignment * alignment;
}
