using System.Text;
using Bpf.Syscalls.Attributes;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>Commands that load programs and BTF.</summary>
public static unsafe class ProgramCommands
{
    private const uint FunctionInfoRecordSize = 8;
    private const uint LineInfoRecordSize = 16;
    private const VerifierLogLevel Detailed = VerifierLogLevel.Instructions | VerifierLogLevel.AllPaths;

    /// <summary>Verifies and loads a program. The caller owns the result's handle.</summary>
    /// <param name="level">
    /// What the verifier writes when it accepts. When it refuses, the program is loaded once more to get the log.
    /// </param>
    /// <param name="locate">Turns the slot of the refused instruction into a source position, <c>file:line</c>.</param>
    /// <exception cref="VerifierException">The verifier refused and said why.</exception>
    /// <exception cref="BpfException">
    /// The kernel refused before the verifier ran, mostly for missing privileges.
    /// </exception>
    public static LoadedProgram LoadProgram(
        this IBpfKernel kernel,
        ProgramLoad load,
        VerifierLogLevel level = VerifierLogLevel.None,
        Func<int, string?>? locate = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(load);
        using BorrowedDescriptor btf = BorrowedDescriptor.OrNone(load.Btf);
        using BorrowedDescriptor target = BorrowedDescriptor.OrNone(load.AttachTarget);
        using var descriptors = new BorrowedDescriptors(load.Descriptors);

        // SAFETY: everything the attribute points to stays pinned until the last attempt is over; the kernel only reads
        // it.
        fixed (byte* instructions = load.Instructions.AsSpan())
        fixed (byte* license = NullTerminated(load.License))
        fixed (byte* functionInfo = load.FunctionInfo.AsSpan())
        fixed (byte* lineInfo = load.LineInfo.AsSpan())
        fixed (int* fdArray = descriptors.Numbers)
        {
            var attribute = new ProgramLoadAttr
            {
                ProgType = (uint)load.Type,
                InsnCnt = (uint)(load.Instructions.Length / sizeof(ulong)),
                Insns = (ulong)instructions,
                License = (ulong)license,
                KernVersion = load.KernelVersionCode,
                ProgFlags = (uint)load.Flags,
                ProgName = ObjectName.From(load.Name),
                ProgIfindex = load.InterfaceIndex,
                ExpectedAttachType = (uint)load.ExpectedAttachType,
                ProgBtfFd = (uint)btf.Number,
                FuncInfoRecSize = load.FunctionInfo.IsEmpty ? 0 : FunctionInfoRecordSize,
                FuncInfo = (ulong)functionInfo,
                FuncInfoCnt = (uint)load.FunctionInfo.Length / FunctionInfoRecordSize,
                LineInfoRecSize = load.LineInfo.IsEmpty ? 0 : LineInfoRecordSize,
                LineInfo = (ulong)lineInfo,
                LineInfoCnt = (uint)load.LineInfo.Length / LineInfoRecordSize,
                AttachBtfId = load.AttachBtfId,
                AttachProgFd = (uint)target.Number,
                FdArray = (ulong)fdArray,
            };
            string operation = $"load program \"{load.Name}\"";
            (int result, VerifierLog log) = InvokeLogged(kernel, BpfCommand.ProgLoad, ref attribute, level);
            return result >= 0
                ? new LoadedProgram(SafeBpfHandle.Own(result), log)
                : throw Refusal(operation, -result, log, locate);
        }
    }

    /// <summary>Loads BTF. The caller owns the handle. Since Linux 4.18.</summary>
    /// <param name="data">The content of a <c>.BTF</c> section.</param>
    /// <exception cref="VerifierException">The kernel found the BTF malformed and said where.</exception>
    /// <exception cref="BpfException">The kernel refused without looking at it.</exception>
    public static SafeBpfHandle LoadBtf(this IBpfKernel kernel, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(kernel);

        // SAFETY: the kernel copies the data during the call.
        fixed (byte* address = data)
        {
            var attribute = new BtfLoadAttr { Btf = (ulong)address, BtfSize = (uint)data.Length };
            (int result, VerifierLog log) =
                InvokeLogged(kernel, BpfCommand.BtfLoad, ref attribute, VerifierLogLevel.None);
            return result >= 0 ? SafeBpfHandle.Own(result) : throw Refusal("load BTF", -result, log, null);
        }
    }

    private static (int Result, VerifierLog Log) InvokeLogged<T>(
        IBpfKernel kernel, BpfCommand command, ref T attribute, VerifierLogLevel level)
        where T : unmanaged, ILoggedAttribute
    {
        int first;
        VerifierLog log = VerifierLog.Empty;
        if (level == VerifierLogLevel.None)
        {
            first = kernel.InvokeAgain(command, ref attribute);
        }
        else
        {
            (first, log) = kernel.InvokeWithLog(command, ref attribute, level);
            first = first == -Errno.ENOSPC ? kernel.InvokeAgain(command, ref attribute) : first;
        }

        if (first >= 0 || first == -Errno.EPERM || (level & Detailed) != 0)
        {
            return (first, log);
        }

        (int second, log) = kernel.InvokeWithLog(command, ref attribute, VerifierLogLevel.Instructions);
        return (second == -Errno.ENOSPC ? first : second, log);
    }

    // Without a log the verifier never ran: the load was refused for another reason.
    private static BpfException Refusal(string operation, int errno, VerifierLog log, Func<int, string?>? locate)
    {
        string? location = log.LastInstruction is { } slot ? locate?.Invoke(slot) : null;
        return log.DecidingLine is null
            ? new BpfException(operation, errno, AdviceOnRefusal(errno))
            : new VerifierException(operation, errno, log, location);
    }

    private static string? AdviceOnRefusal(int errno) => errno switch
    {
        Errno.EINVAL => $"kernel {KernelVersion.Running} does not know this kind of program, its attach type or a flag",
        Errno.E2BIG => "it has more instructions than this kernel or these privileges allow, or none at all",
        _ => null,
    };

    private static byte[] NullTerminated(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
