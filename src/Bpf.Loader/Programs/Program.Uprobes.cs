using Bpf.Elf;
using Bpf.Syscalls;

namespace Bpf.Loader;

public sealed partial class Program
{
    private bool IsUserProbe => Spec.SectionName?.TrimStart('?') is { } section
        && (section.StartsWith("uprobe", StringComparison.Ordinal)
            || section.StartsWith("uretprobe", StringComparison.Ordinal));

    private bool IsReturnProbe =>
        Spec.SectionName?.TrimStart('?').StartsWith("uretprobe", StringComparison.Ordinal) ?? false;

    /// <summary>
    /// Attaches to a function of a program or library: by a perf event (link since 5.15, before by ioctl), or, when the
    /// program was loaded for <see cref="AttachType.TraceUprobeMulti"/>, by a link of its own kind (6.6).
    /// </summary>
    /// <param name="binary">A path, or a bare name such as <c>libc.so.6</c> or <c>bash</c>.</param>
    /// <param name="location">The function, with offset and cookie at need.</param>
    /// <exception cref="InvalidOperationException">This is no kprobe program.</exception>
    /// <exception cref="BpfException">There is no such file or function, or the kernel refused.</exception>
    public Link AttachUprobe(string binary, UprobeLocation location, UprobeOptions? options = null)
    {
        RequireType(ProgramType.Kprobe);
        if (Spec.AttachType == AttachType.TraceUprobeMulti)
        {
            return AttachUprobes(binary, [location], options);
        }

        options ??= new UprobeOptions();
        (string path, ulong[] offsets) = Locate(binary, [location]);
        bool isReturn = options.IsReturn ?? IsReturnProbe;
        SafeBpfHandle perfEvent = PerfEvent.OpenUprobe(path, offsets[0], isReturn, options.ProcessId ?? -1);
        return AttachEvent(perfEvent, location.Cookie, $"{(isReturn ? "return of " : "")}{location} of \"{path}\"");
    }

    /// <summary>Attaches to many functions of a program or library with one link. Since Linux 6.6.</summary>
    /// <remarks>The program must have been loaded for <see cref="AttachType.TraceUprobeMulti"/>.</remarks>
    /// <param name="binary">A path, or a bare name such as <c>libc.so.6</c> or <c>bash</c>.</param>
    /// <exception cref="InvalidOperationException">The program was loaded for something else.</exception>
    /// <exception cref="BpfException">There is no such file or function, or the kernel refused.</exception>
    public Link AttachUprobes(
        string binary, IReadOnlyList<UprobeLocation> locations, UprobeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(locations);
        RequireType(ProgramType.Kprobe);
        if (Spec.AttachType != AttachType.TraceUprobeMulti)
        {
            throw new InvalidOperationException($"{this} takes one function: load it for TraceUprobeMulti.");
        }

        options ??= new UprobeOptions();
        (string path, ulong[] offsets) = Locate(binary, locations);
        string target = $"{string.Join(", ", locations)} of \"{path}\"";
        ulong[] cookies = locations.Any(static location => location.Cookie != 0)
            ? [.. locations.Select(static location => location.Cookie)]
            : [];
        try
        {
            SafeBpfHandle link = _kernel.CreateUprobeMultiLink(
                Handle, path, offsets, cookies, options.IsReturn ?? IsReturnProbe, options.ProcessId ?? 0);
            return new KernelLink(_kernel, link, target);
        }
        catch (BpfException e)
        {
            throw Refusal(target, e, e.Errno == Errno.ESRCH ? "there is no such process" : null);
        }
    }

    private static (string Path, ulong[] Offsets) Locate(string binary, IReadOnlyList<UprobeLocation> locations)
    {
        string path = UserBinaries.Find(binary);
        ElfExecutable? executable =
            locations.Any(static location => location.Symbol is { Length: > 0 }) ? UserBinaries.Read(path) : null;
        ulong[] offsets =
        [
            .. locations.Select(location => location.Offset + (location.Symbol is { Length: > 0 } symbol
                ? UserBinaries.FindFunction(executable!, path, symbol)
                : 0)),
        ];
        return (path, offsets);
    }

    /// <summary>Attaches to what a section names: <c>path:symbol+offset</c>.</summary>
    private Link AttachUprobe(string target)
    {
        int colon = target.LastIndexOf(':');
        return colon > 0
            ? AttachUprobe(target[..colon], UprobeLocation.Parse(target[(colon + 1)..]))
            : throw new ArgumentException($"\"{target}\" names no user function: write file:function.");
    }
}
