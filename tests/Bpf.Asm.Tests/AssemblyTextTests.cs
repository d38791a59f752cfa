namespace Bpf.Asm.Tests;

public class AssemblyTextTests
{
    private const string Program = """
        ; counts
            r6 = r1
        loop:
            r1 = map[counters]
            r2 = map[.data][0]+16
            call bpf_map_lookup_elem
            if r0 == 0 goto out        ; absent
            call helper
            call bpf_obj_drop_impl#kfunc
            r3 = subprog[callback]
            r4 = ksym[bpf_prog_active]
            goto loop
        out:
            exit
        """;

    [Fact]
    public void Labels_and_symbols_are_resolved()
    {
        CodeImage image = AssemblyText.Parse(Program);

        Assert.Equal(11, image.Instructions.Length);
        Assert.Equal(Instruction.JumpIf(JumpOp.Jeq, Register.R0, 0, 7), image.Instructions[4]);
        Assert.Equal(Instruction.Jump(-13), image.Instructions[9]);
        Assert.Equal(
            [
                new Relocation(1, RelocationKind.Map, "counters", 0),
                new Relocation(2, RelocationKind.MapValue, ".data", 16),
                new Relocation(5, RelocationKind.LocalCall, "helper", 0),
                new Relocation(6, RelocationKind.Kfunc, "bpf_obj_drop_impl", 0),
                new Relocation(7, RelocationKind.FunctionAddress, "callback", 0),
                new Relocation(8, RelocationKind.KernelVariable, "bpf_prog_active", 0),
            ],
            image.Relocations);
    }

    [Theory]
    [InlineData(TextStyle.Kernel)]
    [InlineData(TextStyle.Llvm)]
    public void A_listing_parses_back_to_its_image(TextStyle style)
    {
        CodeImage image = AssemblyText.Parse(Program);

        CodeImage parsed = AssemblyText.Parse(AssemblyText.Print(image, style));

        Assert.Equal(image.Relocations, parsed.Relocations);
        Assert.Equal(image.Instructions, parsed.Instructions);
    }

    [Fact]
    public void Labels_of_the_text_are_callees_and_functions()
    {
        CodeImage image = AssemblyText.Parse(
            """
            call double
            r2 = subprog[double]
            exit
            double:
            r0 += r0
            exit
            """);

        Assert.Empty(image.Relocations);
        Assert.Equal(Instruction.CallLocal(3), image.Instructions[0]);
        Assert.Equal(Instruction.LoadFunction(Register.R2, 2), image.Instructions[1]);
    }

    [Fact]
    public void The_kernel_listing_looks_like_bpftools()
    {
        var builder = new CodeBuilder();
        builder.MarkLine("a.ks", 3, 5, "    return PASS");
        builder.Emit(Instruction.LoadImm64(Register.R1, 5));
        builder.Emit(Instruction.Mov(Register.R0, 2));
        builder.MarkLine("a.ks", 4, 1, "");
        builder.Emit(Instruction.Exit());

        Assert.Equal(
            "; return PASS\n   0: (18) r1 = 0x5\n   2: (b7) r0 = 2\n; a.ks:4\n   3: (95) exit\n",
            AssemblyText.Print(builder.Build(), TextStyle.Kernel));
    }

    [Fact]
    public void The_llvm_listing_looks_like_objdumps() =>
        Assert.Equal(
            "       0:\tb7 00 00 00 02 00 00 00\tr0 = 0x2\n"
            + "       1:\t18 01 00 00 05 00 00 00 00 00 00 00 00 00 00 00\tr1 = 0x5 ll\n"
            + "       3:\t95 00 00 00 00 00 00 00\texit\n",
            AssemblyText.Disassemble(
                Convert.FromHexString("b7000000020000001801000005000000" + "00000000000000009500000000000000"),
                TextStyle.Llvm));

    [Fact]
    public void Objdumps_function_headers_are_labels() =>
        Assert.Equal(
            Instruction.CallLocal(1),
            AssemblyText.Parse("0000 <main>:\n call f\n exit\n0010 <f>:\n exit").Instructions[0]);

    [Theory]
    [InlineData("exit\nr1 ~ 2", 2, "operator expected")]
    [InlineData("goto nowhere\nexit", 1, "label 'nowhere' is not in the text")]
    [InlineData("a:\nexit\na:\nexit", 3, "label 'a' is there already")]
    public void Errors_name_the_line(string text, int line, string reason)
    {
        var error = Assert.Throws<AssemblyFormatException>(() => AssemblyText.Parse(text));
        Assert.Equal(line, error.Line);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
