namespace Bpf.Vm;

/// <summary>What a run came to.</summary>
public sealed record VmResult
{
    /// <summary>R0 at the end.</summary>
    public required ulong ReturnValue { get; init; }

    /// <summary>The low half of R0: what the kernel takes as the result of most programs.</summary>
    public uint ReturnCode => (uint)ReturnValue;

    /// <summary>Instructions run, those of callbacks and tail-called programs included.</summary>
    public required long InstructionCount { get; init; }

    /// <summary>The packet afterwards; empty when there was none.</summary>
    public required ReadOnlyMemory<byte> Packet { get; init; }

    /// <summary>The metadata in front of the packet afterwards.</summary>
    public required ReadOnlyMemory<byte> Metadata { get; init; }

    /// <summary>The context afterwards: the memory R1 pointed to.</summary>
    public required ReadOnlyMemory<byte> Context { get; init; }

    /// <summary>The last redirection that a helper accepted, or null.</summary>
    public required VmRedirect? Redirect { get; init; }
}
