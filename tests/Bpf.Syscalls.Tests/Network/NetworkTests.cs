using Bpf.TestSupport;

namespace Bpf.Syscalls.Tests;

public class NetworkTests
{
    [Fact]
    public void A_message_is_aligned_and_nested()
    {
        ReadOnlySpan<byte> message = new NetlinkWriter(19, 5)
            .Fixed([1, 2, 3, 4])
            .Attribute(3, "lo")
            .Nest(43, xdp => xdp.Attribute(1, 7).Attribute(3, 2))
            .Finish(9);

        Assert.Equal(
            "30000000130005000900000000000000" + "01020304" + "070003006c6f0000"
            + "14002b80" + "0800010007000000" + "0800030002000000",
            Convert.ToHexStringLower(message));
    }

    [Fact]
    public void Attributes_are_read_and_damaged_ones_end_the_reading()
    {
        var reader = new NetlinkReader(Convert.FromHexString("070003006c6f0000" + "0800010007000000" + "ffff0100"));

        Assert.True(reader.Read());
        Assert.Equal((3, "lo"), (reader.Type, reader.Text));
        Assert.True(reader.ReadTo(1));
        Assert.Equal(7u, reader.UInt32);
        Assert.False(reader.Read());
    }

    [Fact]
    public void The_loopback_interface_is_found_by_name_and_by_index()
    {
        int index = NetworkInterfaces.GetIndex("lo");

        Assert.Equal(index, NetworkInterfaces.GetIndex($"{index}"));
        Assert.Contains(("lo", index), NetworkInterfaces.List());
    }

    [Fact]
    public void An_unknown_interface_is_an_error_with_a_list()
    {
        BpfException e = Assert.Throws<BpfException>(() => NetworkInterfaces.GetIndex("no-such-interface"));

        Assert.StartsWith(
            "find network interface \"no-such-interface\": there is none", e.Message, StringComparison.Ordinal);
        Assert.Contains("lo", e.Message, StringComparison.Ordinal);
        Assert.Throws<BpfException>(() => NetworkInterfaces.GetIndex("99999999"));
    }

    [KernelFact("5.4", KernelFeature.NetworkNamespaces)]
    public void Clsact_is_added_once_and_removed_once()
    {
        using var veth = new VethPair();
        int index = veth.InterfaceIndex;

        Assert.True(TrafficControl.AddClsact(index));
        Assert.False(TrafficControl.AddClsact(index));
        Assert.True(TrafficControl.RemoveClsact(index));
        Assert.False(TrafficControl.RemoveClsact(index));
        Assert.Empty(TrafficControl.ListFilters(index, TcDirection.Ingress));
        Assert.False(TrafficControl.RemoveFilter(new TcFilter(index, TcDirection.Egress, 1, 1, 0)));
    }

    [KernelFact("5.4", KernelFeature.NetworkNamespaces)]
    public void The_words_of_the_kernel_are_in_the_error()
    {
        using var veth = new VethPair();
        using SafeBpfHandle handle = SafeBpfHandle.Own(FakeKernel.NewDescriptor());

        BpfException e = Assert.Throws<BpfException>(
            () => TrafficControl.AddFilter(veth.InterfaceIndex, TcDirection.Ingress, handle, "name"));

        Assert.Equal(Errno.EINVAL, e.Errno);
        Assert.Contains("(errno 22): Parent Qdisc", e.Message, StringComparison.Ordinal);
    }
}
