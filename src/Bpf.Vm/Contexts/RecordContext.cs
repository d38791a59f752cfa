using System.Buffers.Binary;

namespace Bpf.Vm;

/// <summary>A read-only record: tracepoints, raw tracepoints, BTF tracepoints, kprobes.</summary>
public sealed class RecordContext : VmContext
{
    private readonly byte[] _bytes;

    /// <summary>
    /// A record as it lies in memory: of a tracepoint with its 8 common bytes, of a kprobe <c>struct pt_regs</c>.
    /// </summary>
    public RecordContext(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    /// <summary>The 64-bit arguments of a raw or BTF tracepoint.</summary>
    public static RecordContext OfArguments(params ReadOnlySpan<ulong> arguments)
    {
        byte[] bytes = new byte[arguments.Length * sizeof(ulong)];
        for (int i = 0; i < arguments.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), arguments[i]);
        }

        return new RecordContext(bytes);
    }

    internal override VmBuffer CreateMemory() => new("context", (byte[])_bytes.Clone()) { IsWritable = false };
}
