using System.Net;
using System.Net.Sockets;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class NetworkNamespaceLinkTests
{
    private const int Drop = 0; // SK_DROP, NF_DROP
    private const int Accept = 1;

    [KernelFact("5.9", KernelFeature.NetworkNamespaces)]
    public void A_socket_lookup_program_hides_a_listener_in_its_namespace()
    {
        using var space = new NetworkNamespace();
        using Collection collection =
            Collection.Load(TestSpecs.CountingCollection(ProgramType.SkLookup, Drop, AttachType.SkLookup));
        using TcpListener listener = space.Invoke(static () => new TcpListener(IPAddress.Loopback, 0));
        listener.Start();
        var address = (IPEndPoint)listener.LocalEndpoint;

        using (Link link = collection.Programs["count"].Attach(space.Path))
        {
            Assert.Equal(LinkType.NetworkNamespace, link.GetInfo()!.Type);
            Assert.Equal(SocketError.ConnectionRefused, Connect(space, address));
            Assert.True(collection.Count() >= 1);
        }

        Assert.Equal(SocketError.Success, Connect(space, address));
    }

    [KernelFact("5.8", KernelFeature.NetworkNamespaces)]
    public void A_flow_dissector_runs_when_a_packets_hash_is_wanted()
    {
        using var space = new NetworkNamespace();
        using Collection hashing = Collection.Load(new CollectionSpec
        {
            Programs =
            [
                TestSpecs.Program("hash", ProgramType.SchedCls, """
                    r6 = r1
                    call bpf_set_hash_invalid
                    r1 = r6
                    call bpf_get_hash_recalc
                    r0 = 0
                    exit
                    """),
            ],
        });
        using Collection collection = Collection.Load(
            TestSpecs.CountingCollection(ProgramType.FlowDissector, 0, AttachType.FlowDissector));
        using Link filter = space.Invoke(() => hashing.Programs["hash"].AttachTc("lo", TcDirection.Egress));

        Link link = space.Invoke(() => collection.Programs["count"].AttachNetworkNamespace());
        SendToSelf(space);
        ulong count = collection.Count();
        Assert.True(count >= 1);
        link.Dispose();

        SendToSelf(space);
        Assert.Equal(count, collection.Count());
    }

    [KernelFact("6.4", KernelFeature.NetworkNamespaces)]
    public void A_netfilter_program_drops_what_arrives()
    {
        using var space = new NetworkNamespace();
        using Collection collection =
            Collection.Load(TestSpecs.CountingCollection(ProgramType.Netfilter, Drop, AttachType.Netfilter));
        var options = new NetfilterOptions { Hook = NetfilterHook.LocalIn, Priority = 5 };

        using (Link link = space.Invoke(() => collection.Programs["count"].AttachNetfilter(options)))
        {
            Assert.Equal(LinkType.Netfilter, link.GetInfo()!.Type);
            Assert.False(SendToSelf(space));
            Assert.Equal(1ul, collection.Count());
            BpfException taken = Assert.Throws<BpfException>(
                () => space.Invoke(() => collection.Programs["count"].AttachNetfilter(options)));
            Assert.EndsWith("give another priority", taken.Message, StringComparison.Ordinal);
        }

        Assert.True(SendToSelf(space));
        Assert.Equal(1ul, collection.Count());
    }

    [KernelFact("6.4", KernelFeature.NetworkNamespaces)]
    public void Netfilter_programs_run_in_the_order_of_their_priorities()
    {
        using var space = new NetworkNamespace();
        using Collection accepting =
            Collection.Load(TestSpecs.CountingCollection(ProgramType.Netfilter, Accept, AttachType.Netfilter));
        using Collection dropping =
            Collection.Load(TestSpecs.CountingCollection(ProgramType.Netfilter, Drop, AttachType.Netfilter));
        var options = new NetfilterOptions { Hook = NetfilterHook.LocalOut, Priority = 5 };
        using Link late = space.Invoke(() => accepting.Programs["count"].AttachNetfilter(options));
        using Link early =
            space.Invoke(() => dropping.Programs["count"].AttachNetfilter(options with { Priority = -5 }));

        Assert.False(SendToSelf(space));

        Assert.Equal(1ul, dropping.Count());
        Assert.Equal(0ul, accepting.Count());
    }

    [KernelFact("5.9", KernelFeature.NetworkNamespaces)]
    public void Mistakes_are_named_and_nothing_stays_behind()
    {
        KernelObjects before = KernelObjects.Snapshot();
        using (Collection collection =
            Collection.Load(TestSpecs.CountingCollection(ProgramType.SkLookup, Accept, AttachType.SkLookup)))
        {
            Program program = collection.Programs["count"];
            Assert.StartsWith(
                "open \"/run/netns/no-such\": ",
                Assert.Throws<BpfException>(() => program.Attach("/run/netns/no-such")).Message,
                StringComparison.Ordinal);
            Assert.Contains(
                "the file is no network namespace",
                Assert.Throws<BpfException>(() => program.Attach("/proc/self/ns/uts")).Message,
                StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(
                () => program.AttachNetfilter(new NetfilterOptions { Hook = NetfilterHook.Forward }));
        }

        Assert.Empty(before.FindLeaks());
    }

    private static SocketError Connect(NetworkNamespace space, IPEndPoint address)
    {
        using Socket socket = space.Invoke(
            static () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            socket.Connect(address);
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    /// <returns>Whether the datagram arrived; the way over loopback is taken before the send returns.</returns>
    private static bool SendToSelf(NetworkNamespace space)
    {
        using UdpClient receiver = space.Invoke(static () => new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)));
        using UdpClient sender = space.Invoke(static () => new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)));
        try
        {
            sender.Send([1], (IPEndPoint)receiver.Client.LocalEndPoint!);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied || e.NativeErrorCode == 1)
        {
            return false; // dropped on the way out
        }

        return receiver.Client.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead);
    }
}
