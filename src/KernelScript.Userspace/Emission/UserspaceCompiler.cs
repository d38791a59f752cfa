using System.Collections.Immutable;
using KernelScript.Semantics;
using KernelScript.Userspace.Runtime;
using Mono.Cecil;

namespace KernelScript.Userspace.Emission;

/// <summary>The userspace half of a script as a .NET assembly.</summary>
/// <param name="Image">The assembly's bytes. It holds one class, <c>Script</c>, with a static method for each
/// function.</param>
/// <param name="Options">The fields of the struct that <c>main</c> takes; empty without one.</param>
/// <param name="OptionsSize">Bytes of that struct; 0 when <c>main</c> takes none.</param>
/// <param name="HasMain">Whether there is a <c>main</c>.</param>
/// <param name="Tests">The names of the <c>@test</c> functions, in the order of the script.</param>
public sealed record UserspaceAssembly(
    byte[] Image, ImmutableArray<ScriptOption> Options, int OptionsSize, bool HasMain, ImmutableArray<string> Tests);

/// <summary>Compiles the userspace functions of a bound script to IL.</summary>
public static class UserspaceCompiler
{
    /// <summary>Name of the class that holds the functions.</summary>
    public const string ClassName = "Script";

    /// <summary>Name of the static field for the <see cref="ScriptRuntime"/>.</summary>
    public const string RuntimeField = "Runtime";

    /// <summary>Name of the method that opens maps and globals; called once before any function.</summary>
    public const string StartMethod = "Start";

    /// <summary>Compiles a program that was bound without errors.</summary>
    public static UserspaceAssembly Compile(BoundProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var assembly = AssemblyDefinition.CreateAssembly(
            new AssemblyNameDefinition(program.Name, new Version(1, 0)), program.Name + ".dll", ModuleKind.Dll);
        var emitter = new ScriptClassEmitter(assembly.MainModule, program);
        emitter.Emit();

        using var image = new MemoryStream();
        assembly.Write(image, new WriterParameters { DeterministicMvid = true });
        FunctionSymbol? main = program.Functions
            .FirstOrDefault(f => f.Symbol is { Name: "main", Kind: FunctionKind.Userspace })?.Symbol;
        var arguments = main?.Parameters.Length > 0 ? (StructType)main.Parameters[0].Type : null;
        return new UserspaceAssembly(
            image.ToArray(), arguments is null ? [] : OptionsOf(arguments), arguments?.Size ?? 0, main is not null,
            [.. program.Functions.Where(f => f.Symbol.Kind == FunctionKind.Test).Select(f => f.Symbol.Name)]);
    }

    private static ImmutableArray<ScriptOption> OptionsOf(StructType type) =>
        [.. type.Fields.Select(f => new ScriptOption(
            f.Name, KindOf(f.Type), f.Type.Name, f.Offset, f.Type.Size, [.. f.DefaultValue]))];

    private static ScriptOptionKind KindOf(TypeSymbol type) => type switch
    {
        StringType => ScriptOptionKind.Text,
        PrimitiveType { Kind: PrimitiveKind.Bool } => ScriptOptionKind.Bool,
        PrimitiveType { Kind: PrimitiveKind.Char } => ScriptOptionKind.Char,
        PrimitiveType { Kind: PrimitiveKind.F32 or PrimitiveKind.F64 } => ScriptOptionKind.Float,
        _ => ValueKinds.Integer(type).IsSigned ? ScriptOptionKind.Signed : ScriptOptionKind.Unsigned,
    };
}
