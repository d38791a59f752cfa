using System.CommandLine;
using Bpf.Asm;
using Bpf.Syscalls;

namespace KernelScript.Cli.Commands;

/// <summary><c>kernelscript prog</c>: the programs in the kernel, of all processes.</summary>
internal static class ProgCommand
{
    public static Command Create(ToolConsole console)
    {
        Command command = ObjectCommands.Create(console, "prog", ObjectKind.Program, "programs", Describe);
        Argument<uint> id = ObjectCommands.Id();
        var dump = new Command("dump", "Shows the instructions of a program as the verifier left them.") { id };
        dump.SetAction(line =>
        {
            using SafeBpfHandle handle = ObjectCommands.Open(ObjectKind.Program, line.GetValue(id));
            console.Output.Write(Disassemble(handle, line.GetValue(id)));
            return 0;
        });
        command.Add(dump);
        return command;
    }

    private static ObjectDescription Describe(SafeBpfHandle handle)
    {
        ProgramInfo info = BpfKernel.Host.GetProgramInfo(handle);
        return new ObjectDescription(
        [
            ("id", info.Id),
            ("type", KernelNames.Of(info.Type)),
            ("name", info.Name),
            ("tag", info.Tag),
            ("translated_bytes", info.TranslatedBytes),
            ("jited_bytes", info.JitedBytes),
            ("verified_insns", info.VerifiedInstructions),
            ("maps", string.Join(',', info.MapIds)),
            ("run_count", info.RunCount),
            ("run_time_ns", (ulong)info.RunTime.TotalNanoseconds),
        ]);
    }

    private static string Disassemble(SafeBpfHandle handle, uint id)
    {
        try
        {
            return AssemblyText.Disassemble(BpfKernel.Host.GetTranslatedCode(handle).AsSpan(), TextStyle.Kernel);
        }
        catch (InstructionFormatException e)
        {
            throw new ToolException($"Program {id}: the kernel put an instruction of its own into it: {e.Message}");
        }
    }
}
