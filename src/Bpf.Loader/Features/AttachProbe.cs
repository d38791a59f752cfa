using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>Attaches to what does not exist: a kernel that knows the way says so, another that it knows no such way.
/// </summary>
internal static class AttachProbe
{
    // Numbers that are never given: no interface, and no descriptor, has them.
    private const int NoInterface = int.MaxValue;
    private const int NoDescriptor = int.MaxValue;

    public static FeatureState Probe(IBpfKernel kernel, AttachFeature feature)
    {
        (ProgramType type, AttachType attachType, int expected) = feature switch
        {
            AttachFeature.CgroupLink => (ProgramType.CgroupSkb, AttachType.CgroupInetEgress, Errno.EBADF),
            AttachFeature.NetworkNamespaceLink => (ProgramType.FlowDissector, AttachType.FlowDissector, Errno.EBADF),
            AttachFeature.PerfEventLink => (ProgramType.Tracepoint, AttachType.PerfEvent, Errno.EBADF),
            AttachFeature.TcxLink => (ProgramType.SchedCls, AttachType.TcxIngress, Errno.ENODEV),
            AttachFeature.UprobeMultiLink => (ProgramType.Kprobe, AttachType.TraceUprobeMulti, Errno.EBADF),
            _ => throw new ArgumentOutOfRangeException(nameof(feature), feature, "no probe for this feature"),
        };
        try
        {
            using SafeBpfHandle program = Load(kernel, type, attachType);
            using SafeBpfHandle link = Create(kernel, program, feature, attachType);
            return FeatureState.Unknown; // it attached to nothing, which says nothing
        }
        catch (BpfException e)
        {
            return e.Errno == expected ? FeatureState.Supported : ProgramProbe.StateOf(e.Errno);
        }
    }

    private static SafeBpfHandle Load(IBpfKernel kernel, ProgramType type, AttachType attachType) =>
        kernel.LoadProgram(new ProgramLoad
        {
            Name = "probe",
            Type = type,
            ExpectedAttachType = type is ProgramType.Tracepoint or ProgramType.SchedCls ? default : attachType,
            Instructions = ImmutableArray.Create(InstructionEncoding.Encode([
                Instruction.Mov(Register.R0, 0), Instruction.Exit()])),
            License = "GPL",
        }).Handle;

    private static SafeBpfHandle Create(
        IBpfKernel kernel, SafeBpfHandle program, AttachFeature feature, AttachType attachType)
    {
        switch (feature)
        {
            case AttachFeature.TcxLink:
                return kernel.CreateInterfaceLink(program, NoInterface, attachType);
            case AttachFeature.UprobeMultiLink:
                // A folder is no file to probe (EBADF), but the path is looked at only where the link is known.
                return kernel.CreateUprobeMultiLink(program, "/", [0], [], isReturn: false);
            default:
                using (var nothing = SafeBpfHandle.Own(NoDescriptor))
                {
                    return kernel.CreateDescriptorLink(program, nothing, attachType);
                }
        }
    }
}
