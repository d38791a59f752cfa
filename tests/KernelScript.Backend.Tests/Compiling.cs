using Bpf.Asm;
using KernelScript.Ir;
using KernelScript.Ir.Text;
using KernelScript.Ir.Verification;

namespace KernelScript.Backend.Tests;

/// <summary>From IR text to assembly text.</summary>
internal static class Compiling
{
    public static readonly Target Newest = new(new Version(6, 18));

    public static BackendResult Compile(string ir, Target? target = null)
    {
        IrModule module = IrParser.Parse(ir);
        Assert.Empty(IrVerifier.Check(module));
        var options = new BackendOptions { Optimization = null, CheckAllocation = true };
        return BackendCompiler.Compile(module, target ?? Newest, options);
    }

    /// <summary>The code of the first function in the kernel's text form, without slot numbers and opcodes.</summary>
    public static string Assembly(string ir, Target? target = null)
    {
        BackendResult result = Compile(ir, target);
        Assert.Empty(result.Errors);
        return Assembly(result.Functions[0]);
    }

    public static string Assembly(CompiledFunction function)
    {
        var lines = AssemblyText.Print(function.Code, TextStyle.Kernel)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith(';'))
            .Select(line => line[(line.IndexOf(')', StringComparison.Ordinal) + 1)..].Trim());
        return string.Join('\n', lines);
    }
}
