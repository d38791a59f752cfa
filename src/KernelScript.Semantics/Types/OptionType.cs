namespace KernelScript.Semantics;

/// <summary>
/// <c>option T</c> of a type that is no pointer: a struct of the value and whether it is there. Users never see the
/// fields.
/// </summary>
internal static class OptionType
{
    private const string ValueField = "value";
    private const string PresentField = "present";

    /// <summary>The option of a type; each call makes a new struct, so callers keep it.</summary>
    public static StructType Create(TypeSymbol value)
    {
        // The name goes into BTF, where it must be an identifier.
        string name = string.Concat(value.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        var type = new StructType("option_" + name, StructRole.Plain) { IsOption = true };
        var layout = new StructLayout();
        layout.Add(ValueField, value);
        layout.Add(PresentField, BuiltInTypes.Bool);
        layout.Apply(type);
        return type;
    }

    /// <summary>Whether a type is an option.</summary>
    public static bool IsOption(this TypeSymbol type) => type is StructType { IsOption: true };

    /// <summary>The field of the value.</summary>
    public static FieldSymbol Value(StructType option) => option.Fields[0];

    /// <summary>The field that says whether the value is there.</summary>
    public static FieldSymbol Present(StructType option) => option.Fields[1];
}
