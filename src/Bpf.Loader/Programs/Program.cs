using System.Collections.Immutable;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>A program in the kernel. Safe for use by several threads.</summary>
public sealed partial class Program : IDisposable
{
    private readonly IBpfKernel _kernel;

    internal Program(IBpfKernel kernel, SafeBpfHandle handle, ProgramSpec spec, VerifierLog log)
    {
        _kernel = kernel;
        Handle = handle;
        Spec = spec;
        Log = log;
    }

    /// <summary>The blueprint it was loaded from.</summary>
    public ProgramSpec Spec { get; }

    /// <summary>The name in its spec, which may be longer than what the kernel keeps.</summary>
    public string Name => Spec.Name;

    /// <summary>The kind of program.</summary>
    public ProgramType Type => Spec.Type;

    /// <summary>What the verifier wrote; empty unless <see cref="CollectionOptions.LogLevel"/> asked for it.</summary>
    public VerifierLog Log { get; }

    /// <summary>The descriptor. The program keeps it; callers must not dispose it.</summary>
    public SafeBpfHandle Handle { get; }

    /// <summary>The kernel's id.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public uint Id => GetInfo().Id;

    internal IBpfKernel Kernel => _kernel;

    /// <summary>What the kernel tells about the program.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public ProgramInfo GetInfo() => _kernel.GetProgramInfo(Handle);

    /// <summary>
    /// Runs the program on given data without attaching it. Since Linux 4.12 for packet programs, later for others.
    /// </summary>
    /// <exception cref="BpfException">This kind of program cannot be run so, or the data do not suit it.</exception>
    public TestRunResult TestRun(TestRun run) => _kernel.RunProgram(Handle, run);

    /// <summary>Runs a packet program on a packet.</summary>
    /// <param name="packet">At least 14 bytes: an Ethernet header.</param>
    /// <exception cref="BpfException">This kind of program takes no packets, or the packet is too short.</exception>
    public TestRunResult TestRun(ReadOnlySpan<byte> packet) =>
        TestRun(new TestRun { Data = ImmutableArray.Create(packet) });

    /// <summary>Gives the program a name in a bpf file system, so that it outlives the process.</summary>
    /// <param name="path">A file that does not exist yet, in an existing folder of a bpf file system.</param>
    /// <exception cref="BpfException">The path is not in a bpf file system, or exists.</exception>
    public void Pin(string path) => _kernel.PinObject(Handle, path);

    /// <summary>
    /// Closes the descriptor. The program lives on while a link, a pin or another descriptor holds it.
    /// </summary>
    public void Dispose() => Handle.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Type} program \"{Name}\"";
}
