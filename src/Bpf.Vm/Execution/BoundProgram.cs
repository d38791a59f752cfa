namespace Bpf.Vm;

/// <summary>A program with the addresses that its maps have in one machine.</summary>
internal sealed class BoundProgram(VmProgram program, ulong[] mapHandles, ulong[] mapValues)
{
    public VmProgram Program { get; } = program;

    public VmOp[] Ops { get; } = [.. program.Ops];

    /// <summary>What R1 holds when a map is passed to a helper.</summary>
    public ulong[] MapHandles { get; } = mapHandles;

    /// <summary>Address of the first value of each map; 0 for maps without addressable values.</summary>
    public ulong[] MapValues { get; } = mapValues;
}
