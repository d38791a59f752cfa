using Bpf.Syscalls;

namespace Bpf.Loader;

public sealed partial class Program
{
    /// <summary>
    /// Attaches to what a counter counts: the program runs by its period or frequency, on every CPU it covers.
    /// </summary>
    /// <param name="counter">It stays with its owner, and may be disposed before the link (before 5.15: it keeps the
    /// program attached until both are disposed).</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie</c> returns. Since Linux 5.15.</param>
    /// <exception cref="InvalidOperationException">
    /// This is no perf event program, or the counter only counts.
    /// </exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public Link AttachPerfEvent(PerfCounter counter, ulong cookie = 0)
    {
        ArgumentNullException.ThrowIfNull(counter);
        RequireType(ProgramType.PerfEvent);
        if (counter.Spec is { SamplePeriod: 0, SampleFrequency: 0 })
        {
            throw new InvalidOperationException("The counter calls no program: give it a period or a frequency.");
        }

        string target = $"{counter.Spec.Type} event {counter.Spec.Config}";
        List<Link> links = [];
        try
        {
            foreach (SafeBpfHandle perfEvent in counter.Events)
            {
                links.Add(AttachEvent(perfEvent.Duplicate(), cookie, target));
            }

            return links.Count == 1 ? links[0] : new LinkGroup([.. links], target);
        }
        catch
        {
            links.ForEach(static link => link.Dispose());
            throw;
        }
    }

    /// <summary>Attaches to a perf event, which it takes over.</summary>
    private Link AttachEvent(SafeBpfHandle perfEvent, ulong cookie, string target, bool? usesLink = null)
    {
        try
        {
            if (!(usesLink ?? KernelVersion.Running >= _firstWithPerfEventLink))
            {
                PerfEvent.SetProgram(perfEvent, Handle);
                PerfEvent.Enable(perfEvent);
                return new PerfEventLink(perfEvent, target);
            }

            SafeBpfHandle link = _kernel.CreatePerfEventLink(Handle, perfEvent, cookie);
            perfEvent.Dispose();
            return new KernelLink(_kernel, link, target);
        }
        catch (BpfException e)
        {
            perfEvent.Dispose();
            throw Refusal(target, e, e.Errno switch
            {
                Errno.EACCES => "the program reads past the end of the event's record",
                Errno.EEXIST => "the program is attached there already",
                _ => null,
            });
        }
    }
}
