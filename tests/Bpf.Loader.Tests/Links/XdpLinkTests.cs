using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class XdpLinkTests
{
    private const int Drop = 1;
    private const int Pass = 2;

    [KernelFact("5.9", KernelFeature.NetworkNamespaces)]
    public void An_attached_program_counts_the_packets_that_arrive()
    {
        using var veth = new VethPair();
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, Pass));

        using (Link link = collection.Programs["count"].AttachXdp(veth.Name))
        {
            Assert.Equal(LinkType.Xdp, link.GetInfo()!.Type);
            Assert.Equal(veth.InterfaceIndex, link.GetInfo()!.InterfaceIndex);
            Assert.Equal(collection.Programs["count"].Id, link.GetInfo()!.ProgramId);
            Assert.False(link.OutlivesProcess);
            veth.Receive(Enumerable.Repeat(TestFrame.Udp(1, 2), 5));
            Wait.Until(5UL, () => collection.Count());
        }

        veth.Receive(TestFrame.Udp(1, 2));
        Assert.Equal(5UL, collection.Count());
        Assert.Equal(0u, XdpNetlink.GetProgramId(veth.InterfaceIndex));
    }

    [KernelFact("5.4", KernelFeature.NetworkNamespaces)]
    public void The_netlink_way_attaches_and_detaches_too()
    {
        using var veth = new VethPair();
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, Drop));
        Program program = collection.Programs["count"];

        Link link = program.AttachXdp(veth.Name, new XdpAttachOptions { UseNetlink = true, Mode = XdpMode.Generic });
        Assert.True(link.OutlivesProcess);
        Assert.Null(link.GetInfo());
        Assert.Equal(program.Id, XdpNetlink.GetProgramId(veth.InterfaceIndex));
        veth.Receive(TestFrame.Udp(1, 2), TestFrame.Tcp(1, 2));
        Wait.Until(2UL, () => collection.Count());
        Assert.Throws<BpfException>(() => link.Pin("/anywhere"));
        link.Dispose();
        link.Dispose();

        Assert.Equal(0u, XdpNetlink.GetProgramId(veth.InterfaceIndex));
    }

    [KernelFact("5.9", KernelFeature.NetworkNamespaces)]
    public void A_second_program_is_refused_with_advice()
    {
        using var veth = new VethPair();
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, Pass));
        using Link link = collection.Programs["count"].AttachXdp(veth.Name);

        BpfException e = Assert.Throws<BpfException>(() => collection.Programs["count"].AttachXdp(veth.Name));

        Assert.StartsWith(
            $"attach \"count\" to XDP of interface \"{veth.Name}\": ", e.Message, StringComparison.Ordinal);
        Assert.Contains("it has an XDP program already", e.Message, StringComparison.Ordinal);
    }

    [KernelFact("5.9", KernelFeature.NetworkNamespaces)]
    public void A_link_takes_another_program_without_a_gap()
    {
        using var veth = new VethPair();
        using Collection first = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, Pass));
        using Collection second = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, Pass));
        using Link link = first.Programs["count"].AttachXdp(veth.Name);

        link.Update(second.Programs["count"]);
        veth.Receive(TestFrame.Udp(1, 2));

        Wait.Until(1UL, () => second.Count());
        Assert.Equal(0UL, first.Count());
    }

    [KernelFact("5.9")]
    public void An_unknown_interface_is_named_with_suggestions()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, Pass));

        BpfException e = Assert.Throws<BpfException>(() => collection.Programs["count"].AttachXdp("loo"));

        Assert.StartsWith(
            "find network interface \"loo\": there is none of that name: did you mean \"lo\"?",
            e.Message,
            StringComparison.Ordinal);
    }

    [KernelFact("5.9", KernelFeature.NetworkNamespaces)]
    public void The_interface_may_vanish_before_the_link()
    {
        KernelObjects before = KernelObjects.Snapshot();
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, Pass));
        Link link, netlink;
        using (var veth = new VethPair())
        {
            link = collection.Programs["count"].AttachXdp(veth.Name);
        }

        using (var veth = new VethPair())
        {
            netlink = collection.Programs["count"].AttachXdp(veth.Name, new XdpAttachOptions { UseNetlink = true });
        }

        link.Dispose();
        netlink.Dispose();
        collection.Dispose();
        Assert.Empty(before.FindLeaks());
    }

    [KernelFact("5.4")]
    public void A_program_of_another_kind_is_not_attached()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.SchedCls, 0));

        Assert.Throws<InvalidOperationException>(() => collection.Programs["count"].AttachXdp("lo"));
    }
}
