using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Parameters and results of functions.
public sealed partial class Binder
{
    private void BindSignature(FunctionSource source)
    {
        FunctionSymbol function = source.Symbol;
        bool isProgram = function.Kind == FunctionKind.Program;
        var parameters = ImmutableArray.CreateBuilder<VariableSymbol>(source.Parameters.Length);
        foreach (ParameterSyntax parameter in source.Parameters)
        {
            TypeSymbol type = ResolveStoredType(parameter.Type, "a parameter");

            // What the kernel hands to a program is there.
            if (isProgram && type is PointerType { IsNullable: true } pointer)
            {
                type = new PointerType(pointer.Element, false);
            }

            RejectKernelFloat(function, type, parameter);
            parameters.Add(new VariableSymbol(parameter.Name.Text, VariableKind.Parameter, type, parameter));
        }

        function.Parameters = parameters.DrainToImmutable();
        function.ReturnType = source.Returns is null ? BuiltInTypes.Void : ResolveResult(source.Returns.Type);
        if (source.Returns is { Name: { IsMissing: false } name } returns && !function.ReturnType.IsVoid())
        {
            function.ReturnVariable = new VariableSymbol(name.Text, VariableKind.Local, function.ReturnType, returns);
        }

        if (source.Returns is not null)
        {
            RejectKernelFloat(function, function.ReturnType, source.Returns);
        }

        if (isProgram && function.Program!.IsSupported)
        {
            CheckProgram(source, function.Program);
        }
        else if (function is { Kind: FunctionKind.Userspace, Name: "main" })
        {
            CheckMain(source);
        }
        else if (function.Kind == FunctionKind.KernelHelper)
        {
            CheckDeclaredHelper(source);
        }
    }

    private TypeSymbol ResolveResult(TypeSyntax syntax)
    {
        TypeSymbol type = ResolveType(syntax);
        return Complete(type, syntax) ? type : BuiltInTypes.Error;
    }

    private void RejectKernelFloat(FunctionSymbol function, TypeSymbol type, SyntaxNode at)
    {
        if (type.IsFloat() && function.Kind is FunctionKind.Helper or FunctionKind.Program)
        {
            Diagnostics.Report(Descriptors.FloatInKernel, at);
        }
    }

    private void CheckProgram(FunctionSource source, ProgramKind kind)
    {
        FunctionSymbol function = source.Symbol;
        string? context = kind.ContextName ?? ContextOfTracepoint(source);
        if (!HasContext(function, context))
        {
            string expected = context is null ? "ctx: *u8" : $"ctx: *{context}";
            SyntaxNode at = source.Parameters is [var only] ? only.Type : source.Declaration;
            SourceSpan location = source.Parameters is [_] ? at.Location : source.Location;
            if (kind.Attribute == "tracepoint" && source.Parameters is [_]
                && function.Parameters[0].Type.PointedStruct() is { } given)
            {
                Diagnostics.Report(
                    Descriptors.WrongTracepointContext, location, function.ProgramArgument, context, given.Name);
            }
            else if (!function.Parameters.Any(p => p.Type.IsError()))
            {
                Diagnostics.Report(
                    Descriptors.ProgramParameters, location, kind.Attribute, function.Name, expected, kind.ResultName);
            }
        }

        bool isResultRight = function.ReturnType.IsError()
            || function.ReturnType is EnumType e && e.Name == kind.ResultName
            || function.ReturnType is PrimitiveType { Kind: PrimitiveKind.I32 or PrimitiveKind.U32 };
        if (!isResultRight)
        {
            SourceSpan at = source.Returns?.Type.Location ?? source.Location;
            Diagnostics.Report(
                Descriptors.ProgramResult, at, kind.Attribute, kind.ResultName, function.ReturnType.Name);
        }
    }

    private static bool HasContext(FunctionSymbol function, string? context)
    {
        if (function.Parameters is not [{ Type: PointerType pointer }])
        {
            return false;
        }

        // A context of unknown shape, or one the program does not look into.
        return context is null || pointer.Element.Name == context
            || pointer.Element.IsVoid() || pointer.Element.IsSame(BuiltInTypes.U8);
    }

    private string? ContextOfTracepoint(FunctionSource source)
    {
        FunctionSymbol function = source.Symbol;
        if (function.ProgramArgument?.Split('/') is not [var category, var name])
        {
            return null;
        }

        bool isSystemCall = category == "syscalls"
            && (name.StartsWith("sys_enter_", StringComparison.Ordinal)
                || name.StartsWith("sys_exit_", StringComparison.Ordinal));
        if (!isSystemCall && Kernel.LacksTracepoint(name) && source.ProgramAttribute is { } attribute)
        {
            Diagnostics.Add(new Diagnostic(Descriptors.UnknownTracepoint, attribute.Location, function.ProgramArgument)
            {
                Suggestion = Suggestions.Nearest(name, Kernel.TracepointNames) is { } nearest
                    ? $"did you mean '{category}/{nearest}'?"
                    : null,
            });
            return null;
        }

        // The name in the script is the event's, the struct behind it may be that of the event's class.
        string record = TracepointRecords.RecordName(category, name);
        return function.Parameters is [{ Type: PointerType { Element: StructType given } }]
            && given.Name == TracepointRecords.AlternativeName(record)
            ? given.Name
            : record;
    }

    private void CheckMain(FunctionSource source)
    {
        FunctionSymbol main = source.Symbol;
        bool isResultRight = main.ReturnType.IsVoid() || main.ReturnType.IsError()
            || main.ReturnType is PrimitiveType { Kind: PrimitiveKind.I32 };
        bool isParameterRight = main.Parameters is [] or [{ Type: StructType { Role: StructRole.Plain } }]
            || main.Parameters.Any(p => p.Type.IsError());
        if (!isResultRight || !isParameterRight)
        {
            Diagnostics.Report(Descriptors.MainSignature, source.Location);
            return;
        }

        if (main.Parameters is [{ Type: StructType arguments }])
        {
            foreach (FieldSymbol field in arguments.Fields)
            {
                bool isReadable = field.Type is StringType
                    || field.Type.IsBool() || field.Type.IsInteger() || field.Type.IsFloat() || field.Type.IsError();
                if (!isReadable)
                {
                    Diagnostics.Report(Descriptors.ArgumentType, source.Parameters[0], field.Name, field.Type.Name);
                }
            }
        }
    }

    // An extern with a helper's name is the helper; its result is what the helper gives.
    private void CheckDeclaredHelper(FunctionSource source)
    {
        KernelHelper helper = KernelHelpers.Find(source.Symbol.Name)!;
        if (source.Symbol.Parameters.Length > Math.Max(helper.Parameters.Length, 5))
        {
            Diagnostics.Report(
                Descriptors.ArgumentCount, source.Location, source.Symbol.Name,
                $"{helper.Parameters.Length} parameters", source.Symbol.Parameters.Length);
        }
    }
}
