using KernelScript.Syntax;

namespace KernelScript.Semantics;

/// <summary>
/// The diagnostics of binding: KS1xxx names and types, KS2xxx BPF rules, KS3xxx kernel types, KS5xxx userspace.
/// </summary>
public static partial class Descriptors
{
    /// <summary>A name that nothing has.</summary>
    public static DiagnosticDescriptor UndefinedName { get; } =
        DiagnosticDescriptor.Error("KS1001", "'{0}' is not defined");

    /// <summary>A type name that nothing has.</summary>
    public static DiagnosticDescriptor UndefinedType { get; } =
        DiagnosticDescriptor.Error("KS1002", "type '{0}' is not defined");

    /// <summary>A second declaration of a name in one scope.</summary>
    public static DiagnosticDescriptor AlreadyDeclared { get; } =
        DiagnosticDescriptor.Error("KS1003", "'{0}' is already declared here; choose another name");

    /// <summary>A field that the struct does not have.</summary>
    public static DiagnosticDescriptor UndefinedField { get; } =
        DiagnosticDescriptor.Error("KS1004", "'{0}' has no field '{1}'");

    /// <summary>A value in a place of an incompatible type.</summary>
    public static DiagnosticDescriptor TypeMismatch { get; } =
        DiagnosticDescriptor.Error("KS1005", "expected '{1}' but this is '{0}'");

    /// <summary>A value that only an explicit cast converts.</summary>
    public static DiagnosticDescriptor NeedsCast { get; } =
        DiagnosticDescriptor.Error("KS1006", "'{0}' does not become '{1}' by itself; write 'as {1}'");

    /// <summary>A constant outside the range of its type.</summary>
    public static DiagnosticDescriptor ConstantOutOfRange { get; } =
        DiagnosticDescriptor.Error("KS1007", "{0} does not fit '{1}', which holds {2} to {3}");

    /// <summary>An implicit conversion that may lose high bits.</summary>
    public static DiagnosticDescriptor Narrowing { get; } = DiagnosticDescriptor.Warning(
        "KS1008", "'{0}' to '{1}' may lose bits; write 'as {1}' if that is meant");

    /// <summary>An implicit conversion between signed and unsigned that may change the value.</summary>
    public static DiagnosticDescriptor SignChange { get; } = DiagnosticDescriptor.Warning(
        "KS1009", "'{0}' to '{1}' may change the sign; write 'as {1}' if that is meant");

    /// <summary>A binary operator that the operand types do not have.</summary>
    public static DiagnosticDescriptor UndefinedBinaryOperator { get; } =
        DiagnosticDescriptor.Error("KS1010", "operator '{0}' is not defined for '{1}' and '{2}'");

    /// <summary>A unary operator that the operand's type does not have.</summary>
    public static DiagnosticDescriptor UndefinedUnaryOperator { get; } =
        DiagnosticDescriptor.Error("KS1011", "operator '{0}' is not defined for '{1}'");

    /// <summary>A condition that is neither true nor false.</summary>
    public static DiagnosticDescriptor NotACondition { get; } =
        DiagnosticDescriptor.Error("KS1012", "a condition is a bool, an integer or a pointer, not '{0}'");

    /// <summary>Too many or too few arguments.</summary>
    public static DiagnosticDescriptor ArgumentCount { get; } =
        DiagnosticDescriptor.Error("KS1013", "'{0}' takes {1} but is given {2}");

    /// <summary>A call of something that is no function.</summary>
    public static DiagnosticDescriptor NotCallable { get; } =
        DiagnosticDescriptor.Error("KS1014", "'{0}' is not a function and cannot be called");

    /// <summary>An assignment to a constant.</summary>
    public static DiagnosticDescriptor AssignmentToConstant { get; } =
        DiagnosticDescriptor.Error("KS1015", "'{0}' is a constant and cannot be assigned to");

    /// <summary>An assignment to a value that is not in memory.</summary>
    public static DiagnosticDescriptor NotStorage { get; } = DiagnosticDescriptor.Error(
        "KS1016", "this cannot be assigned to; only variables, fields, elements, map entries and '*pointer' can");

    /// <summary>The address of a value that has none.</summary>
    public static DiagnosticDescriptor NoAddress { get; } =
        DiagnosticDescriptor.Error("KS1017", "the address of this cannot be taken; put it into a variable first");

    /// <summary>An expression whose value must be known at compile time.</summary>
    public static DiagnosticDescriptor NotConstant { get; } =
        DiagnosticDescriptor.Error(
            "KS1018", "this must be a constant: a literal, a 'const', an enum member or their combination");

    /// <summary>A struct or alias that contains itself, a constant made from itself.</summary>
    public static DiagnosticDescriptor Cyclic { get; } =
        DiagnosticDescriptor.Error("KS1019", "'{0}' is defined by itself");

    /// <summary><c>break</c> or <c>continue</c> outside a loop.</summary>
    public static DiagnosticDescriptor OutsideLoop { get; } =
        DiagnosticDescriptor.Error("KS1020", "'{0}' is only possible inside a loop");

    /// <summary>A function that can end without its value.</summary>
    public static DiagnosticDescriptor MissingReturn { get; } =
        DiagnosticDescriptor.Error("KS1021", "'{0}' can end without a value of type '{1}'; add a 'return' at the end");

    /// <summary>A value returned from a function without one.</summary>
    public static DiagnosticDescriptor ReturnOfNothing { get; } =
        DiagnosticDescriptor.Error("KS1022", "'{0}' returns nothing; declare '-> {1}' or remove the value");

    /// <summary>A bare return from a function with a value.</summary>
    public static DiagnosticDescriptor ReturnWithoutValue { get; } =
        DiagnosticDescriptor.Error("KS1023", "'{0}' returns '{1}'; write 'return value'");

    /// <summary>Statements that are never reached.</summary>
    public static DiagnosticDescriptor Unreachable { get; } =
        DiagnosticDescriptor.Warning("KS1024", "this is never reached");

    /// <summary>Brackets after something without elements.</summary>
    public static DiagnosticDescriptor NotIndexable { get; } =
        DiagnosticDescriptor.Error(
            "KS1025", "'{0}' has no elements; only arrays, strings, pointers and maps are indexed");

    /// <summary>A constant index outside the array.</summary>
    public static DiagnosticDescriptor IndexOutOfRange { get; } =
        DiagnosticDescriptor.Error("KS1026", "index {0} is outside '{1}', whose last element is {2}");

    /// <summary>A match without an arm for some values.</summary>
    public static DiagnosticDescriptor MatchNotExhaustive { get; } =
        DiagnosticDescriptor.Error("KS1027", "no arm takes {0}; add it or 'default'");

    /// <summary>An arm that an earlier one hides.</summary>
    public static DiagnosticDescriptor DuplicatePattern { get; } =
        DiagnosticDescriptor.Error("KS1028", "an earlier arm takes this already");

    /// <summary>A dereference of something that is no pointer.</summary>
    public static DiagnosticDescriptor NotAPointer { get; } =
        DiagnosticDescriptor.Error("KS1029", "'{0}' is not a pointer");

    /// <summary><c>-></c> on a struct.</summary>
    public static DiagnosticDescriptor ArrowOnValue { get; } =
        DiagnosticDescriptor.Error("KS1030", "'{0}' is not a pointer; use '.' instead of '->'");

    /// <summary>The value of a call that gives none.</summary>
    public static DiagnosticDescriptor VoidValue { get; } =
        DiagnosticDescriptor.Error("KS1031", "this gives no value");

    /// <summary>A field given twice.</summary>
    public static DiagnosticDescriptor DuplicateField { get; } =
        DiagnosticDescriptor.Error("KS1032", "field '{0}' is there already");

    /// <summary>A variable whose type follows from nothing.</summary>
    public static DiagnosticDescriptor CannotInfer { get; } =
        DiagnosticDescriptor.Error("KS1033", "the type of '{0}' follows from nothing; write 'var {0}: T'");

    /// <summary>A string literal longer than its place.</summary>
    public static DiagnosticDescriptor StringTooLong { get; } =
        DiagnosticDescriptor.Error("KS1034", "this string has {0} bytes but '{1}' holds {2}");

    /// <summary>A string cut to its place.</summary>
    public static DiagnosticDescriptor StringTruncated { get; } = DiagnosticDescriptor.Warning(
        "KS1035", "'{0}' may be cut to fit '{1}'; make the target longer");

    /// <summary>An attribute that does not exist.</summary>
    public static DiagnosticDescriptor UnknownAttribute { get; } =
        DiagnosticDescriptor.Error("KS1036", "there is no attribute '@{0}'");

    /// <summary>An attribute with a missing or wrong argument.</summary>
    public static DiagnosticDescriptor AttributeArgument { get; } =
        DiagnosticDescriptor.Error("KS1037", "'@{0}' takes {1}");

    /// <summary>An attribute before something that it says nothing about.</summary>
    public static DiagnosticDescriptor MisplacedAttribute { get; } =
        DiagnosticDescriptor.Error("KS1038", "'@{0}' does not belong before {1}");

    /// <summary>A name that stands for no value.</summary>
    public static DiagnosticDescriptor NotAValue { get; } =
        DiagnosticDescriptor.Error("KS1039", "'{0}' is {1}, not a value");

    /// <summary>A shift by the width or more.</summary>
    public static DiagnosticDescriptor ShiftCount { get; } = DiagnosticDescriptor.Warning(
        "KS1040", "'{1}' shifted by {0} is shifted by {2}: counts are taken modulo the width; convert it before");

    /// <summary>A division by a constant zero.</summary>
    public static DiagnosticDescriptor DivisionByZero { get; } =
        DiagnosticDescriptor.Warning("KS1041", "division by zero; the result is {0}");

    /// <summary>A comparison whose result does not depend on the variable.</summary>
    public static DiagnosticDescriptor ComparisonIsConstant { get; } =
        DiagnosticDescriptor.Warning("KS1042", "this is always {0}: '{1}' holds {2} to {3}");

    /// <summary>More elements than the array has.</summary>
    public static DiagnosticDescriptor TooManyElements { get; } =
        DiagnosticDescriptor.Error("KS1043", "{0} elements are given but '{1}' has {2}");

    /// <summary>A size that is not positive, or too large.</summary>
    public static DiagnosticDescriptor InvalidSize { get; } =
        DiagnosticDescriptor.Error("KS1044", "{0} is no size; it must be 1 to {1}");

    /// <summary>A member that an enum does not have.</summary>
    public static DiagnosticDescriptor UndefinedMember { get; } =
        DiagnosticDescriptor.Error("KS1045", "'{0}' has no member '{1}'");

    /// <summary>A method that nothing of the type has.</summary>
    public static DiagnosticDescriptor UndefinedMethod { get; } =
        DiagnosticDescriptor.Error("KS1046", "'{0}' has no method '{1}'");

    /// <summary>A format with another number of conversions than values.</summary>
    public static DiagnosticDescriptor FormatCount { get; } =
        DiagnosticDescriptor.Error("KS1047", "the format has {0} but {1} given");

    /// <summary>A conversion that does not exist or does not go with its value.</summary>
    public static DiagnosticDescriptor FormatConversion { get; } =
        DiagnosticDescriptor.Error("KS1048", "'{0}' does not show a '{1}'; use {2}");

    /// <summary>An integer that is not a member of the enum it becomes.</summary>
    public static DiagnosticDescriptor NotAMember { get; } =
        DiagnosticDescriptor.Warning("KS1049", "'{1}' has no member of value {0}");

    /// <summary><c>null</c> compared with something that always has a value.</summary>
    public static DiagnosticDescriptor NeverNull { get; } =
        DiagnosticDescriptor.Error("KS1050", "'{0}' is never null");

    /// <summary>A type that cannot be used in this place.</summary>
    public static DiagnosticDescriptor TypeNotAllowed { get; } =
        DiagnosticDescriptor.Error("KS1051", "'{0}' cannot be the type of {1}");

    /// <summary>An <c>if</c> without <c>else</c> where a value is wanted.</summary>
    public static DiagnosticDescriptor MissingElse { get; } =
        DiagnosticDescriptor.Error("KS1052", "an 'if' that gives a value needs an 'else'");

    /// <summary>A function type or declaration that must have a body, or must not.</summary>
    public static DiagnosticDescriptor MissingBody { get; } =
        DiagnosticDescriptor.Error("KS1053", "'{0}' has no body; only 'extern' functions and headers leave it out");

    /// <summary><c>return</c> in a <c>defer</c>.</summary>
    public static DiagnosticDescriptor ReturnInDefer { get; } =
        DiagnosticDescriptor.Error("KS1054", "a 'defer' runs when the function has returned: it cannot return again");

    /// <summary>A feature of the language that this version does not compile.</summary>
    public static DiagnosticDescriptor NotSupported { get; } =
        DiagnosticDescriptor.Error("KS1099", "{0} is not supported yet");
}
