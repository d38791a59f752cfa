using System.Text;
using Bpf.Asm;
using KernelScript.Backend;
using KernelScript.Backend.Passes;
using KernelScript.Ir;

namespace FileTests;

/// <summary>
/// <c>; test asm</c>, with <c>v1</c> to <c>v4</c> (default v4), a kernel version (default 6.18), <c>O1</c> or <c>O2</c>
/// behind it: the code that the back end makes, without slot numbers, jump distances as they are; or its errors.
/// </summary>
internal static class AssemblyCases
{
    public static string Print(IrModule module, ReadOnlySpan<string> words)
    {
        var target = new Target(new Version(6, 18));
        OptimizationLevel? level = null;
        foreach (string word in words)
        {
            if (word[0] == 'v')
            {
                target = target with { Isa = (IsaLevel)(word[1] - '0') };
            }
            else if (word[0] == 'O')
            {
                level = (OptimizationLevel)(word[1] - '0');
            }
            else
            {
                IsaLevel isa = target.Isa;
                target = Target.For(word);
                target = target with { Isa = target.Isa < isa ? target.Isa : isa };
            }
        }

        var options = new BackendOptions { Optimization = level, CheckAllocation = true };
        BackendResult result = BackendCompiler.Compile(module, target, options);
        var text = new StringBuilder();
        foreach (BackendError error in result.Errors)
        {
            text.Append(error.Code).Append(": ").Append(error.Message).Append('\n');
        }

        foreach (CompiledFunction function in result.Functions)
        {
            string stack = function.StackBytes > 0 ? $", {function.StackBytes} bytes of stack" : "";
            text.Append(function.Name).Append(':').Append(stack.TrimStart(',')).Append('\n');
            Append(function.Code, text);
        }

        return text.ToString();
    }

    private static void Append(CodeImage code, StringBuilder text)
    {
        foreach (string line in AssemblyText.Print(code, TextStyle.Kernel).Split('\n'))
        {
            int opcode = line.IndexOf(')', StringComparison.Ordinal);
            if (line.StartsWith(';'))
            {
                text.Append("    ").Append(line).Append('\n');
            }
            else if (opcode > 0)
            {
                text.Append("    ").Append(line.AsSpan(opcode + 2)).Append('\n');
            }
        }
    }
}
