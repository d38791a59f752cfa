using Bpf.Elf;
using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

/// <summary>The targets of <c>compile</c>: what it may use, and that all of it loads.</summary>
public sealed class InstructionSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [KernelTheory("6.6", KernelFeature.BpfFileSystem)]
    [InlineData("v1", 1)]
    [InlineData("v2", 2)]
    [InlineData("v3", 3)]
    [InlineData("v4", 4)]
    public void An_instruction_set_bounds_what_is_used_and_loads(string isa, int newest)
    {
        byte[] image = Compile("--isa", isa);
        AssertNoneNewerThan(newest, image);
        Assert.Equal(["every"], BpfTool.LoadAll(image).Select(p => p.Name));
    }

    [Fact]
    public void The_newest_instruction_set_is_used_where_it_may_be()
    {
        Assert.Contains(Instructions(Compile("--isa", "v3")), code => VersionOf(code) == 3);
        Assert.Contains(Instructions(Compile("--isa", "v4")), code => VersionOf(code) == 4);
    }

    [KernelTheory("6.1", KernelFeature.BpfFileSystem)]
    [InlineData("5.15", 3)]
    [InlineData("6.1", 3)]
    [InlineData("6.12", 4)]
    public void A_target_kernel_bounds_the_instruction_set(string kernel, int newest)
    {
        byte[] image = Compile("--target-kernel", kernel);
        AssertNoneNewerThan(newest, image);
        Assert.Equal(["every"], BpfTool.LoadAll(image).Select(p => p.Name));
    }

    [KernelFact("6.1", KernelFeature.BpfFileSystem)]
    public void Every_sample_loads_when_compiled_for_Linux_6_1()
    {
        foreach (string sample in Scripts.Samples())
        {
            string path = _folder.File("sample.o");
            CommandLine.Check("compile", sample, "-o", path, "--target-kernel", "6.1");
            Assert.NotEmpty(BpfTool.LoadAll(File.ReadAllBytes(path)));
        }
    }

    private static void AssertNoneNewerThan(int version, byte[] image) => Assert.All(
        Instructions(image), code => Assert.True(VersionOf(code) <= version, $"{Convert.ToHexString(code)} is newer"));

    private byte[] Compile(params string[] options)
    {
        string path = _folder.File("every.o");
        CommandLine.Check(["compile", _folder.Write("every.ks", Scripts.EveryInstructionSet), "-o", path, .. options]);
        return File.ReadAllBytes(path);
    }

    /// <summary>The slots of the code sections, second halves of wide loads left out.</summary>
    private static IEnumerable<byte[]> Instructions(byte[] image)
    {
        foreach (ElfSection section in ElfFile.Read(image).Sections.Where(s => s.Name is "xdp" or ".text"))
        {
            byte[] code = section.Data.ToArray();
            for (int at = 0; at < code.Length; at += code[at] == 0x18 ? 16 : 8)
            {
                yield return code[at..(at + 8)];
            }
        }
    }

    /// <summary>The version of the instruction set that brought an instruction, from the tables of RFC 9669.</summary>
    private static int VersionOf(byte[] code)
    {
        int group = code[0] & 7;
        int operation = code[0] & 0xf0;
        int offset = BitConverter.ToInt16(code, 2);
        int immediate = BitConverter.ToInt32(code, 4);
        return group switch
        {
            // 32-bit jumps; among them the long jump.
            6 => operation == 0 ? 4 : 3,

            // jlt, jle, jslt, jsle
            5 when operation is 0xa0 or 0xb0 or 0xc0 or 0xd0 => 2,

            // Sign-extending loads.
            1 when (code[0] & 0xe0) == 0x80 => 4,

            // Atomics: v1 has addition without fetch only; load-acquire and store-release are newer than v4.
            3 when (code[0] & 0xe0) == 0xc0 => immediate switch { 0 => 1, 0x100 or 0x110 => 5, _ => 3 },

            // Signed division and modulo, sign-extending moves, unconditional byte swaps.
            4 or 7 when operation is 0x30 or 0x90 or 0xb0 && offset != 0 => 4,
            7 when operation == 0xd0 => 4,
            _ => 1,
        };
    }
}
