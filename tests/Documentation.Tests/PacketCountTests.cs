using System.Diagnostics;
using Bpf.TestSupport;

namespace Documentation.Tests;

/// <summary>The program of the README: <c>samples/csharp/PacketCount</c>.</summary>
public sealed class PacketCountTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    [KernelFact("5.17", KernelFeature.NetworkNamespaces)]
    public void It_counts_the_packets_of_an_interface_and_detaches()
    {
        using var pair = new VethPair();
        using Process process = Tool.Start(Path.Combine(AppContext.BaseDirectory, "PacketCount"), pair.Name);
        Assert.True(SpinWait.SpinUntil(() => HasXdp(pair) || process.HasExited, _patience), "nothing was attached");
        pair.Receive(TestFrame.Tcp(1, 80), TestFrame.Udp(2, 53), TestFrame.Icmp());
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((0, "3 packets\n", ""), (process.ExitCode, output, errors));
        Assert.False(HasXdp(pair));
    }

    private static bool HasXdp(VethPair pair) =>
        Tool.Check("ip", "link", "show", pair.Name).Contains("prog/xdp", StringComparison.Ordinal);
}
