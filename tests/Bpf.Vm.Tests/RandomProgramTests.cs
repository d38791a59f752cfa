using System.Globalization;
using Bpf.Asm;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Vm.Tests;

/// <summary>The kernel and the VM compute the same.</summary>
/// <remarks><c>VM_SEED</c> starts at another seed, <c>VM_COUNT</c> says how many programs.</remarks>
public class RandomProgramTests
{
    private const int PacketsPerProgram = 4;

    [KernelFact("6.15")]
    public void Random_programs_do_the_same_in_the_kernel_and_in_the_VM()
    {
        int first = Number("VM_SEED", 1);
        int count = Number("VM_COUNT", 300);
        for (int seed = first; seed < first + count; seed++)
        {
            Compare(seed);
        }
    }

    private static void Compare(int seed)
    {
        ProgramCase test = new RandomPrograms(seed).Create();
        byte[][] packets = [.. Enumerable.Range(0, PacketsPerProgram).Select(i =>
            Packet(seed * PacketsPerProgram + i))];
        try
        {
            int index = 0;
            foreach ((uint result, byte[] packet) in KernelTwin.RunInKernel(test, packets))
            {
                (uint vmResult, byte[] vmPacket) = KernelTwin.RunInVm(test, packets[index++]);
                Assert.True(
                    result == vmResult && packet.AsSpan().SequenceEqual(vmPacket),
                    $"seed {seed}: kernel {result:x} {Convert.ToHexString(packet)}\n"
                    + $"VM {vmResult:x} {Convert.ToHexString(vmPacket)}\n"
                    + AssemblyText.Print(test.Code, TextStyle.Kernel));
            }
        }
        catch (VerifierException refusal)
        {
            Assert.Fail($"seed {seed}: {string.Join('\n', refusal.Log.TakeLast(12))}");
        }
    }

    // Small numbers and numbers at the edges come as often as any others.
    private static byte[] Packet(int seed)
    {
        var random = new Random(seed);
        byte[] packet = new byte[RandomPrograms.PacketSize];
        for (int i = 0; i < packet.Length; i += sizeof(long))
        {
            long value = random.Next(4) switch
            {
                0 => random.Next(-3, 4),
                1 => 1L << random.Next(64),
                2 => uint.MaxValue + (long)random.Next(-2, 3),
                _ => random.NextInt64(long.MinValue, long.MaxValue),
            };
            BitConverter.TryWriteBytes(packet.AsSpan(i), value);
        }

        return packet;
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number)
            ? number
            : otherwise;
}
