namespace Samples.Tests;

/// <summary>Where a sample runs: the kernel or the VM.</summary>
internal interface ISampleTarget : IDisposable
{
    /// <summary>The lines that programs have printed; null where they cannot be seen.</summary>
    IReadOnlyList<string>? Prints { get; }

    /// <summary>The value of an entry, all CPUs for per-CPU maps; null when absent.</summary>
    byte[]? Read(string map, byte[] key);

    void Write(string map, byte[] key, byte[] value);

    int Count(string map);

    byte[] Variable(string name);

    /// <summary>Runs a program; null where programs of its type cannot be run.</summary>
    SampleOutcome? Run(string program, bool isPacket, byte[] input);
}

/// <summary>What a run gave.</summary>
internal sealed record SampleOutcome(uint ReturnValue, byte[] Packet);
