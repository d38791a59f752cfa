using System.Collections.Immutable;
using Bpf.Asm;

namespace Bpf.Vm;

/// <summary>The helpers and kernel functions of a machine.</summary>
/// <remarks>Immutable: <c>With…</c> gives another set.</remarks>
public sealed class VmHelpers
{
    private readonly ImmutableArray<VmHelper?> _helpers;
    private readonly ImmutableDictionary<string, VmHelper> _kfuncs;

    private VmHelpers(ImmutableArray<VmHelper?> helpers, ImmutableDictionary<string, VmHelper> kfuncs)
    {
        _helpers = helpers;
        _kfuncs = kfuncs;
    }

    /// <summary>No helpers at all.</summary>
    public static VmHelpers None { get; } =
        new([.. new VmHelper?[HelperNames.Count]], ImmutableDictionary<string, VmHelper>.Empty);

    /// <summary>What the VM emulates of the kernel.</summary>
    public static VmHelpers Kernel { get; } = BuildKernel();

    /// <summary>The set with a helper added or replaced.</summary>
    /// <param name="id">Its number; those that the kernel does not have can be used too.</param>
    public VmHelpers With(HelperFunction id, VmHelper helper)
    {
        ArgumentNullException.ThrowIfNull(helper);
        ArgumentOutOfRangeException.ThrowIfNegative((int)id, nameof(id));
        var helpers = _helpers.ToBuilder();
        helpers.Count = Math.Max(helpers.Count, (int)id + 1);
        helpers[(int)id] = helper;
        return new VmHelpers(helpers.ToImmutable(), _kfuncs);
    }

    /// <summary>The set with a kernel function added or replaced.</summary>
    /// <param name="name">Its name, as relocations of kind kfunc have it.</param>
    public VmHelpers WithKfunc(string name, VmHelper function)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(function);
        return new VmHelpers(_helpers, _kfuncs.SetItem(name, function));
    }

    /// <summary>Whether the set has a helper.</summary>
    public bool Has(HelperFunction id) => Find(id) is not null;

    internal VmHelper? Find(HelperFunction id) => (uint)id < (uint)_helpers.Length ? _helpers[(int)id] : null;

    internal VmHelper? FindKfunc(string name) => _kfuncs.GetValueOrDefault(name);

    private static VmHelpers BuildKernel()
    {
        var helpers = None._helpers.ToBuilder();
        IEnumerable<(HelperFunction Id, VmHelper Helper)> all =
        [
            .. MapHelpers.All, .. RingBufferHelpers.All, .. ControlHelpers.All, .. WorldHelpers.All,
            .. MemoryHelpers.All, .. TextHelpers.All, .. XdpHelpers.All, .. SkbHelpers.All, .. ChecksumHelpers.All,
            .. RedirectHelpers.All,
        ];
        foreach ((HelperFunction id, VmHelper helper) in all)
        {
            helpers[(int)id] = helper;
        }

        return new VmHelpers(helpers.ToImmutable(), None._kfuncs.AddRange(KernelFunctions.All));
    }
}
