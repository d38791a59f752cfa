namespace KernelScript.Ir.Testing;

/// <summary>An entry put into a map before the program runs.</summary>
public sealed record InitialEntry(string Map, byte[] Key, byte[] Value);

/// <summary>What a generated program may use.</summary>
/// <param name="Loops">Counted loops of at most four iterations.</param>
/// <param name="Subprograms">Calls of other functions of the module.</param>
/// <param name="RingBuffer">Records sent through the ring buffer <c>events</c>.</param>
/// <param name="MostStatements">Statements of the program, those of nested blocks included.</param>
public sealed record GeneratorOptions(
    bool Loops = true, bool Subprograms = true, bool RingBuffer = true, int MostStatements = 24);

/// <summary>A random XDP program with its input.</summary>
/// <remarks>
/// It is well-typed, ends, never traps in the interpreter, reads no clock and no random numbers, and keeps the rules of
/// the kernel's verifier: packet accesses are guarded, lookups tested, indices masked, locals written before they are
/// read, loops counted. Its result is the return value, the packet, the contents of the maps and the globals.
/// </remarks>
/// <param name="Module">The module; the program is the function <see cref="EntryName"/>.</param>
/// <param name="Packet">The packet it gets: at least 14 bytes.</param>
/// <param name="Entries">What its maps hold at the start.</param>
public sealed record GeneratedProgram(IrModule Module, byte[] Packet, IReadOnlyList<InitialEntry> Entries)
{
    /// <summary>The name of the program's function.</summary>
    public const string EntryName = "prog";
}
