using System.Buffers.Binary;
using System.Text;
using Bpf.Asm;
using Bpf.Syscalls;

namespace Bpf.Vm;

/// <summary>Printing, formatting, and reading of text.</summary>
internal static class TextHelpers
{
    private const int MaxPrintedArguments = 12;

    public static (HelperFunction Id, VmHelper Helper)[] All =>
    [
        (HelperFunction.TracePrintk, TracePrint),
        (HelperFunction.TraceVprintk, TraceValues),
        (HelperFunction.Snprintf, Format),
        (HelperFunction.Strncmp, Compare),
        (HelperFunction.Strtol, call => Parse(call, isSigned: true)),
        (HelperFunction.Strtoul, call => Parse(call, isSigned: false)),
    ];

    // (format, format size, three values)
    private static ulong TracePrint(VmCall call) => Trace(call, [call.R3, call.R4, call.R5]);

    // (format, format size, values, bytes of values)
    private static ulong TraceValues(VmCall call) =>
        TryReadValues(call, call.R3, call.R4, out ulong[] values) ? Trace(call, values) : VmCall.Error(Errno.EINVAL);

    private static ulong Trace(VmCall call, ReadOnlySpan<ulong> values)
    {
        if (!KernelFormat.TryFormat(call.Read(call.R1, call.R2), values, call.Machine.Memory, out byte[] text))
        {
            return VmCall.Error(Errno.EINVAL);
        }

        call.Machine.AddTrace(Encoding.UTF8.GetString(text));
        return (ulong)text.Length;
    }

    // (destination, size, format, values, bytes of values). Returns the full length with the terminating 0.
    private static ulong Format(VmCall call)
    {
        Span<byte> target = call.Write(call.R1, call.R2);
        if (!TryReadValues(call, call.R4, call.R5, out ulong[] values)
            || !KernelFormat.TryFormat(ReadString(call, call.R3), values, call.Machine.Memory, out byte[] text))
        {
            return VmCall.Error(Errno.EINVAL);
        }

        if (!target.IsEmpty)
        {
            int length = Math.Min(text.Length, target.Length - 1);
            text.AsSpan(0, length).CopyTo(target);
            target[length] = 0;
        }

        return (ulong)text.Length + 1;
    }

    // (string, size, constant string)
    private static ulong Compare(VmCall call)
    {
        ReadOnlySpan<byte> left = call.Read(call.R1, call.R2);
        for (int i = 0; i < left.Length; i++)
        {
            byte right = call.Read(call.R3 + (ulong)i, 1)[0];
            if (left[i] != right)
            {
                return left[i] < right ? VmCall.Result(-1) : 1;
            }

            if (right == 0)
            {
                break;
            }
        }

        return 0;
    }

    // (string, size, base, destination). Returns the characters used.
    private static ulong Parse(VmCall call, bool isSigned)
    {
        ReadOnlySpan<byte> text = call.Read(call.R1, call.R2);
        int status = NumberText.Parse(text, call.R3, isSigned, out ulong value);
        BinaryPrimitives.WriteUInt64LittleEndian(call.Write(call.R4, sizeof(ulong)), status < 0 ? 0 : value);
        return VmCall.Result(status);
    }

    private static bool TryReadValues(VmCall call, ulong address, ulong size, out ulong[] values)
    {
        values = [];
        if (size % sizeof(ulong) != 0 || size > MaxPrintedArguments * sizeof(ulong))
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = call.Read(address, size);
        values = new ulong[bytes.Length / sizeof(ulong)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * sizeof(ulong))..]);
        }

        return true;
    }

    private static byte[] ReadString(VmCall call, ulong address)
    {
        var bytes = new List<byte>();
        do
        {
            bytes.Add(call.Read(address + (ulong)bytes.Count, 1)[0]);
        }
        while (bytes[^1] != 0);

        return [.. bytes];
    }
}
