using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm.Tests;

/// <summary>Whatever a program does, it ends with a result or a <see cref="VmException"/>.</summary>
/// <remarks><c>FUZZ_SEED</c> starts at another seed.</remarks>
public class FuzzTests
{
    private const int Count = 5000;

    private static readonly HelperFunction[] _helpers =
    [
        .. Enum.GetValues<HelperFunction>().Where(helper => VmHelpers.Kernel.Has(helper)),
    ];

    [Fact]
    public void Random_programs_and_helper_calls_never_leave_the_machine()
    {
        int first = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), out int given) ? given : 1;
        int finished = 0;
        for (int seed = first; seed < first + Count; seed++)
        {
            finished += RunOne(seed) ? 1 : 0;
        }

        Assert.InRange(finished, 1, Count - 1);
    }

    private static bool RunOne(int seed)
    {
        var random = new Random(seed);
        Dictionary<string, VmMap> maps = Maps();
        var code = new CodeBuilder(IsaLevel.V4);
        Label callback = code.CreateLabel();
        code.Emit(Instruction.Mov(Register.R6, Register.R1));
        int count = random.Next(1, 12);
        for (int i = 0; i < count; i++)
        {
            if (random.Next(2) == 0)
            {
                code.Emit(RandomInstruction(random));
            }
            else
            {
                CallHelper(code, random, callback, [.. maps.Keys]);
            }
        }

        code.Emit(Instruction.Exit());
        code.Place(callback);
        code.Emit(Instruction.Mov(Register.R0, 0));
        code.Emit(Instruction.Exit());
        VmContext context = (seed % 3) switch
        {
            0 => new XdpContext(new byte[60], new byte[8]),
            1 => new SkbContext(new byte[60]),
            _ => new MemoryContext(new byte[60]),
        };
        try
        {
            VmProgram program = VmProgram.Link(code.Build(), new Dictionary<string, CodeImage>(), maps);
            new VmMachine { InstructionBudget = 2000 }.Run(program, context);
            return true;
        }
        catch (VmException)
        {
            return false;
        }
        catch (Exception error)
        {
            Assert.Fail($"seed {seed}: {error}\n{AssemblyText.Print(code.Build(), TextStyle.Kernel)}");
            throw;
        }
    }

    private static void CallHelper(CodeBuilder code, Random random, Label callback, string[] maps)
    {
        for (Register register = Register.R1; register <= Register.R5; register++)
        {
            switch (random.Next(8))
            {
                case 0 or 1:
                    code.LoadMap(register, maps[random.Next(maps.Length)]);
                    break;
                case 2:
                    code.Emit(Instruction.Mov(register, Register.R10));
                    code.Emit(Instruction.Alu(AluOp.Add, register, -random.Next(1, 513)));
                    break;
                case 3:
                    code.Emit(Instruction.LoadFunction(register, 0), callback);
                    break;
                case 4:
                    code.Emit(Instruction.Mov(register, Register.R6));
                    break;
                case 5:
                    code.Emit(Instruction.LoadImm64(register, random.NextInt64(long.MinValue, long.MaxValue)));
                    break;
                case 6:
                    code.Emit(Instruction.LoadImm64(register, 0x1000_0000 + random.Next(400)));
                    break;
                default:
                    code.Emit(Instruction.Mov(register, random.Next(-2, 70)));
                    break;
            }
        }

        code.Emit(Instruction.CallHelper(_helpers[random.Next(_helpers.Length)]));
    }

    private static Instruction RandomInstruction(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        while (true)
        {
            random.NextBytes(bytes);
            bytes[1] = (byte)(random.Next(10) | random.Next(11) << 4);
            bytes[3] = (byte)(random.Next(2) * 255);
            bytes[8..12].Clear();
            if (random.Next(2) == 0)
            {
                bytes[2..8].Clear();
            }

            try
            {
                return InstructionEncoding.DecodeAt(bytes, 0);
            }
            catch (InstructionFormatException)
            {
                // Not this one.
            }
        }
    }

    private static Dictionary<string, VmMap> Maps() => new()
    {
        ["hash"] = VmMap.Create(MapType.Hash, 4, 8, 2),
        ["lru"] = VmMap.Create(MapType.LruPerCpuHash, 8, 4, 2),
        ["array"] = VmMap.Create(MapType.Array, 4, 12, 2),
        ["trie"] = VmMap.Create(MapType.LpmTrie, 8, 4, 2, MapFlags.NoPreallocation),
        ["queue"] = VmMap.Create(MapType.Queue, 0, 8, 2),
        ["bloom"] = VmMap.Create(MapType.BloomFilter, 0, 8, 2),
        ["ring"] = VmMap.Create(MapType.RingBuf, 0, 0, 4096),
        ["programs"] = VmMap.Create(MapType.ProgramArray, 4, 4, 2),
        ["events"] = VmMap.Create(MapType.PerfEventArray, 4, 4, 2),
        ["maps"] = VmMap.Create(MapType.ArrayOfMaps, 4, 4, 2),
        ["devices"] = VmMap.Create(MapType.DevMap, 4, 8, 2),
    };
}
