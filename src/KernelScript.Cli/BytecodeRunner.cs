using Bpf.Asm;
using Bpf.Vm;

namespace KernelScript.Cli;

/// <summary>Runs bytecode in the VM for the <c>vm</c> command.</summary>
internal static class BytecodeRunner
{
    /// <summary>Runs with R1 = address of the memory, R2 = its length, and gives R0.</summary>
    /// <exception cref="ToolException">The bytes are no program, or it did something that is not allowed.</exception>
    public static ulong Run(byte[] code, byte[] memory)
    {
        if (code.Length == 0)
        {
            throw new ToolException("--program: it has no instructions: give 16 digits for each");
        }

        try
        {
            return new VmMachine().Run(VmProgram.Decode(code), new MemoryContext(memory)).ReturnValue;
        }
        catch (InstructionFormatException e)
        {
            throw new ToolException($"--program: {e.Message}");
        }
        catch (VmException e)
        {
            string place = e.Slot >= 0 ? $" at slot {e.Slot} ({e.Instruction})" : "";
            throw new ToolException($"the program was stopped{place}: {e.Message}");
        }
    }
}
