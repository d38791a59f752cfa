using System.Buffers.Binary;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Programs to tail-call.</summary>
public sealed class VmProgramArray : VmMap
{
    private readonly VmProgram?[] _programs;

    internal VmProgramArray(VmMapShape shape)
        : base(shape) => _programs = new VmProgram?[shape.MaxEntries];

    internal override VmBuffer? Memory => null;

    internal override IReadOnlyList<byte[]> Keys => [];

    /// <summary>The program at an index, or null.</summary>
    public VmProgram? this[int index]
    {
        get => _programs[index];
        set => _programs[index] = value;
    }

    /// <summary>The program at an index, or null; also for indices out of range.</summary>
    internal VmProgram? Find(uint index) => index < (uint)_programs.Length ? _programs[index] : null;

    internal override int Find(ReadOnlySpan<byte> key, int cpu) => -1;

    internal override int Store(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags, int? cpu) =>
        -Errno.EINVAL;

    internal override int Remove(ReadOnlySpan<byte> key)
    {
        uint index = BinaryPrimitives.ReadUInt32LittleEndian(key);
        if (Find(index) is null)
        {
            return -Errno.ENOENT;
        }

        _programs[index] = null;
        return 0;
    }

    private protected override byte[]? Read(ReadOnlySpan<byte> key) => null;
}
