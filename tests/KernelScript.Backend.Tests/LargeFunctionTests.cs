using System.Text;
using Bpf.Asm;

namespace KernelScript.Backend.Tests;

public sealed class LargeFunctionTests
{
    [Theory]
    [InlineData(IsaLevel.V3)]
    [InlineData(IsaLevel.V4)]
    public void Jumps_over_more_than_32767_slots_arrive(IsaLevel isa)
    {
        var text = new StringBuilder("func $f(v1: i64, v2: i64) -> i64 {\n v3: bool = ugt v1, v2\n");
        text.Append(" cbr v3, b2, b3\nb2:\n");
        int last = 1;
        for (int i = 0; i < 40_000; i++)
        {
            text.Append($" v{i + 4}: i64 = {(i % 2 == 0 ? "add" : "xor")} v{last}, v2\n");
            last = i + 4;
        }

        text.Append($" ret v{last}\nb3:\n ret v2\n}}");
        BackendResult result = Compiling.Compile(text.ToString(), Compiling.Newest with { Isa = isa });
        CodeImage code = Assert.Single(result.Functions).Code;
        SlotMap slots = code.CreateSlotMap();
        for (int i = 0; i < code.Instructions.Length; i++)
        {
            if (code.Instructions[i].IsJump)
            {
                Assert.True(slots.Target(i, code.Instructions[i].JumpDistance) >= 0);
            }
        }

        Assert.True(code.SlotCount > 40_000);
    }

    [Fact]
    public void Thousands_of_blocks_are_laid_out_in_moments()
    {
        var text = new StringBuilder("func $f(v1: i64, v2: i64) -> i64 {\n");
        string current = "v1";
        for (int i = 0; i < 3000; i++)
        {
            int v = 10 + (i * 4);
            int b = 2 + (i * 3);
            text.Append($" v{v}: bool = ugt {current}, v2\n cbr v{v}, b{b}, b{b + 1}\n");
            text.Append($"b{b}:\n v{v + 1}: i64 = xor {current}, v2\n br b{b + 2}(v{v + 1})\n");
            text.Append($"b{b + 1}:\n v{v + 2}: i64 = add {current}, v2\n br b{b + 2}(v{v + 2})\n");
            text.Append($"b{b + 2}(v{v + 3}: i64):\n");
            current = $"v{v + 3}";
        }

        BackendResult result = BackendCompiler.Compile(
            KernelScript.Ir.Text.IrParser.Parse(text.Append($" ret {current}\n}}").ToString()),
            Compiling.Newest,
            new BackendOptions { Optimization = null, CheckAllocation = false });
        Assert.Equal(12_001 + 1, Assert.Single(result.Functions).Code.SlotCount);
    }
}
