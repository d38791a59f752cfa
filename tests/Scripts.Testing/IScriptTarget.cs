namespace Scripts.Testing;

/// <summary>Where a compiled script runs: the kernel or the VM.</summary>
public interface IScriptTarget : IDisposable
{
    /// <summary>The lines that programs have printed; null where they cannot be seen.</summary>
    IReadOnlyList<string>? Prints { get; }

    /// <summary>The value of an entry, all CPUs for per-CPU maps; null when absent.</summary>
    byte[]? Read(string map, byte[] key);

    /// <summary>Writes an entry.</summary>
    void Write(string map, byte[] key, byte[] value);

    /// <summary>The number of entries.</summary>
    int Count(string map);

    /// <summary>The bytes of a global; null when the code has none of this name.</summary>
    byte[]? Variable(string name);

    /// <summary>Runs a program; null where programs of its type cannot be run.</summary>
    ScriptOutcome? Run(string program, ProgramInput input);
}

/// <summary>What a program is run on.</summary>
/// <param name="IsPacket">Whether the bytes are a packet, and not the context itself.</param>
/// <param name="Bytes">The packet, or the context.</param>
public sealed record ProgramInput(bool IsPacket, byte[] Bytes);

/// <summary>What a run gave.</summary>
/// <param name="ReturnValue">What the program returned.</param>
/// <param name="Packet">The packet afterwards.</param>
public sealed record ScriptOutcome(uint ReturnValue, byte[] Packet);
