using System.Collections.Immutable;
using Bpf.Loader;
using KernelScript.Semantics;
using KernelScript.Semantics.Lowering;
using KernelScript.Userspace.Emission;
using KernelScript.Userspace.Runtime;

namespace KernelScript.Compiler;

/// <summary>A compiled script whose userspace half can run in this process.</summary>
public sealed class RunnableScript
{
    private readonly CollectionSpec _collection;
    private readonly UserspaceAssembly _userspace;
    private readonly PinnedGlobalPlaces? _pinnedGlobals;

    private RunnableScript(
        CollectionSpec collection, UserspaceAssembly userspace, PinnedGlobalPlaces? pinnedGlobals)
    {
        _collection = collection;
        _userspace = userspace;
        _pinnedGlobals = pinnedGlobals;
    }

    /// <summary>Compiles the userspace half.</summary>
    /// <returns>Null when the script has no <c>main</c>.</returns>
    /// <exception cref="ArgumentException">The compilation has errors.</exception>
    public static RunnableScript? Create(Compilation compilation)
    {
        ArgumentNullException.ThrowIfNull(compilation);
        if (compilation.Collection is null)
        {
            throw new ArgumentException("The script has errors.", nameof(compilation));
        }

        UserspaceAssembly userspace = UserspaceCompiler.Compile(compilation.Program);
        return userspace.HasMain
            ? new RunnableScript(compilation.Collection, userspace, PlacesOf(compilation.Program))
            : null;
    }

    internal static PinnedGlobalPlaces? PlacesOf(BoundProgram program) =>
        PinnedGlobals.Of(program).Structure is { } structure
            ? new PinnedGlobalPlaces(
                PinnedGlobals.MapName, structure.Fields.ToImmutableDictionary(f => f.Name, f => f.Offset))
            : null;

    /// <summary>A host that runs <c>main</c> with the kernel half in the running kernel.</summary>
    /// <remarks>The caller disposes it.</remarks>
    /// <param name="name">The script's name in messages.</param>
    /// <param name="output">Where <c>print</c> goes.</param>
    /// <param name="errors">Where messages go.</param>
    public ScriptHost CreateHost(string name, TextWriter output, TextWriter errors) =>
        CreateHost(name, new CollectionKernel(_collection, _pinnedGlobals), output, errors);

    /// <summary>A host that runs <c>main</c> over another kernel half, such as a stand-in for tests.</summary>
    /// <param name="name">The script's name in messages.</param>
    /// <param name="kernel">The kernel half; disposed with the host.</param>
    /// <param name="output">Where <c>print</c> goes.</param>
    /// <param name="errors">Where messages go.</param>
    public ScriptHost CreateHost(string name, IScriptKernel kernel, TextWriter output, TextWriter errors) =>
        new(name, _userspace, kernel, output, errors);
}
