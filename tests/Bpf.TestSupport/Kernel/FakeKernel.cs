using System.Runtime.InteropServices;
using Bpf.Syscalls;
using Microsoft.Win32.SafeHandles;

namespace Bpf.TestSupport;

/// <summary>Stands in for the kernel: records what it is asked and answers as told.</summary>
public sealed class FakeKernel : IBpfKernel
{
    private readonly Func<BpfCommand, byte[], int> _answer;
    private readonly List<(BpfCommand Command, byte[] Attribute)> _calls = [];

    /// <param name="answer">
    /// Gives the result of a call, an error number below zero, or what <see cref="NewDescriptor"/> returns. It may
    /// change
    /// the attribute as the kernel would.
    /// </param>
    public FakeKernel(Func<BpfCommand, byte[], int> answer) => _answer = answer;

    /// <summary>The calls so far, each with the attribute as it was when the call began.</summary>
    public IReadOnlyList<(BpfCommand Command, byte[] Attribute)> Calls => _calls;

    /// <summary>The commands called so far.</summary>
    public IEnumerable<BpfCommand> Commands => _calls.Select(call => call.Command);

    /// <summary>A descriptor that can be closed, as the kernel returns for a new object.</summary>
    public static int NewDescriptor()
    {
        using SafeFileHandle file = File.OpenHandle("/dev/null");
        int fd = (int)file.DangerousGetHandle();
        file.SetHandleAsInvalid(); // the receiver of the number closes it
        return fd;
    }

    /// <summary>The attribute of a call, as the structure that it is.</summary>
    public T Attribute<T>(int index)
        where T : unmanaged => MemoryMarshal.Read<T>(_calls[index].Attribute);

    public int Invoke(BpfCommand command, Span<byte> attribute)
    {
        _calls.Add((command, attribute.ToArray()));
        byte[] changed = attribute.ToArray();
        int result = _answer(command, changed);
        changed.CopyTo(attribute);
        return result;
    }
}
