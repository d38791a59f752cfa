using Bpf.Asm;

namespace KernelScript.Backend.Tests;

public sealed class TargetTests
{
    [Theory]
    [InlineData("4.9", IsaLevel.V1)]
    [InlineData("4.19.0-27-amd64", IsaLevel.V2)]
    [InlineData("5.10", IsaLevel.V3)]
    [InlineData("6.1.0", IsaLevel.V3)]
    [InlineData("6.6", IsaLevel.V4)]
    [InlineData("6.18.44-fc", IsaLevel.V4)]
    public void A_kernel_gives_the_highest_level_it_runs(string kernel, IsaLevel isa) =>
        Assert.Equal(isa, Target.For(kernel).Isa);

    [Theory]
    [InlineData("5.4", false, false, false, false, false)]
    [InlineData("5.5", true, false, false, false, false)]
    [InlineData("5.12", true, true, false, false, false)]
    [InlineData("6.6", true, true, true, false, false)]
    [InlineData("6.9", true, true, true, true, false)]
    [InlineData("6.15", true, true, true, true, true)]
    public void Features_come_with_versions(
        string kernel, bool probeRead, bool fetch, bool tcx, bool mayGoto, bool loadAcquire)
    {
        var target = Target.For(kernel);
        Assert.Equal(
            (probeRead, fetch, tcx, mayGoto, loadAcquire),
            (target.HasProbeReadKernel, target.HasFetchingAtomics, target.HasTcx, target.HasMayGoto,
                target.HasLoadAcquire));
    }

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("six.one")]
    [InlineData("6.x")]
    [InlineData(".1")]
    public void Other_text_is_no_kernel(string text) => Assert.Throws<FormatException>(() => Target.For(text));

    [Fact]
    public void The_running_kernel_is_known() => Assert.True(Target.Running.Kernel.Major >= 4);
}
