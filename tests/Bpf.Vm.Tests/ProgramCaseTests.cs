using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Vm.Tests;

/// <summary>Each program of <c>Cases/</c> does in the VM and in the kernel what its file says.</summary>
public class ProgramCaseTests
{
    public static TheoryData<string> Names => [.. ProgramCase.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_VM_does_what_the_case_says(string name)
    {
        ProgramCase test = ProgramCase.Read(name);
        Verify(test, KernelTwin.RunInVm(test, test.Packet.AsSpan()));
    }

    [KernelTheory("6.15")]
    [MemberData(nameof(Names))]
    public void The_kernel_does_what_the_case_says(string name)
    {
        ProgramCase test = ProgramCase.Read(name);
        try
        {
            (uint Result, byte[] Packet) actual = KernelTwin.RunInKernel(test, [test.Packet.ToArray()]).Single();
            if (Environment.GetEnvironmentVariable("BLESS") == "1")
            {
                Bless(name, test, actual);
            }

            Verify(test, actual);
        }
        catch (VerifierException refusal)
        {
            Assert.Fail(string.Join('\n', refusal.Log.TakeLast(12)));
        }
    }

    // The kernel's word counts: its results become the expectations of the file.
    private static void Bless(string name, ProgramCase test, (uint Result, byte[] Packet) actual)
    {
        string path = RepositoryRoot.Combine("tests", "Bpf.Vm.Tests", "Cases", name);
        string result = $"; result 0x{actual.Result:x}";
        bool isSame = test.Packet.AsSpan().SequenceEqual(actual.Packet);
        result = isSame ? result : $"{result}\n; packet-after {Convert.ToHexStringLower(actual.Packet)}";
        string[] lines =
        [
            .. File.ReadLines(path)
                .Where(line => !line.StartsWith("; packet-after", StringComparison.Ordinal))
                .Select(line => line.StartsWith("; result", StringComparison.Ordinal) ? result : line),
        ];
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
    }

    private static void Verify(ProgramCase test, (uint Result, byte[] Packet) actual)
    {
        Assert.Equal($"0x{test.Result:x}", $"0x{actual.Result:x}");
        string expected = Convert.ToHexStringLower((test.PacketAfter ?? test.Packet).AsSpan());
        Assert.Equal(expected, Convert.ToHexStringLower(actual.Packet));
    }
}
