using Bpf.Asm;
using Bpf.Syscalls;
using Bpf.Vm;

namespace Documentation.Tests.Examples;

/// <summary>The C# of <c>docs/assembly.md</c>, with what it needs around it.</summary>
public sealed class AssemblyExamples
{
    [Fact]
    public void Every_form_has_a_factory()
    {
        Instruction[] instructions =
        [
            Instruction.Mov(Register.R0, 2),
            Instruction.JumpIf32(JumpOp.Jslt, Register.R1, -5, offset: 3),
            Instruction.Atomic(AtomicOp.FetchAdd, MemorySize.Double, Register.R1, 0, Register.R2),
        ];
        Assert.Equal(["0xb7", "0xc6", "0xdb"], instructions.Select(i => $"0x{i.OpCode.Value:x2}"));
    }

    [Fact]
    public void The_VM_runs_a_program_with_a_map_and_a_packet()
    {
        CodeImage code = AssemblyText.Parse("""
            r6 = *(u32 *)(r1 +4)
            r7 = *(u32 *)(r1 +0)
            r6 -= r7
            *(u32 *)(r10 -4) = 9
            *(u64 *)(r10 -16) = r6
            r1 = map[counters]
            r2 = r10
            r2 += -4
            r3 = r10
            r3 += -16
            r4 = 0
            call bpf_map_update_elem
            r0 = 2
            exit
            """);
        var functions = new Dictionary<string, CodeImage>();
        byte[] packet = new byte[60];
        VmMap counters = VmMap.Create(MapType.Hash, keySize: 4, valueSize: 8, maxEntries: 100);
        VmProgram program = VmProgram.Link(code, functions, new Dictionary<string, VmMap> { ["counters"] = counters });
        var machine = new VmMachine { Clock = () => 1_000, Cpu = 0 };
        VmResult result = machine.Run(program, new XdpContext(packet));
        Assert.Equal(2u, result.ReturnValue);
        Assert.True(counters.TryLookup(9u, out ulong bytes));
        Assert.Equal(60u, bytes);
    }
}
