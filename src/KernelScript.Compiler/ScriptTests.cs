using System.Collections.Immutable;
using System.Diagnostics;
using Bpf.Loader;
using KernelScript.Userspace.Emission;
using KernelScript.Userspace.Runtime;

namespace KernelScript.Compiler;

/// <summary>The <c>@test</c> functions of a compiled script. Each runs with maps and globals of its own.</summary>
public sealed class ScriptTests
{
    private readonly CollectionSpec _collection;
    private readonly UserspaceAssembly _userspace;
    private readonly PinnedGlobalPlaces? _pinnedGlobals;

    private ScriptTests(CollectionSpec collection, UserspaceAssembly userspace, PinnedGlobalPlaces? pinnedGlobals)
    {
        _collection = collection;
        _userspace = userspace;
        _pinnedGlobals = pinnedGlobals;
    }

    /// <summary>The functions in the order of the script; may be none.</summary>
    public ImmutableArray<string> Names => _userspace.Tests;

    /// <summary>Compiles the userspace half.</summary>
    /// <exception cref="ArgumentException">The compilation has errors.</exception>
    public static ScriptTests Create(Compilation compilation)
    {
        ArgumentNullException.ThrowIfNull(compilation);
        return compilation.Collection is { } collection
            ? new ScriptTests(
                WithoutPins(collection), UserspaceCompiler.Compile(compilation.Program),
                RunnableScript.PlacesOf(compilation.Program))
            : throw new ArgumentException("The script has errors.", nameof(compilation));
    }

    /// <summary>Runs a test.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="inVm">Whether programs run in the virtual machine instead of the kernel.</param>
    /// <exception cref="ArgumentException">There is no test of that name.</exception>
    public ScriptTestResult Run(string name, bool inVm)
    {
        if (!Names.Contains(name))
        {
            throw new ArgumentException($"There is no test '{name}'.", nameof(name));
        }

        var output = new StringWriter { NewLine = "\n" };
        IScriptKernel kernel = inVm
            ? new VmKernel(_collection, _pinnedGlobals)
            : new CollectionKernel(_collection, _pinnedGlobals);
        var time = Stopwatch.StartNew();
        using var host = new ScriptHost(name, _userspace, kernel, output, output);
        string? problem = host.RunTest(name);
        return new ScriptTestResult(name, problem, output.ToString(), time.Elapsed);
    }

    // A test neither sees what an earlier run left behind nor leaves anything.
    private static CollectionSpec WithoutPins(CollectionSpec collection) => collection with
    {
        Maps = [.. collection.Maps.Select(m => m with { Pinning = PinType.None, PinPath = null })],
    };
}
