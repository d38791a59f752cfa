namespace KernelScript.Ir.Tests.Text;

/// <summary>Says where two modules differ. Looks at the objects, not at their text.</summary>
internal sealed class IrEquality
{
    private readonly Dictionary<DataType, DataType> _paired = [];

    /// <summary>The first difference, or null when the modules say the same.</summary>
    public static string? Difference(IrModule a, IrModule b) => new IrEquality().Modules(a, b);

    private string? Modules(IrModule a, IrModule b) =>
        Unequal("license", a.License, b.License)
        ?? Each("file", a.Files, b.Files, (x, y) =>
            Unequal("path", x.Path, y.Path) ?? Each("line", x.Lines, y.Lines, (m, n) => Unequal("text", m, n)))
        ?? Each("map", a.Maps, b.Maps, Maps)
        ?? Each("global", a.Globals, b.Globals, Globals)
        ?? Each("function", a.Functions, b.Functions, Functions);

    private string? Maps(IrMap a, IrMap b) =>
        Unequal("name", a.Name, b.Name) ?? Unequal("type", a.Type, b.Type) ?? Types(a.Key, b.Key)
        ?? Types(a.Value, b.Value) ?? Unequal("entries", a.MaxEntries, b.MaxEntries) ?? Unequal("flags", a.Flags, b.Flags)
        ?? Unequal("pinned", a.IsPinned, b.IsPinned) ?? Unequal("position", a.Position, b.Position);

    private string? Globals(IrGlobal a, IrGlobal b) =>
        Unequal("name", a.Name, b.Name) ?? Unequal("section", a.Section, b.Section) ?? Types(a.Type, b.Type)
        ?? Unequal("alignment", a.Alignment, b.Alignment) ?? Unequal("hidden", a.IsHidden, b.IsHidden)
        ?? Each("byte", a.Contents, b.Contents, (x, y) => Unequal("value", x, y));

    private string? Functions(IrFunction a, IrFunction b) =>
        Unequal("name", a.Name, b.Name) ?? Unequal("return type", a.ReturnType, b.ReturnType)
        ?? Unequal("program", a.Program, b.Program) ?? Unequal("noinline", a.NoInline, b.NoInline)
        ?? Unequal("position", a.Position, b.Position)
        ?? Unequal("signature", a.Signature is null, b.Signature is null)
        ?? (a.Signature is { } s && b.Signature is { } t ? Types(s, t) : null)
        ?? Each("block", a.Blocks, b.Blocks, (x, y) => Blocks(a, x, b, y));

    private static string? Blocks(IrFunction f, IrBlock a, IrFunction g, IrBlock b) =>
        Unequal("id", a.Id, b.Id)
        ?? Each("parameter", a.Parameters, b.Parameters, (x, y) => Defined(f, x, g, y))
        ?? Each("instruction", a.Instructions, b.Instructions, (x, y) => Instructions(f, x, g, y));

    private static string? Instructions(IrFunction f, IrInstruction a, IrFunction g, IrInstruction b) =>
        Unequal("op", a.Op, b.Op) ?? Defined(f, a.Result, g, b.Result) ?? Unequal("imm", a.Imm, b.Imm)
        ?? Unequal("size", a.Size, b.Size) ?? Unequal("symbol", a.Symbol, b.Symbol)
        ?? Unequal("position", a.Position, b.Position)
        ?? Each("operand", a.Operands, b.Operands, (x, y) => Unequal("value", x, y))
        ?? Each("case", a.Cases, b.Cases, (x, y) => Unequal("value", x, y))
        ?? Each("target", a.Targets, b.Targets, (x, y) =>
            Unequal("block", x.Block, y.Block)
            ?? Each("argument", x.Arguments, y.Arguments, (m, n) => Unequal("value", m, n)));

    private static string? Defined(IrFunction f, Value a, IrFunction g, Value b) =>
        Unequal("value", a, b) ?? Unequal("type", f.TypeOf(a), g.TypeOf(b));

    private string? Types(DataType a, DataType b)
    {
        // Named types keep their identity: the same type here is the same type there.
        bool isNamed = a is StructData or EnumData or AliasData or ForwardData;
        if (isNamed && _paired.TryGetValue(a, out DataType? known))
        {
            return known == b ? null : $"two types '{a.Name}' became one, or one became two";
        }

        _paired.TryAdd(a, b);
        return Unequal("kind", a.GetType(), b.GetType()) ?? Unequal("name", a.Name, b.Name)
            ?? Unequal("size", a.Size, b.Size) ?? Parts(a, b);
    }

    private string? Parts(DataType a, DataType b) => (a, b) switch
    {
        (VoidData, VoidData) or (ForwardData, ForwardData) => null,
        (IntegerData x, IntegerData y) => Unequal("encoding", x.Encoding, y.Encoding),
        (PointerData x, PointerData y) => Types(x.Target, y.Target),
        (AliasData x, AliasData y) => Types(x.Target, y.Target),
        (ArrayData x, ArrayData y) => Unequal("count", x.Count, y.Count) ?? Types(x.Element, y.Element),
        (StructData x, StructData y) => Each("member", x.Members, y.Members, (m, n) =>
            Unequal("name", m.Name, n.Name) ?? Unequal("offset", m.Offset, n.Offset) ?? Types(m.Type, n.Type)),
        (EnumData x, EnumData y) => Unequal("sign", x.IsSigned, y.IsSigned)
            ?? Each("enumerator", x.Values, y.Values, (m, n) => Unequal("value", m, n)),
        (FunctionData x, FunctionData y) => Types(x.Result, y.Result)
            ?? Each("parameter", x.Parameters, y.Parameters, (m, n) =>
                Unequal("name", m.Key, n.Key) ?? Types(m.Value, n.Value)),
        _ => $"no comparison for {a.GetType().Name}",
    };

    private static string? Each<T>(
        string what, IReadOnlyList<T> a, IReadOnlyList<T> b, Func<T, T, string?> compare)
    {
        if (a.Count != b.Count)
        {
            return $"{what}: {a.Count} and {b.Count}";
        }

        for (int i = 0; i < a.Count; i++)
        {
            if (compare(a[i], b[i]) is { } difference)
            {
                return $"{what} {i}: {difference}";
            }
        }

        return null;
    }

    private static string? Unequal<T>(string what, T a, T b) =>
        EqualityComparer<T>.Default.Equals(a, b) ? null : $"{what}: {a} and {b}";
}
