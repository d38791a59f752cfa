using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Loader.Tests;

public class ProgramSectionTests
{
    [Theory]
    [InlineData("xdp", ProgramType.Xdp, AttachType.Xdp, null)]
    [InlineData("tc", ProgramType.SchedCls, AttachType.CgroupInetIngress, null)]
    [InlineData("tcx/egress", ProgramType.SchedCls, AttachType.TcxEgress, null)]
    [InlineData("tracepoint/sched/sched_switch", ProgramType.Tracepoint, AttachType.CgroupInetIngress,
        "sched/sched_switch")]
    [InlineData("tp/sched/sched_switch", ProgramType.Tracepoint, AttachType.CgroupInetIngress, "sched/sched_switch")]
    [InlineData("raw_tp/sys_enter", ProgramType.RawTracepoint, AttachType.CgroupInetIngress, "sys_enter")]
    [InlineData("tp_btf/sys_enter", ProgramType.Tracing, AttachType.TraceRawTracepoint, "sys_enter")]
    [InlineData("kprobe/do_unlinkat", ProgramType.Kprobe, AttachType.CgroupInetIngress, "do_unlinkat")]
    [InlineData("kprobe.multi/tcp_*", ProgramType.Kprobe, AttachType.TraceKprobeMulti, "tcp_*")]
    [InlineData("uprobe//bin/bash:readline", ProgramType.Kprobe, AttachType.CgroupInetIngress, "/bin/bash:readline")]
    [InlineData("fentry/tcp_connect", ProgramType.Tracing, AttachType.TraceFEntry, "tcp_connect")]
    [InlineData("lsm/file_open", ProgramType.Lsm, AttachType.LsmMac, "file_open")]
    [InlineData("iter/task", ProgramType.Tracing, AttachType.TraceIter, "task")]
    [InlineData("cgroup_skb/egress", ProgramType.CgroupSkb, AttachType.CgroupInetEgress, null)]
    [InlineData("cgroup/connect6", ProgramType.CgroupSockAddr, AttachType.CgroupInet6Connect, null)]
    [InlineData("kprobe", ProgramType.Kprobe, AttachType.CgroupInetIngress, null)]
    public void A_section_says_type_attachment_and_target(string name, ProgramType type, AttachType attach,
        string? target)
    {
        Assert.True(ProgramSection.TryParse(name, out ProgramSection? section));
        Assert.Equal((type, attach, target), (section.Type, section.AttachType, section.AttachTo));
        Assert.True(section.IsAutoLoaded);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("xdpx")]
    [InlineData("xdp/")]
    [InlineData("tc/sideways")]
    [InlineData("kprobe/")]
    [InlineData(".text")]
    public void Other_names_are_no_programs(string name) => Assert.False(ProgramSection.TryParse(name, out _));

    [Fact]
    public void A_leading_question_mark_means_not_loaded_and_dot_s_sleepable()
    {
        Assert.True(ProgramSection.TryParse("?fentry.s/f", out ProgramSection? section));
        Assert.Equal((false, ProgramFlags.Sleepable), (section.IsAutoLoaded, section.Flags));
    }

    [Theory]
    [InlineData(ProgramType.Xdp, AttachType.CgroupInetIngress, ProgramFlags.None, null, "xdp")]
    [InlineData(ProgramType.Xdp, AttachType.Xdp, ProgramFlags.XdpHasFragments, null, "xdp.frags")]
    [InlineData(ProgramType.SchedCls, AttachType.TcxIngress, ProgramFlags.None, null, "tc")]
    [InlineData(ProgramType.Tracepoint, AttachType.CgroupInetIngress, ProgramFlags.None, "a/b", "tracepoint/a/b")]
    [InlineData(ProgramType.Tracing, AttachType.TraceFExit, ProgramFlags.None, "f", "fexit/f")]
    [InlineData(ProgramType.Lsm, AttachType.LsmMac, ProgramFlags.Sleepable, "file_open", "lsm.s/file_open")]
    [InlineData(ProgramType.CgroupSkb, AttachType.CgroupInetEgress, ProgramFlags.None, null, "cgroup_skb/egress")]
    public void A_program_without_section_gets_the_conventional_one(
        ProgramType type, AttachType attach, ProgramFlags flags, string? target, string expected)
    {
        var program = new ProgramSpec
        {
            Name = "p", Type = type, AttachType = attach, Flags = flags, AttachTo = target,
            Code = new CodeImage { Instructions = [Instruction.Exit()] },
        };
        Assert.Equal(expected, ProgramSection.NameOf(program));
        Assert.Equal("?" + expected, ProgramSection.NameOf(program with { IsAutoLoaded = false }));
    }

    [Fact]
    public void Every_program_type_but_none_has_a_section()
    {
        foreach (ProgramType type in Enum.GetValues<ProgramType>().Where(type => type != ProgramType.Unspecified))
        {
            Assert.Contains(Enum.GetValues<AttachType>(), attach => HasSection(type, attach));
        }
    }

    private static bool HasSection(ProgramType type, AttachType attach)
    {
        var program = new ProgramSpec
        {
            Name = "p", Type = type, AttachType = attach, Code = new CodeImage { Instructions = [Instruction.Exit()] },
            Flags = type == ProgramType.Syscall ? ProgramFlags.Sleepable : ProgramFlags.None,
        };
        try
        {
            return ProgramSection.TryParse(ProgramSection.NameOf(program), out ProgramSection? section)
                && section.Type == type;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
