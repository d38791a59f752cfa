using Bpf.TestSupport;

namespace Bpf.Syscalls.Tests;

public class FileSystemTests
{
    [Fact]
    public void The_mount_table_is_searched_by_type_and_blanks_are_read()
    {
        string[] lines =
        [
            "proc /proc proc rw 0 0",
            @"bpf /mnt/a\040b\134c bpf rw,mode=700 0 0",
            "none /sys/fs/bpf bpf rw 0 0",
            "broken",
        ];

        Assert.Equal([@"/mnt/a b\c", "/sys/fs/bpf"], MountTable.Parse(lines, "bpf"));
        Assert.Empty(MountTable.Parse(lines, "tracefs"));
    }

    [Theory]
    [InlineData("sched_swich", "sched_switch")]
    [InlineData("sys_entr", "sys_enter")]
    [InlineData("completely different", null)]
    public void Similar_names_are_suggested(string name, string? expected) =>
        Assert.Equal(expected, Similarity.Nearest(name, ["sched_switch", "sched_wakeup", "sys_enter", "sys_exit"]));

    [KernelFact("5.2", KernelFeature.BpfFileSystem)]
    public void A_private_mount_is_seen_by_nobody_and_gone_afterwards()
    {
        KernelObjects before = KernelObjects.Snapshot();
        string mounts = File.ReadAllText("/proc/self/mounts");
        using (PrivateMount mount = PrivateMount.Create("bpf"))
        {
            Directory.CreateDirectory(Path.Combine(mount.Folder, "folder"));
            Assert.Contains("folder", Directory.EnumerateDirectories(mount.Folder).Select(Path.GetFileName));
            Assert.Equal(mounts, File.ReadAllText("/proc/self/mounts"));
        }

        Assert.Empty(before.FindLeaks());
    }

    [KernelFact("5.2")]
    public void An_unknown_file_system_is_not_supported()
    {
        BpfNotSupportedException e = Assert.Throws<BpfNotSupportedException>(() => PrivateMount.Create("no-such-fs"));

        Assert.Equal(Errno.ENODEV, e.Errno);
    }

    [KernelFact("5.4", KernelFeature.BpfFileSystem)]
    public void A_bpf_file_system_is_mounted_found_and_unmounted()
    {
        using var folder = new TemporaryFolder();
        BpfFileSystem.Mount(folder.Path);
        try
        {
            Assert.Contains(folder.Path, MountTable.Find("bpf"));
            Assert.NotNull(BpfFileSystem.Find());
        }
        finally
        {
            BpfFileSystem.Unmount(folder.Path);
        }

        Assert.DoesNotContain(folder.Path, MountTable.Find("bpf"));
        Assert.Throws<BpfException>(() => BpfFileSystem.Mount(folder.File("missing")));
    }

    [KernelFact("5.4", KernelFeature.TraceFileSystem)]
    public void Tracepoints_are_found_with_id_and_format()
    {
        using TraceFileSystem tracefs = TraceFileSystem.Open();

        Assert.True(tracefs.GetTracepointId("sched", "sched_switch") > 0);
        Assert.Contains("prev_comm", tracefs.GetTracepointFormat("sched", "sched_switch"), StringComparison.Ordinal);
        Assert.Contains("sched_switch", tracefs.GetTracepoints("sched"));
        Assert.Contains("sched", tracefs.GetCategories());
        Assert.Empty(tracefs.GetTracepoints("none"));
        Assert.Throws<ArgumentException>(() => tracefs.GetTracepointId("..", "x"));
        Assert.Throws<ArgumentException>(() => tracefs.GetTracepointId("sched", "a/b"));
    }

    [KernelFact("5.4", KernelFeature.CgroupV2)]
    public void The_cgroup_hierarchy_is_found_wherever_it_is()
    {
        using SafeBpfHandle root = CgroupFileSystem.Open("");

        Assert.True(File.Exists(Path.Combine(CgroupFileSystem.Require(), "cgroup.procs")));
        Assert.Empty(BpfKernel.Host.QueryPrograms(root, AttachType.CgroupSysctl));
        Assert.Throws<BpfException>(() => CgroupFileSystem.Open("no-such-group"));
    }
}
