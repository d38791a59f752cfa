using System.Runtime.CompilerServices;
using Bpf.Syscalls.Attributes;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls.Tests;

/// <summary>Sizes by uapi linux/bpf.h and linux/perf_event.h of Linux 6.18, as far as these structures go.</summary>
public class AttributeSizeTests
{
    [Fact]
    public void Map_commands()
    {
        Assert.Equal(80, Unsafe.SizeOf<MapCreateAttr>());
        Assert.Equal(32, Unsafe.SizeOf<MapElementAttr>());
        Assert.Equal(56, Unsafe.SizeOf<MapBatchAttr>());
        Assert.Equal(4, Unsafe.SizeOf<MapFreezeAttr>());
    }

    [Fact]
    public void Program_commands()
    {
        Assert.Equal(152, Unsafe.SizeOf<ProgramLoadAttr>());
        Assert.Equal(32, Unsafe.SizeOf<ProgramAttachAttr>());
        Assert.Equal(80, Unsafe.SizeOf<TestRunAttr>());
        Assert.Equal(64, Unsafe.SizeOf<ProgramQueryAttr>());
        Assert.Equal(12, Unsafe.SizeOf<ProgramBindMapAttr>());
        Assert.Equal(24, Unsafe.SizeOf<RawTracepointOpenAttr>());
    }

    [Fact]
    public void Object_and_link_commands()
    {
        Assert.Equal(24, Unsafe.SizeOf<ObjectPinAttr>());
        Assert.Equal(16, Unsafe.SizeOf<ObjectIdAttr>());
        Assert.Equal(16, Unsafe.SizeOf<ObjectInfoAttr>());
        Assert.Equal(40, Unsafe.SizeOf<BtfLoadAttr>());
        Assert.Equal(64, Unsafe.SizeOf<LinkCreateAttr>());
        Assert.Equal(16, Unsafe.SizeOf<LinkUpdateAttr>());
        Assert.Equal(4, Unsafe.SizeOf<LinkDetachAttr>());
        Assert.Equal(4, Unsafe.SizeOf<EnableStatsAttr>());
        Assert.Equal(8, Unsafe.SizeOf<IterCreateAttr>());
    }

    [Fact]
    public void Info_structures_and_perf_event()
    {
        Assert.Equal(88, Unsafe.SizeOf<MapInfoData>());
        Assert.Equal(232, Unsafe.SizeOf<ProgramInfoData>());
        Assert.Equal(32, Unsafe.SizeOf<BtfInfoData>());
        Assert.Equal(64, Unsafe.SizeOf<LinkInfoData>());
        Assert.Equal(128, Unsafe.SizeOf<PerfEventAttr>());
    }
}
