using System.Collections.Concurrent;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Finds out what a kernel can do, by trying it. Nothing stays behind.</summary>
/// <remarks>
/// Safe for use by several threads. Answers that cannot change, <see cref="FeatureState.Supported"/> and
/// <see cref="FeatureState.Missing"/>, are asked for once; the others again each time.
/// </remarks>
public sealed class KernelFeatures
{
    private readonly IBpfKernel _kernel;
    private readonly ConcurrentDictionary<(string Kind, int A, int B), FeatureState> _known = new();

    /// <summary>Asks nothing yet.</summary>
    /// <param name="kernel">The kernel to ask; <see langword="null"/> for the running one.</param>
    public KernelFeatures(IBpfKernel? kernel = null) => _kernel = kernel ?? BpfKernel.Host;

    /// <summary>Whether programs of a type can be loaded.</summary>
    public FeatureState Probe(ProgramType type) =>
        Once(("program", (int)type, 0), () => ProgramProbe.Probe(_kernel, type));

    /// <summary>Whether maps of a type can be made.</summary>
    public FeatureState Probe(MapType type) => Once(("map", (int)type, 0), () => MapProbe.Probe(_kernel, type));

    /// <summary>Whether programs of a type may call a helper.</summary>
    /// <remarks>
    /// <see cref="FeatureState.Unknown"/> for types that are loaded for one kernel function only: tracing, LSM,
    /// struct_ops, extensions.
    /// </remarks>
    public FeatureState Probe(ProgramType type, HelperFunction helper) =>
        Probe(type) is not FeatureState.Supported and var state
            ? state
            : Once(("helper", (int)type, (int)helper), () => ProgramProbe.Probe(_kernel, type, helper));

    /// <summary>Whether the kernel runs the instructions of a level.</summary>
    public FeatureState Probe(IsaLevel level) => Once(("isa", (int)level, 0), () => ProgramProbe.Probe(_kernel, level));

    /// <summary>Whether the kernel has a way to attach.</summary>
    public FeatureState Probe(AttachFeature feature) =>
        Once(("attach", (int)feature, 0), () => AttachProbe.Probe(_kernel, feature));

    /// <summary>The highest level of instructions the kernel runs.</summary>
    /// <returns>The level; <see langword="null"/> when the kernel does not tell.</returns>
    public IsaLevel? FindIsaLevel()
    {
        foreach (IsaLevel level in Enum.GetValues<IsaLevel>().OrderDescending())
        {
            if (Probe(level) == FeatureState.Supported)
            {
                return level;
            }
        }

        return null;
    }

    private FeatureState Once((string Kind, int A, int B) key, Func<FeatureState> probe)
    {
        if (_known.TryGetValue(key, out FeatureState known))
        {
            return known;
        }

        FeatureState state = probe();
        if (state is FeatureState.Supported or FeatureState.Missing)
        {
            _known.TryAdd(key, state);
        }

        return state;
    }
}
