using System.Net;
using System.Net.Sockets;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class CgroupLinkTests
{
    [KernelFact("5.7", KernelFeature.CgroupV2)]
    public void A_cgroup_program_sees_the_packets_of_its_processes_only()
    {
        string cgroup = Path.Combine(CgroupFileSystem.Require(), $"ks-test-{Environment.ProcessId}");
        Directory.CreateDirectory(cgroup);
        try
        {
            using Collection collection = Collection.Load(
                TestSpecs.CountingCollection(ProgramType.CgroupSkb, 1, AttachType.CgroupInetEgress));
            using Link link = collection.Programs["count"].Attach(cgroup);
            SendToSelf();
            Assert.Equal(0UL, collection.Count());
            Assert.Equal(LinkType.Cgroup, link.GetInfo()!.Type);
            Assert.Equal(AttachType.CgroupInetEgress, link.GetInfo()!.AttachType);
        }
        finally
        {
            Directory.Delete(cgroup);
        }
    }

    [KernelFact("5.7", KernelFeature.CgroupV2)]
    public void A_program_on_the_root_counts_until_the_link_is_disposed()
    {
        using Collection collection = Collection.Load(
            TestSpecs.CountingCollection(ProgramType.CgroupSkb, 1, AttachType.CgroupInetEgress));
        using (collection.Programs["count"].AttachCgroup(""))
        {
            SendToSelf();
            Assert.True(collection.Count() >= 1);
        }

        BpfException e = Assert.Throws<BpfException>(() => collection.Programs["count"].AttachCgroup("no-such-group"));
        Assert.Contains("make the folder first", e.Message, StringComparison.Ordinal);
    }

    private static void SendToSelf()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = new UdpClient();
        sender.Send([1], (IPEndPoint)receiver.Client.LocalEndPoint!);
    }
}
