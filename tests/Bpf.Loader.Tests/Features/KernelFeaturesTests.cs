using Bpf.Asm;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class KernelFeaturesTests
{
    private static readonly KernelFeatures _host = new();

    [KernelTheory("6.9")]
    [InlineData(ProgramType.Xdp)]
    [InlineData(ProgramType.SchedCls)]
    [InlineData(ProgramType.Tracing)]
    [InlineData(ProgramType.StructOps)]
    [InlineData(ProgramType.CgroupSockAddr)]
    [InlineData(ProgramType.CgroupSockopt)]
    [InlineData(ProgramType.SkLookup)]
    [InlineData(ProgramType.Syscall)]
    [InlineData(ProgramType.RawTracepoint)]
    public void A_type_of_programs_is_found(ProgramType type) =>
        Assert.Equal(FeatureState.Supported, _host.Probe(type));

    [KernelFact("6.9", KernelFeature.CgroupV2)]
    public void Every_type_of_maps_of_this_kernel_is_found()
    {
        MapType[] missing =
        [
            .. Enum.GetValues<MapType>()
                .Where(static type => type is > MapType.Unspecified and <= MapType.Arena)
                .Where(static type => type is not (MapType.XskMap or MapType.StructOps)) // configured, or not
                .Where(static type => _host.Probe(type) != FeatureState.Supported),
        ];

        Assert.Empty(missing);
    }

    [KernelFact("5.4")]
    public void What_no_kernel_has_is_missing()
    {
        Assert.Equal(FeatureState.Missing, _host.Probe((ProgramType)1000));
        Assert.Equal(FeatureState.Missing, _host.Probe((MapType)1000));
        Assert.Equal(FeatureState.Missing, _host.Probe(ProgramType.Xdp, (HelperFunction)10_000));
        Assert.Equal(FeatureState.Missing, _host.Probe((ProgramType)1000, HelperFunction.KtimeGetNs));
    }

    [KernelFact("5.4")]
    public void A_helper_is_known_by_the_type_of_program()
    {
        Assert.Equal(FeatureState.Supported, _host.Probe(ProgramType.Xdp, HelperFunction.MapLookupElem));
        Assert.Equal(FeatureState.Supported, _host.Probe(ProgramType.Xdp, HelperFunction.RedirectMap));
        Assert.Equal(FeatureState.Missing, _host.Probe(ProgramType.Xdp, HelperFunction.SkbStoreBytes));
        Assert.Equal(FeatureState.Supported, _host.Probe(ProgramType.SchedCls, HelperFunction.SkbStoreBytes));
        Assert.Equal(FeatureState.Unknown, _host.Probe(ProgramType.Tracing, HelperFunction.MapLookupElem));
    }

    [KernelFact("6.6")]
    public void Instructions_and_links_of_this_kernel_are_found()
    {
        Assert.Equal(IsaLevel.V4, _host.FindIsaLevel());
        Assert.All(
            Enum.GetValues<AttachFeature>().Where(static feature => feature != AttachFeature.UprobeMultiLink),
            static feature => Assert.Equal(FeatureState.Supported, _host.Probe(feature)));
    }

    [KernelFact("6.6", KernelFeature.Uprobes)]
    public void Links_of_many_user_functions_are_found() =>
        Assert.Equal(FeatureState.Supported, _host.Probe(AttachFeature.UprobeMultiLink));

    [KernelFact("5.4")]
    public void Nothing_stays_behind()
    {
        KernelObjects before = KernelObjects.Snapshot();
        var features = new KernelFeatures();
        _ = features.Probe(ProgramType.Xdp);
        _ = features.Probe(MapType.SkStorage);
        _ = features.Probe(MapType.HashOfMaps);
        Assert.All(Enum.GetValues<AttachFeature>(), feature => features.Probe(feature));

        Assert.Empty(before.FindLeaks());
    }

    [Fact]
    public void A_refused_permission_is_told_apart_and_asked_for_again()
    {
        int answer = -Errno.EPERM;
        var kernel = new FakeKernel((_, _) => answer < 0 ? answer : FakeKernel.NewDescriptor());
        var features = new KernelFeatures(kernel);

        Assert.Equal(FeatureState.NotPermitted, features.Probe(ProgramType.Xdp));
        Assert.Equal(FeatureState.NotPermitted, features.Probe(MapType.Hash));
        Assert.Equal(FeatureState.NotPermitted, features.Probe(AttachFeature.TcxLink));
        Assert.Null(features.FindIsaLevel());
        answer = 0;

        Assert.Equal(FeatureState.Supported, features.Probe(ProgramType.Xdp));
        Assert.Equal(FeatureState.Supported, features.Probe(MapType.Hash));
    }

    [Fact]
    public void A_certain_answer_is_asked_for_once()
    {
        var kernel = new FakeKernel(static (command, _) =>
            command == BpfCommand.MapCreate ? -Errno.EINVAL : FakeKernel.NewDescriptor());
        var features = new KernelFeatures(kernel);

        Assert.Equal(FeatureState.Missing, features.Probe(MapType.Hash));
        Assert.Equal(FeatureState.Supported, features.Probe(ProgramType.Xdp));
        int calls = kernel.Calls.Count;
        Assert.Equal(FeatureState.Missing, features.Probe(MapType.Hash));
        Assert.Equal(FeatureState.Supported, features.Probe(ProgramType.Xdp));

        Assert.Equal(calls, kernel.Calls.Count);
    }

    [Fact]
    public void Another_error_says_nothing()
    {
        var features = new KernelFeatures(new FakeKernel(static (_, _) => -Errno.ENOMEM));

        Assert.Equal(FeatureState.Unknown, features.Probe(MapType.Hash));
        Assert.Equal(FeatureState.Unknown, features.Probe(ProgramType.Xdp));
    }
}
