using System.CommandLine;
using Bpf.Asm;
using Bpf.Loader;

namespace KernelScript.Cli.Commands;

/// <summary><c>kernelscript disasm</c>: the instructions of an object file with their source lines.</summary>
internal static class DisasmCommand
{
    public static Command Create(ToolConsole console)
    {
        Argument<string> file = CommonOptions.File("The object file, FILE.o.");
        var llvm = new Option<bool>("--llvm") { Description = "Write instructions as llvm-objdump does." };
        var command = new Command("disasm", "Shows the instructions of an object file with their source lines.")
        {
            file, llvm,
        };
        command.SetAction(line =>
        {
            CollectionSpec collection = ObjectFiles.Read(line.GetValue(file)!);
            TextStyle style = line.GetValue(llvm) ? TextStyle.Llvm : TextStyle.Kernel;
            foreach (ProgramSpec program in collection.Programs)
            {
                console.Output.WriteLine(
                    $"{program.Name}: section {program.SectionName}, {program.Code.SlotCount} slots");
                console.Output.WriteLine(AssemblyText.Print(program.Code, style));
            }

            foreach (FunctionSpec function in collection.Functions)
            {
                console.Output.WriteLine($"{function.Name}: subprogram, {function.Code.SlotCount} slots");
                console.Output.WriteLine(AssemblyText.Print(function.Code, style));
            }

            return 0;
        });
        return command;
    }
}
