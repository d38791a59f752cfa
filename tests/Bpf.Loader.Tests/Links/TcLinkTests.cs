using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class TcLinkTests
{
    private const int Ok = 0;

    [KernelTheory("6.6", KernelFeature.NetworkNamespaces)]
    [InlineData(TcDirection.Ingress)]
    [InlineData(TcDirection.Egress)]
    public void A_program_attached_by_a_link_counts_packets(TcDirection direction) =>
        AssertCounts(direction, new TcAttachOptions(), outlivesProcess: false);

    [KernelTheory("5.4", KernelFeature.NetworkNamespaces)]
    [InlineData(TcDirection.Ingress)]
    [InlineData(TcDirection.Egress)]
    public void A_program_attached_as_a_filter_counts_packets(TcDirection direction) =>
        AssertCounts(direction, new TcAttachOptions { UseNetlink = true }, outlivesProcess: true);

    [KernelFact("6.6", KernelFeature.NetworkNamespaces)]
    public void A_tcx_link_tells_where_it_is()
    {
        using var veth = new VethPair();
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.SchedCls, Ok));
        using Link link = collection.Programs["count"].AttachTc(veth.Name, TcDirection.Egress);

        LinkInfo info = link.GetInfo()!;

        Assert.Equal(
            (LinkType.Tcx, AttachType.TcxEgress, veth.InterfaceIndex),
            (info.Type, info.AttachType!.Value, info.InterfaceIndex));
        Assert.Equal(
            [collection.Programs["count"].Id], BpfKernel.Host.QueryPrograms(veth.InterfaceIndex, AttachType.TcxEgress));
        Assert.Empty(BpfKernel.Host.QueryPrograms(veth.InterfaceIndex, AttachType.TcxIngress));
    }

    [KernelFact("6.6", KernelFeature.NetworkNamespaces)]
    public void Tcx_programs_run_in_the_order_they_ask_for()
    {
        using var veth = new VethPair();
        using Collection a = Collection.Load(TestSpecs.CountingCollection(ProgramType.SchedCls, -1));
        using Collection b = Collection.Load(TestSpecs.CountingCollection(ProgramType.SchedCls, -1));
        using Link first = a.Programs["count"].AttachTc(veth.Name, TcDirection.Ingress);
        using Link second =
            b.Programs["count"].AttachTc(veth.Name, TcDirection.Ingress, new TcAttachOptions { First = true });

        Assert.Equal(
            [b.Programs["count"].Id, a.Programs["count"].Id],
            BpfKernel.Host.QueryPrograms(veth.InterfaceIndex, AttachType.TcxIngress));
    }

    [KernelFact("5.4", KernelFeature.NetworkNamespaces)]
    public void The_last_filter_takes_clsact_with_it()
    {
        using var veth = new VethPair();
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.SchedCls, Ok));
        Program program = collection.Programs["count"];
        var options = new TcAttachOptions { UseNetlink = true };

        Link first = program.AttachTc(veth.Name, TcDirection.Ingress, options);
        Link second = program.AttachTc(veth.Name, TcDirection.Egress, options);
        Assert.Equal(
            program.Id, Assert.Single(TrafficControl.ListFilters(veth.InterfaceIndex, TcDirection.Egress)).ProgramId);
        Assert.Contains("clsact", Tool.Check("tc", "qdisc", "show", "dev", veth.Name), StringComparison.Ordinal);
        second.Dispose();
        first.Dispose();
        first.Dispose();

        Assert.Empty(TrafficControl.ListFilters(veth.InterfaceIndex, TcDirection.Ingress));
        Assert.DoesNotContain("clsact", Tool.Check("tc", "qdisc", "show", "dev", veth.Name), StringComparison.Ordinal);
    }

    [KernelFact("5.4", KernelFeature.NetworkNamespaces)]
    public void Clsact_of_others_stays()
    {
        using var veth = new VethPair();
        Tool.Check("tc", "qdisc", "add", "dev", veth.Name, "clsact");
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.SchedCls, Ok));

        collection.Programs["count"]
            .AttachTc(veth.Name, TcDirection.Ingress, new TcAttachOptions { UseNetlink = true, Priority = 7 })
            .Dispose();

        Assert.Contains("clsact", Tool.Check("tc", "qdisc", "show", "dev", veth.Name), StringComparison.Ordinal);
    }

    [KernelFact("5.4", KernelFeature.NetworkNamespaces)]
    public void Tc_shows_the_filter_with_its_name_and_priority()
    {
        using var veth = new VethPair();
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.SchedCls, Ok));
        using Link link = collection.Programs["count"]
            .AttachTc(veth.Name, TcDirection.Ingress, new TcAttachOptions { UseNetlink = true, Priority = 7 });

        string shown = Tool.Check("tc", "filter", "show", "dev", veth.Name, "ingress");

        Assert.Contains("pref 7 bpf", shown, StringComparison.Ordinal);
        Assert.Contains("count direct-action", shown, StringComparison.Ordinal);
    }

    [KernelFact("5.4", KernelFeature.NetworkNamespaces)]
    public void The_interface_may_vanish_before_the_filter()
    {
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.SchedCls, Ok));
        Link link;
        using (var veth = new VethPair())
        {
            link = collection.Programs["count"].AttachTc(
                veth.Name, TcDirection.Ingress, new TcAttachOptions { UseNetlink = true });
        }

        link.Dispose();
        Assert.Equal(0UL, collection.Count());
    }

    private static void AssertCounts(TcDirection direction, TcAttachOptions options, bool outlivesProcess)
    {
        using var veth = new VethPair();
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.SchedCls, Ok));
        using (Link link = collection.Programs["count"].AttachTc(veth.Name, direction, options))
        {
            Assert.Equal(outlivesProcess, link.OutlivesProcess);
            Exchange(veth, direction, 4);
            Wait.Until(4UL, () => collection.Count());
        }

        Exchange(veth, direction, 1);
        Assert.Equal(4UL, collection.Count());
    }

    private static void Exchange(VethPair veth, TcDirection direction, int count)
    {
        IEnumerable<byte[]> frames = Enumerable.Repeat(TestFrame.Udp(1, 2), count);
        if (direction == TcDirection.Ingress)
        {
            veth.Receive(frames);
        }
        else
        {
            veth.Send(frames);
        }
    }
}
