using System.Collections.Immutable;

namespace Bpf.Syscalls;

/// <summary>What a program did in <c>BPF_PROG_TEST_RUN</c>.</summary>
/// <param name="ReturnValue">What the program returned.</param>
/// <param name="Data">The packet afterwards; empty when there was none.</param>
/// <param name="Context">The context afterwards; empty when none was given.</param>
/// <param name="DurationNanoseconds">The average of one run, in ns.</param>
public sealed record TestRunResult(
    uint ReturnValue, ImmutableArray<byte> Data, ImmutableArray<byte> Context, uint DurationNanoseconds);
