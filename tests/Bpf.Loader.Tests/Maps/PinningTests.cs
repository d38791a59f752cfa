using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class PinningTests
{
    [KernelFact("5.2", KernelFeature.BpfFileSystem)]
    public void A_pinned_map_outlives_its_descriptors()
    {
        using PrivateMount mount = PrivateMount.Create("bpf");
        string path = Path.Combine(mount.Folder, "counts");
        using (Map map = Map.Create(TestSpecs.Counts))
        {
            map.Pin(path);
            map.As<uint, ulong>()[0] = 42;
            BpfException e = Assert.Throws<BpfException>(() => map.Pin(path));
            Assert.EndsWith("something is pinned there; remove the file or choose another name", e.Message,
                StringComparison.Ordinal);
        }

        using (Map again = Map.TryOpenPinned(path)!)
        {
            Assert.Equal(42UL, again.As<uint, ulong>()[0]);
            Assert.Equal("counts", again.Name);
        }

        Assert.True(Map.Unpin(path));
        Assert.False(Map.Unpin(path));
        Assert.Null(Map.TryOpenPinned(path));
    }

    [KernelFact("5.2", KernelFeature.BpfFileSystem)]
    public void Collections_share_a_map_that_is_pinned_by_name()
    {
        KernelObjects before = KernelObjects.Snapshot();
        using (PrivateMount mount = PrivateMount.Create("bpf"))
        {
            var options = new CollectionOptions { PinFolder = Path.Combine(mount.Folder, "project") };
            for (ulong round = 1; round <= 3; round++)
            {
                using Collection collection = Collection.Load(Pinned(TestSpecs.Counts), options);
                collection.Programs["count"].TestRun(new byte[64]);
                Assert.Equal(round, collection.Count());
            }

            Assert.Equal(["counts"], Directory.EnumerateFiles(options.PinFolder).Select(Path.GetFileName));
        }

        Assert.Empty(before.FindLeaks());
    }

    [KernelFact("5.2", KernelFeature.BpfFileSystem)]
    public void A_pinned_map_of_another_shape_is_an_error_that_says_how_to_remove_it()
    {
        using PrivateMount mount = PrivateMount.Create("bpf");
        var options = new CollectionOptions { PinFolder = mount.Folder };
        Collection.Load(Pinned(TestSpecs.Counts), options).Dispose();
        MapSpec wider = TestSpecs.Counts with { ValueSize = 16, MaxEntries = 2 };

        BpfException e = Assert.Throws<BpfException>(() => Collection.Load(Pinned(wider), options));

        string path = Path.Combine(mount.Folder, "counts");
        Assert.Equal(
            $"open pinned map \"{path}\": it has another shape: value size is 8, wanted is 16, entries is 1, wanted is 2: "
            + $"remove it (rm {path}) if its contents are no longer needed, or pin under another name",
            e.Message);
    }

    [KernelFact("5.2", KernelFeature.BpfFileSystem)]
    public void A_failing_load_removes_the_pins_it_made_and_no_others()
    {
        using PrivateMount mount = PrivateMount.Create("bpf");
        var options = new CollectionOptions { PinFolder = mount.Folder };
        MapSpec older = TestSpecs.Map("older", MapType.Hash, 4, 4, 8) with { Pinning = PinType.ByName };
        Collection.Load(new CollectionSpec { Maps = [older] }, options).Dispose();
        CollectionSpec bad = Pinned(TestSpecs.Counts);
        bad = bad with
        {
            Maps = [older, .. bad.Maps],
            Programs = [TestSpecs.Program("bad", ProgramType.Xdp, "exit")],
        };

        Assert.Throws<VerifierException>(() => Collection.Load(bad, options));

        Assert.Equal(["older"], Directory.EnumerateFiles(mount.Folder).Select(Path.GetFileName).Where(IsOurs));
    }

    [KernelFact("5.2")]
    public void A_place_without_a_bpf_file_system_is_refused_with_advice()
    {
        using var folder = new TemporaryFolder();
        MapSpec plain = TestSpecs.Counts with { PinPath = folder.File("counts") };
        MapSpec impossible = TestSpecs.Counts with { PinPath = "/proc/no-such-folder/counts" };
        KernelObjects before = KernelObjects.Snapshot();

        BpfException outside = Assert.Throws<BpfException>(() => Collection.Load(Pinned(plain)));
        BpfException missing = Assert.Throws<BpfException>(() => Collection.Load(Pinned(impossible)));

        Assert.StartsWith($"pin to \"{plain.PinPath}\": ", outside.Message, StringComparison.Ordinal);
        Assert.Contains("a bpf file system", outside.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "pin map \"counts\" to \"/proc/no-such-folder/counts\": its folder cannot be made: ",
            missing.Message,
            StringComparison.Ordinal);
        Assert.Empty(before.FindLeaks());
    }

    [KernelFact("5.2", KernelFeature.BpfFileSystem)]
    public void A_pinned_program_lives_on()
    {
        using PrivateMount mount = PrivateMount.Create("bpf");
        string path = Path.Combine(mount.Folder, "program");
        uint id;
        using (Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, 2)))
        {
            collection.Programs["count"].Pin(path);
            id = collection.Programs["count"].Id;
        }

        using (SafeBpfHandle? handle = BpfKernel.Host.TryOpenPinned(path))
        {
            Assert.Equal(id, BpfKernel.Host.GetProgramInfo(handle!).Id);
        }

        File.Delete(path);
        Assert.True(KernelObjects.WaitUntilGone(ObjectKind.Program, id));
    }

    [KernelFact("5.9", KernelFeature.BpfFileSystem | KernelFeature.NetworkNamespaces)]
    public void A_pinned_link_stays_attached_until_it_is_unpinned()
    {
        using var veth = new VethPair();
        using PrivateMount mount = PrivateMount.Create("bpf");
        string path = Path.Combine(mount.Folder, "link");
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, 2));
        using (Link link = collection.Programs["count"].AttachXdp(veth.Name))
        {
            link.Pin(path);
        }

        veth.Receive(TestFrame.Udp(1, 2));
        Wait.Until(1UL, () => collection.Count());
        using (Link again = Link.TryOpenPinned(path)!)
        {
            Assert.Equal(veth.InterfaceIndex, again.GetInfo()!.InterfaceIndex);
        }

        File.Delete(path);
        Wait.Until(0u, () => XdpNetlink.GetProgramId(veth.InterfaceIndex));
        Assert.Null(Link.TryOpenPinned(path));
    }

    [KernelFact("5.2", KernelFeature.BpfFileSystem)]
    public void A_file_of_another_kind_is_not_taken_for_a_map_or_link()
    {
        using PrivateMount mount = PrivateMount.Create("bpf");
        string path = Path.Combine(mount.Folder, "program");
        using Collection collection = Collection.Load(TestSpecs.CountingCollection(ProgramType.Xdp, 2));
        collection.Programs["count"].Pin(path);
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("plain"), "");
        KernelObjects before = KernelObjects.Snapshot();

        Assert.Throws<BpfException>(() => Map.TryOpenPinned(path));
        Assert.Throws<BpfException>(() => Link.TryOpenPinned(path));
        Assert.Throws<BpfException>(() => Map.TryOpenPinned(folder.File("plain")));
        Assert.Empty(before.FindLeaks());
    }

    // The kernel puts files of its own into a new mount.
    private static bool IsOurs(string? name) => name is not ("maps.debug" or "progs.debug");

    private static CollectionSpec Pinned(MapSpec map) => new()
    {
        Maps = [map with { Pinning = PinType.ByName }],
        Programs = [TestSpecs.Program("count", ProgramType.Xdp, TestSpecs.Counting(2))],
    };
}
