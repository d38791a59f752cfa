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
        (call.R1 & 0xff) << 32 | (call.R2 & 0xff) << 24 | (call.R3 & 0xff) << 16 | (call.R4 & 0xff) << 8 | (call.R5 & 0xff);

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
