using System.Diagnostics;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

/// <summary>What a process leaves behind that is killed without warning.</summary>
public class KilledProcessTests
{
    private const string InterfaceVariable = "BPF_TEST_INTERFACE";
    private const string ReadyVariable = "BPF_TEST_READY";

    [KernelFact("6.6", KernelFeature.NetworkNamespaces)]
    public void Nothing_stays_attached_when_the_process_is_killed()
    {
        using var veth = new VethPair();
        using var folder = new TemporaryFolder();
        string ready = folder.File("ready");
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList =
                { "--explicit", "only", "--filter-method", $"*{nameof(Child_that_attaches_and_waits_to_be_killed)}" },
            Environment = { [InterfaceVariable] = veth.Name, [ReadyVariable] = ready },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process child = Process.Start(start)!;
        Assert.True(SpinWait.SpinUntil(() => File.Exists(ready) || child.HasExited, TimeSpan.FromSeconds(120)));
        Assert.False(child.HasExited);
        Assert.NotEqual(0u, XdpNetlink.GetProgramId(veth.InterfaceIndex));
        Assert.Single(BpfKernel.Host.QueryPrograms(veth.InterfaceIndex, AttachType.TcxIngress));
        uint program = BpfKernel.Host.QueryPrograms(veth.InterfaceIndex, AttachType.TcxIngress)[0];

        child.Kill(); // SIGKILL
        child.WaitForExit();

        Wait.Until(0u, () => XdpNetlink.GetProgramId(veth.InterfaceIndex));
        Assert.Empty(BpfKernel.Host.QueryPrograms(veth.InterfaceIndex, AttachType.TcxIngress));
        Assert.True(KernelObjects.WaitUntilGone(ObjectKind.Program, program));
    }

    [Fact(Explicit = true)]
    public void Child_that_attaches_and_waits_to_be_killed()
    {
        string? name = Environment.GetEnvironmentVariable(InterfaceVariable);
        Assert.SkipWhen(name is null, "started by another test");
        using Collection xdp = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, 2));
        using Collection tc = Collection.Load(TestSpecs.CountingCollection(ProgramType.SchedCls, 0));
        using Link first = xdp.Programs["count"].AttachXdp(name!);
        using Link second = tc.Programs["count"].AttachTc(name!, TcDirection.Ingress);
        File.WriteAllText(Environment.GetEnvironmentVariable(ReadyVariable)!, "");

        // Ends too when the parent dies first.
        using Stream parent = Console.OpenStandardInput();
        while (parent.ReadByte() >= 0)
        {
        }
    }
}
