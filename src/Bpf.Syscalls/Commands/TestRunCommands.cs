using System.Collections.Immutable;
using Bpf.Syscalls.Attributes;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>Running programs on given data. Since Linux 4.12 for packet programs, later for others.</summary>
public static unsafe class TestRunCommands
{
    /// <summary>Runs a program in the kernel without attaching it.</summary>
    /// <exception cref="BpfException">This kind of program cannot be run so, or the data do not suit it.</exception>
    public static TestRunResult RunProgram(this IBpfKernel kernel, SafeBpfHandle program, TestRun run)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(run);
        byte[] dataOut = run.Data.IsEmpty ? [] : new byte[run.Data.Length + run.Room];
        byte[] context = [.. run.Context];

        // Programs without packets take no buffer for the context afterwards; syscall programs write into the one
        // given.
        byte[] contextOut = run.Data.IsEmpty ? [] : new byte[context.Length];
        using BorrowedDescriptor fd = program.Borrow();

        // SAFETY: input and output buffers stay pinned during the call; the attribute states the length of each.
        fixed (byte* data = run.Data.AsSpan())
        fixed (byte* contextAddress = context)
        fixed (byte* dataOutAddress = dataOut)
        fixed (byte* contextOutAddress = contextOut)
        {
            var attribute = new TestRunAttr
            {
                ProgFd = (uint)fd.Number,
                DataSizeIn = (uint)run.Data.Length,
                DataSizeOut = (uint)dataOut.Length,
                DataIn = (ulong)data,
                DataOut = (ulong)dataOutAddress,
                Repeat = run.Repeat,
                CtxSizeIn = (uint)context.Length,
                CtxSizeOut = (uint)contextOut.Length,
                CtxIn = (ulong)contextAddress,
                CtxOut = (ulong)contextOutAddress,
                Flags = run.Flags,
                Cpu = run.Cpu,
                BatchSize = run.BatchSize,
            };
            int result = kernel.InvokeAgain(BpfCommand.ProgTestRun, ref attribute);
            if (result < 0)
            {
                throw new BpfException("run program", -result, Advice(-result, run, attribute.DataSizeOut));
            }

            return new TestRunResult(
                attribute.Retval,
                Cut(dataOut, attribute.DataSizeOut),
                run.Data.IsEmpty ? ImmutableArray.Create(context) : Cut(contextOut, attribute.CtxSizeOut),
                attribute.Duration);
        }
    }

    private static ImmutableArray<byte> Cut(byte[] buffer, uint size) =>
        ImmutableArray.Create(buffer.AsSpan(0, (int)Math.Min(size, (uint)buffer.Length)));

    private static string? Advice(int errno, TestRun run, uint size) => errno switch
    {
        Errno.EINVAL when run.Data.Length < 14 && run.Context.IsEmpty =>
            "XDP and TC programs need at least 14 bytes of packet",
        Errno.EINVAL => "this kind of program does not take such data, context, repeat count or flags",
        Errno.ENOSPC =>
            $"the program made the packet {size} bytes long, there was room for {run.Data.Length + run.Room}",
        Errno.ENOTSUPP or Errno.EOPNOTSUPP => "the kernel cannot run this kind of program without attaching it",
        _ => null,
    };
}
