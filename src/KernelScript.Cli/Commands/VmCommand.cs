using System.CommandLine;
using System.Globalization;

namespace KernelScript.Cli.Commands;

/// <summary><c>kernelscript vm</c>: runs bytecode in user mode.</summary>
internal static class VmCommand
{
    public static Command Create(ToolConsole console)
    {
        var program = new Option<string>("--program")
        {
            Description = "The instructions in hex, white space allowed; '-' reads them from standard input.",
            HelpName = "HEX", Required = true,
        };
        var memory = new Option<string?>("--memory")
        {
            Description = "Memory in hex. R1 is its address, R2 its length.", HelpName = "HEX",
        };
        var command = new Command("vm", "Runs bytecode in user mode and prints R0 in hex.") { program, memory };
        command.SetAction(line =>
        {
            string text = line.GetValue(program)!;
            byte[] code = FromHex("--program", text == "-" ? Console.In.ReadToEnd() : text);
            byte[] bytes = FromHex("--memory", line.GetValue(memory) ?? "");
            ulong result = BytecodeRunner.Run(code, bytes);
            console.Output.WriteLine(result.ToString("x", CultureInfo.InvariantCulture));
            return 0;
        });
        return command;
    }

    private static byte[] FromHex(string option, string text)
    {
        string digits = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        digits = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? digits[2..] : digits;
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException)
        {
            throw new ToolException($"{option}: not hexadecimal: give pairs of the digits 0-9 and a-f");
        }
    }
}
