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

    [KernelFact("5.7", KernelFeature.CgroupV2)]
    public void A_program_attached_without_a_link_stays_until_it_is_detached()
    {
        string folder = Path.Combine(CgroupFileSystem.Require(), $"ks-plain-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            using Collection collection = Collection.Load(
                TestSpecs.CountingCollection(ProgramType.CgroupSkb, 1, AttachType.CgroupInetIngress));
            Program program = collection.Programs["count"];
            using SafeBpfHandle cgroup = CgroupFileSystem.Open(folder);

            BpfKernel.Host.AttachProgram(cgroup, program.Handle, AttachType.CgroupInetIngress);
            Assert.Equal([program.Id], BpfKernel.Host.QueryPrograms(cgroup, AttachType.CgroupInetIngress));
            BpfKernel.Host.DetachProgram(cgroup, program.Handle, AttachType.CgroupInetIngress);

            Assert.Empty(BpfKernel.Host.QueryPrograms(cgroup, AttachType.CgroupInetIngress));
            BpfException e = Assert.Throws<BpfException>(
                () => BpfKernel.Host.DetachProgram(cgroup, program.Handle, AttachType.CgroupInetIngress));
            Assert.StartsWith("detach CgroupInetIngress program: ", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [KernelFact("5.9", KernelFeature.CgroupV2)]
    public void A_link_is_found_by_its_id_and_detached_by_force()
    {
        string folder = Path.Combine(CgroupFileSystem.Require(), $"ks-force-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            using Collection collection = Collection.Load(
                TestSpecs.CountingCollection(ProgramType.CgroupSkb, 1, AttachType.CgroupInetIngress));
            using Link link = collection.Programs["count"].AttachCgroup(folder);
            using SafeBpfHandle cgroup = CgroupFileSystem.Open(folder);
            uint id = link.GetInfo()!.Id;
            Assert.Contains(id, BpfKernel.Host.EnumerateIds(ObjectKind.Link));
            using SafeBpfHandle same = BpfKernel.Host.TryOpenById(ObjectKind.Link, id)!;
            Assert.Equal(ObjectKind.Link, same.FindKind());

            BpfKernel.Host.DetachLink(same);

            Assert.Empty(BpfKernel.Host.QueryPrograms(cgroup, AttachType.CgroupInetIngress));
            Assert.Equal(0ul, link.GetInfo()!.CgroupId);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [KernelFact("5.7", KernelFeature.CgroupV2)]
    public void A_link_is_updated_only_if_the_expected_program_is_there()
    {
        string folder = Path.Combine(CgroupFileSystem.Require(), $"ks-update-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            CollectionSpec spec = TestSpecs.CountingCollection(ProgramType.CgroupSkb, 1, AttachType.CgroupInetIngress);
            using Collection first = Collection.Load(spec);
            using Collection second = Collection.Load(spec);
            using SafeBpfHandle cgroup = CgroupFileSystem.Open(folder);
            SafeBpfHandle a = first.Programs["count"].Handle, b = second.Programs["count"].Handle;
            using SafeBpfHandle link =
                BpfKernel.Host.CreateDescriptorLink(a, cgroup, AttachType.CgroupInetIngress);

            Assert.Throws<BpfException>(() => BpfKernel.Host.UpdateLink(link, b, expected: b));
            BpfKernel.Host.UpdateLink(link, b, expected: a);

            Assert.Equal(second.Programs["count"].Id, BpfKernel.Host.GetLinkInfo(link).ProgramId);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [KernelTheory("6.17", KernelFeature.CgroupV2)]
    [InlineData(false, 0 + 1)]
    [InlineData(true, 1 + 1)]
    public void A_program_runs_first_when_asked_to(bool isFirst, ulong expected)
    {
        string folder = Path.Combine(CgroupFileSystem.Require(), $"ks-order-{Environment.ProcessId}-{isFirst}");
        Directory.CreateDirectory(folder);
        try
        {
            using Collection doubling = Collection.Load(Changing("r1 += r1"));
            var shared = new Dictionary<string, Map> { ["counts"] = doubling.Maps["counts"] };
            using Collection adding =
                Collection.Load(Changing("r1 += 1"), new CollectionOptions { MapReplacements = shared });
            using Link first = doubling.Programs["change"].AttachCgroup(folder);
            using Link second = adding.Programs["change"].AttachCgroup(folder, new() { First = isFirst });
            using SafeBpfHandle cgroup = CgroupFileSystem.Open(folder);
            uint[] order = [doubling.Programs["change"].Id, adding.Programs["change"].Id];

            Assert.Equal(
                isFirst ? order.Reverse() : order,
                BpfKernel.Host.QueryPrograms(cgroup, AttachType.CgroupInetSockCreate));
            MakeSocketIn(folder);

            Assert.Equal(expected, doubling.Count());
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    private static CollectionSpec Changing(string change) => new()
    {
        Maps = [TestSpecs.Counts],
        Programs =
        [
            TestSpecs.Program("change", ProgramType.CgroupSock, $"""
                *(u32 *)(r10 - 4) = 0
                r2 = r10
                r2 += -4
                r1 = map[counts]
                call bpf_map_lookup_elem
                if r0 == 0 goto out
                r1 = *(u64 *)(r0 + 0)
                {change}
                *(u64 *)(r0 + 0) = r1
                out:
                r0 = 1
                exit
                """,
                AttachType.CgroupInetSockCreate),
        ],
    };

    // A process of its own: moving this one would take other tests along.
    private static void MakeSocketIn(string folder) => Tool.Check(
        "bash", "-c", $"echo $$ > {folder}/cgroup.procs; exec 3<>/dev/udp/127.0.0.1/9");

    private static void SendToSelf()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = new UdpClient();
        sender.Send([1], (IPEndPoint)receiver.Client.LocalEndPoint!);
    }
}
