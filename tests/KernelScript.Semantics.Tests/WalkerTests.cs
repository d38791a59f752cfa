using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using KernelScript.Syntax;

namespace KernelScript.Semantics.Tests;

/// <summary>Every kind of bound node is known to every walk over the tree.</summary>
public sealed class WalkerTests
{
    public static TheoryData<string> Nodes =>
    [
        .. typeof(BoundNode).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(BoundNode)) && !t.IsAbstract)
            .Select(t => t.Name)
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Nodes))]
    public void A_node_has_parts_and_a_text(string name)
    {
        BoundNode node = Create(typeof(BoundNode).Assembly.GetType($"KernelScript.Semantics.{name}")!);
        var parts = new List<BoundNode>();
        BoundChildren.ForEach(node, parts.Add);
        Assert.All(parts, Assert.NotNull);
        string text = node is BoundExpression expression
            ? BoundTreePrinter.Print(expression)
            : BoundTreePrinter.Print(new BoundFunction(Function, new BoundBlock(Place, [(BoundStatement)node])));
        Assert.NotEmpty(text);
        Assert.DoesNotContain("Bound", text, StringComparison.Ordinal);
    }

    private static SyntaxNode Place { get; } = SyntaxTree.Parse("").Root;

    private static FunctionSymbol Function { get; } = new("f", FunctionKind.Helper, null);

    private static VariableSymbol Variable { get; } = new("v", VariableKind.Local, BuiltInTypes.U32, null);

    private static StructType Struct { get; } = CreateStruct();

    private static MapSymbol Map { get; } = new("m", null)
    {
        KernelType = 1, TypeName = "hash", Key = BuiltInTypes.U32, Value = BuiltInTypes.U64, MaxEntries = 1,
    };

    private static BoundNode Create(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().Single();
        return (BoundNode)constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p.ParameterType, p.Name!))]);
    }

    private static object? Value(Type type, string name) => type switch
    {
        _ when type == typeof(SyntaxNode) => Place,
        _ when type == typeof(TypeSymbol) => BuiltInTypes.U32,
        _ when type == typeof(StructType) => Struct,
        _ when type == typeof(ArrayType) => new ArrayType(BuiltInTypes.U32, 2),
        _ when type == typeof(BoundExpression) => new BoundLiteral(Place, BuiltInTypes.U32, 7),
        _ when type == typeof(BoundStatement) => new BoundBreak(Place),
        _ when type == typeof(VariableSymbol) => Variable,
        _ when type == typeof(FunctionSymbol) => Function,
        _ when type == typeof(MapSymbol) => Map,
        _ when type == typeof(FieldSymbol) => Struct.Fields[0],
        _ when type == typeof(ImmutableArray<byte>) => ImmutableArray.Create((byte)'x'),
        _ when type == typeof(ImmutableArray<BoundExpression>) =>
            ImmutableArray.Create<BoundExpression>(new BoundLiteral(Place, BuiltInTypes.U32, 7)),
        _ when type == typeof(ImmutableArray<BoundStatement>) =>
            ImmutableArray.Create<BoundStatement>(new BoundBreak(Place)),
        _ when type == typeof(ImmutableArray<BoundCatch>) => ImmutableArray.Create(new BoundCatch(1, new BoundBreak(Place))),
        _ when type == typeof(ImmutableArray<BoundMatchArm>) => ImmutableArray.Create(
            new BoundMatchArm([new BoundPattern(1, 2)], new BoundLiteral(Place, BuiltInTypes.U32, 7))),
        _ when type == typeof(ImmutableArray<KeyValuePair<FieldSymbol, BoundExpression>>) => ImmutableArray.Create(
            new KeyValuePair<FieldSymbol, BoundExpression>(
                Struct.Fields[0], new BoundLiteral(Place, BuiltInTypes.U32, 7))),
        _ when type.IsValueType => RuntimeHelpers.GetUninitializedObject(type),
        _ => throw new InvalidOperationException($"No value of {type.Name} for {name}."),
    };

    private static StructType CreateStruct()
    {
        var type = new StructType("s", StructRole.Plain);
        type.SetLayout([new FieldSymbol("a", BuiltInTypes.U32, 0, 4)], 4, 4);
        return type;
    }
}
