using System.Diagnostics;
using System.Globalization;
using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

/// <summary>The main job: the packet counter of the samples on an interface with known traffic.</summary>
public sealed class PacketCounterTests
{
    private const ushort Arp = 0x0806;
    private const ushort Experimental = 0x88b5; // IEEE 802, for local experiments: nothing answers it

    // The other end is in a namespace of its own; IPv6 is off and neighbours are known: no packets but these.
    private static readonly byte[][] _frames =
    [
        TestFrame.Tcp(1000, 80), TestFrame.Tcp(1001, 443, payloadLength: 100), TestFrame.Tcp(1002, 22),
        TestFrame.Udp(2000, 53, payloadLength: 30), TestFrame.Udp(2001, 123),
        TestFrame.Icmp(payloadLength: 56), TestFrame.Icmp(payloadLength: 8), TestFrame.Icmp(), TestFrame.Icmp(),
        TestFrame.Ipv4(132, new byte[40]),
        TestFrame.Ethernet(Experimental, new byte[46]),
        TestFrame.Ethernet(Arp, new byte[28]),
    ];

    [KernelFact("5.17", KernelFeature.NetworkNamespaces)]
    public void Known_packets_are_counted_exactly_by_protocol()
    {
        using var pair = new VethPair();
        using Process process = CommandLine.StartUntil(
            $"counting packets on {pair.Name}",
            "run", Scripts.Sample("packet_counter.ks"), "--", $"--interface={pair.Name}", "--seconds=2");
        pair.Receive(_frames);
        string output = process.StandardOutput.ReadToEnd();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((0, ""), (process.ExitCode, errors));
        Assert.Equal(
            [
                Row("ARP", Arp, [42]),
                Row("ICMP", 1, [98, 50, 42, 42]),
                Row("SCTP", 132, [74]),
                Row("TCP", 6, [54, 154, 54]),
                Row("UDP", 17, [72, 42]),
                Row("other", Experimental, [60]),
            ],
            LastTable(output).Order(StringComparer.Ordinal));
        Assert.False(KernelPrograms.HasXdp(pair.Name));
    }

    [KernelFact("5.17", KernelFeature.NetworkNamespaces)]
    public void The_table_is_printed_each_second()
    {
        using var pair = new VethPair();
        string output = CommandLine.Check(
            "run", Scripts.Sample("packet_counter.ks"), "--", "--seconds=2", $"--interface={pair.Name}");
        Assert.Equal(
            [$"counting packets on {pair.Name}", "after 1 s", "after 2 s"],
            output.Split('\n').Where(l => l.Length > 0 && l[0] != ' '));
    }

    [KernelFact("5.17")]
    public void The_default_interface_is_the_loopback()
    {
        string help = CommandLine.Check("run", Scripts.Sample("packet_counter.ks"), "--", "--help");
        Assert.Matches(@"--interface=<str\(16\)> +default lo\n", help);
        Assert.Matches(@"--seconds=<u32> +default 10\n", help);
    }

    [KernelFact("5.17", KernelFeature.NetworkNamespaces)]
    public void Without_an_end_it_counts_until_it_is_interrupted()
    {
        using var pair = new VethPair();
        using Process process = CommandLine.StartUntil(
            "after 1 s", "run", Scripts.Sample("packet_counter.ks"), "--", "--seconds=0", $"--interface={pair.Name}");
        Tool.Check("kill", "-INT", process.Id.ToString(CultureInfo.InvariantCulture));
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
        Assert.False(KernelPrograms.HasXdp(pair.Name));
    }

    private static string Row(string protocol, int number, int[] lengths) => string.Create(
        CultureInfo.InvariantCulture, $"{protocol} {number} {lengths.Length} {lengths.Sum()}");

    /// <summary>The rows of the last table, words separated by one space.</summary>
    private static IEnumerable<string> LastTable(string output) =>
        output[output.LastIndexOf("after ", StringComparison.Ordinal)..]
            .Split('\n').Skip(2).Where(l => l.Length > 0)
            .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
