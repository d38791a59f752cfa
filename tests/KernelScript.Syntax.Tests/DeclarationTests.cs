namespace KernelScript.Syntax.Tests;

public sealed class DeclarationTests
{
    [Theory]
    [InlineData("import a from \"a.ks\"", "import a from \"a.ks\"\n")]
    [InlineData("include \"x/y.kh\";", "include \"x/y.kh\"\n")]
    [InlineData("pub const A: u8 = 1", "pub const A: u8 = 1\n")]
    [InlineData("local var a = 1", "local var a = 1\n")]
    [InlineData("extern f(a: u32) -> r: i32", "extern f(a: u32) -> r: i32\n")]
    [InlineData("extern fn f()", "extern f()\n")]
    [InlineData("enum E { A, B = 5, C, D = -1 }", "enum E {\n    A,\n    B = 5,\n    C,\n    D = -1,\n}\n")]
    [InlineData("config c { a: u8, type: u16[2] = [1, 2] }", "config c {\n    a: u8,\n    type: u16[2] = [1, 2],\n}\n")]
    [InlineData("@a @b(1)\npriv kernel fn f() { }", "@a\n@b(1)\npriv kernel fn f() {\n}\n")]
    [InlineData("fn f(a: u32, b: *u8,) -> u32", "fn f(a: u32, b: *u8) -> u32\n")]
    [InlineData("type A = struct B { x: u8 }", "struct B {\n    x: u8,\n}\n\ntype A = B\n")]
    [InlineData("type A = struct { x: u8 }", "struct A {\n    x: u8,\n}\n")]
    [InlineData("type A = enum { X }", "enum A {\n    X,\n}\n")]
    [InlineData("register(a)", "register(a)\n")]
    [InlineData("program p : kprobe(\"f\") { }", "program p : kprobe(\"f\") {\n}\n")]
    public void Declarations_print_in_their_canonical_form(string text, string expected) =>
        Assert.Equal(expected, SyntaxPrinter.Print(SyntaxTree.Parse(text).Root));

    [Fact]
    public void An_impl_block_has_functions_and_fields()
    {
        var impl = (ImplDeclarationSyntax)Trees.Declaration(
            """
            @struct_ops("sched_ext_ops")
            impl s {
                fn init() -> i32 { return 0 }
                name: "s",
                fn exit() { }
                timeout_ms: 0
            }
            """);
        Assert.Equal(["init", "exit"], impl.Functions.Select(function => function.Name.Text));
        Assert.Equal(["name: \"s\"", "timeout_ms: 0"], impl.Fields.Select(field => field.ToString()));
    }

    [Fact]
    public void A_declaration_begins_with_its_attributes_and_ends_with_its_last_token()
    {
        DeclarationSyntax function = Trees.Unit("// c\n@xdp\nfn f() {\n}  // d\n").Declarations[0];
        Assert.Equal(new LinePosition(2, 1), function.Location.Start);
        Assert.Equal(new LinePosition(4, 2), function.Location.End);
    }

    [Fact]
    public void Words_of_declarations_are_names_elsewhere()
    {
        IReadOnlyList<StatementSyntax> body = Trees.Body(
            """
            var type = 1
            config = type
            pin += local
            kernel(program)
            from.in = 2
            option.config.pin->match = 3
            var new = 5
            """);
        Assert.Equal(7, body.Count);
        Trees.Declaration("struct S { type: u32, match: u8, fn: u8, in: u8, struct: u8 }");
    }

    [Fact]
    public void The_tree_dump_shows_roles_kinds_values_and_places() =>
        Assert.Equal(
            """
            CompilationUnit @1:1-1:17
              declaration: GlobalVariableDeclaration name=a @1:1-1:17
                type: NamedType name=u32 @1:8-1:11
                initializer: BinaryExpression operator=+ @1:14-1:17
                  left: IntegerLiteral text=1 @1:14-1:15
                  right: NameExpression name=b @1:16-1:17

            """,
            TreeDump.Write(Trees.Unit("var a: u32 = 1+b"), withPlaces: true));
}
