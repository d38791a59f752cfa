using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Loads tiny programs to see how the kernel takes them.</summary>
internal static class ProgramProbe
{
    private static readonly ImmutableArray<string> _helperRefusals =
        ["unknown func ", "invalid func ", "program of this type cannot use helper "];

    public static FeatureState Probe(IBpfKernel kernel, ProgramType type)
    {
        (int errno, VerifierLog log) = Load(kernel, type, "r0 = 0\nexit");
        return (errno, log.DecidingLine) switch
        {
            (0, _) => FeatureState.Supported,

            // The verifier looked at it, or the kernel missed what it should be attached to: it knows the type.
            (_, not null) => FeatureState.Supported,
            (Errno.ENOTSUPP, _) when type == ProgramType.StructOps => FeatureState.Supported,
            _ => StateOf(errno),
        };
    }

    public static FeatureState Probe(IBpfKernel kernel, ProgramType type, HelperFunction helper)
    {
        if (type is ProgramType.Tracing or ProgramType.Lsm or ProgramType.StructOps or ProgramType.Extension)
        {
            return FeatureState.Unknown; // refused before the call is looked at
        }

        var image = new[] { Instruction.CallHelper(helper), Instruction.Mov(Register.R0, 0), Instruction.Exit() };
        (int errno, VerifierLog log) = Load(kernel, type, ImmutableArray.Create(InstructionEncoding.Encode(image)));
        if (errno == 0)
        {
            return FeatureState.Supported;
        }

        // Arguments are looked at only when the helper may be called: any other complaint is about those.
        return log.DecidingLine is null
            ? StateOf(errno)
            : log.Lines.Any(IsHelperRefusal) ? FeatureState.Missing : FeatureState.Supported;
    }

    public static FeatureState Probe(IBpfKernel kernel, IsaLevel level)
    {
        string code = level switch
        {
            IsaLevel.V1 => "r0 = 0\nexit",
            IsaLevel.V2 => "r0 = 0\nif r0 < 1 goto out\nr0 = 1\nout:\nexit",
            IsaLevel.V3 => "r0 = 0\nif w0 < 1 goto out\nr0 = 1\nout:\nexit",
            IsaLevel.V4 => "r0 = 0\nr0 = (s8)r0\nexit",
            _ => throw new ArgumentOutOfRangeException(nameof(level), level, "no probe for this level"),
        };
        (int errno, VerifierLog log) = Load(kernel, ProgramType.SocketFilter, code);
        return (errno, log.DecidingLine) switch
        {
            (0, _) => FeatureState.Supported,
            (Errno.EINVAL, not null) => FeatureState.Missing, // the verifier does not know the instruction
            _ => StateOf(errno),
        };
    }

    /// <summary>What an error number says when the verifier said nothing.</summary>
    public static FeatureState StateOf(int errno) => errno switch
    {
        0 => FeatureState.Supported,
        Errno.EPERM or Errno.EACCES => FeatureState.NotPermitted,
        Errno.EINVAL => FeatureState.Missing,
        _ => FeatureState.Unknown,
    };

    private static bool IsHelperRefusal(string line) =>
        _helperRefusals.Any(refusal => line.Contains(refusal, StringComparison.Ordinal));

    private static (int Errno, VerifierLog Log) Load(IBpfKernel kernel, ProgramType type, string code) => Load(
        kernel,
        type,
        ImmutableArray.Create(InstructionEncoding.Encode(AssemblyText.Parse(code, IsaLevel.V4).Instructions.AsSpan())));

    private static (int Errno, VerifierLog Log) Load(
        IBpfKernel kernel, ProgramType type, ImmutableArray<byte> instructions)
    {
        try
        {
            using SafeBpfHandle handle = kernel.LoadProgram(new ProgramLoad
            {
                Name = "probe",
                Type = type,
                ExpectedAttachType = AttachTypeOf(type),
                Instructions = instructions,
                License = "GPL",
                Flags = type == ProgramType.Syscall ? ProgramFlags.Sleepable : ProgramFlags.None,
                KernelVersionCode = type == ProgramType.Kprobe ? KernelVersion.Running.Code : 0,
            }).Handle;
            return (0, VerifierLog.Empty);
        }
        catch (VerifierException e)
        {
            return (e.Errno, new VerifierLog(string.Join('\n', e.Log)));
        }
        catch (BpfException e)
        {
            return (e.Errno, VerifierLog.Empty);
        }
    }

    // These types are refused without the place that they are meant for.
    private static AttachType AttachTypeOf(ProgramType type) => type switch
    {
        ProgramType.CgroupSockAddr => AttachType.CgroupInet4Connect,
        ProgramType.CgroupSockopt => AttachType.CgroupGetSockopt,
        ProgramType.SkLookup => AttachType.SkLookup,
        ProgramType.Netfilter => AttachType.Netfilter,
        _ => default,
    };
}
