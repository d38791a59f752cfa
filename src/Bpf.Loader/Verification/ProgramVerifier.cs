using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>
/// Asks the running kernel what it thinks of programs: loads each, notes what it says, and lets go of it.
/// </summary>
public static class ProgramVerifier
{
    /// <summary>Loads every program of a collection, one after the other, without attaching any.</summary>
    /// <returns>One report for each program, refused ones included, in the order of the spec.</returns>
    /// <exception cref="BpfException">Maps or types cannot be made: nothing can be said about the programs.</exception>
    public static ImmutableArray<ProgramReport> Verify(CollectionSpec spec, CollectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        options = (options ?? new CollectionOptions()) with
        {
            LoadsAtOnce = static _ => false,
            LogLevel = VerifierLogLevel.Statistics,
        };

        // Nothing is to be left behind: what the spec wants pinned is not.
        spec = spec with { Maps = [.. spec.Maps.Select(static map => map with { Pinning = PinType.None })] };
        using Collection collection = Collection.Load(spec, options);
        return [.. spec.Programs.Select(program => Verify(collection, program))];
    }

    private static string? SectionOf(ProgramSpec program)
    {
        try
        {
            return ProgramSection.NameOf(program);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static ProgramReport Verify(Collection collection, ProgramSpec program)
    {
        LinkedProgram? linked = null;
        var report = new ProgramReport
        {
            Name = program.Name,
            Type = program.Type,
            AttachType = program.AttachType,
            Section = SectionOf(program),
        };
        try
        {
            linked = collection.Link(program);
            report = report with { Slots = linked.SlotCount };
            using Program loaded = collection.LoadUnlisted(program);
            ProgramInfo info = loaded.GetInfo();
            return report with
            {
                VerifiedInstructions =
                    info.VerifiedInstructions > 0
                        ? info.VerifiedInstructions
                        : loaded.Log.Statistics.ProcessedInstructions,
                StackBytes = loaded.Log.Statistics.StackBytes,
                JitedBytes = info.JitedBytes,
                Log = loaded.Log,
            };
        }
        catch (VerifierException e)
        {
            SourceLine? line = e.VerifierLog.LastInstruction is { } slot ? linked?.Locate(slot) : null;
            return report with
            {
                Refusal = e,
                Log = e.VerifierLog,
                VerifiedInstructions = e.VerifierLog.Statistics.ProcessedInstructions,
                StackBytes = e.VerifierLog.Statistics.StackBytes,
                File = line?.File,
                Line = line?.Line,
            };
        }
        catch (BpfException e)
        {
            return report with { Refusal = e };
        }
    }
}
