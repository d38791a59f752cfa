using Bpf.Asm;

namespace Bpf.Vm.Tests;

/// <summary>The helpers that the conformance suite expects in place of the kernel's first ones.</summary>
internal static class ConformanceHelpers
{
    public static VmHelpers All { get; } = VmHelpers.Kernel
        .With((HelperFunction)0, GatherBytes)
        .With((HelperFunction)1, FrobMemory)
        .With((HelperFunction)2, _ => 0)
        .With((HelperFunction)3, call => (ulong)Math.Sqrt(call.R1))
        .With((HelperFunction)4, CompareStrings)
        .With((HelperFunction)5, Unwind);

    private static ulong GatherBytes(VmCall call) =>
        ((ulong)(byte)call.R1 << 32)
        | ((ulong)(byte)call.R2 << 24)
        | ((ulong)(byte)call.R3 << 16)
        | ((ulong)(byte)call.R4 << 8)
        | (byte)call.R5;

    private static ulong FrobMemory(VmCall call)
    {
        foreach (ref byte value in call.Write(call.R1, call.R2))
        {
            value ^= 42;
        }

        return 0;
    }

    private static ulong CompareStrings(VmCall call)
    {
        for (ulong i = 0; ; i++)
        {
            int left = call.Read(call.R1 + i, 1)[0];
            int right = call.Read(call.R2 + i, 1)[0];
            if (left != right || left == 0)
            {
                return (ulong)(left - right);
            }
        }
    }

    // Ends the program when it returns 0.
    private static ulong Unwind(VmCall call)
    {
        if (call.R1 == 0)
        {
            call.End(0);
        }

        return call.R1;
    }
}
