using System.Diagnostics;

namespace Bpf.Asm;

/// <summary>How operands are written that a relocation will fill in; the same in both styles.</summary>
internal static class SymbolText
{
    public const string Map = "map";
    public const string Function = "subprog";
    public const string KernelVariable = "ksym";

    public static string Operand(Relocation relocation) => relocation.Kind switch
    {
        RelocationKind.Map => $"{Map}[{relocation.Symbol}]",
        RelocationKind.MapValue => $"{Map}[{relocation.Symbol}][0]+{relocation.Addend}",
        RelocationKind.FunctionAddress => $"{Function}[{relocation.Symbol}]",
        RelocationKind.KernelVariable => $"{KernelVariable}[{relocation.Symbol}]",
        RelocationKind.LocalCall => relocation.Symbol,
        RelocationKind.Kfunc => $"{relocation.Symbol}#kfunc",
        _ => throw new UnreachableException($"No text for a relocation of kind {relocation.Kind}."),
    };
}
