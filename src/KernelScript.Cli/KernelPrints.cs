using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Loader;
using Bpf.Syscalls;
using KernelScript.Backend;

namespace KernelScript.Cli;

/// <summary>Shows what programs print while a script runs.</summary>
internal sealed class KernelPrints : IDisposable
{
    private static readonly TimeSpan _lastMessages = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _end = new();
    private readonly TracePipe _pipe;
    private readonly TextWriter _output;
    private readonly Thread _reader;

    private KernelPrints(TracePipe pipe, TextWriter output)
    {
        _pipe = pipe;
        _output = output;
        _reader = new Thread(Show) { IsBackground = true, Name = "kernel prints" };
        _reader.Start();
    }

    /// <summary>Starts showing; null when no program prints, or when the trace cannot be read.</summary>
    /// <param name="problem">Why the trace cannot be read, or null.</param>
    public static KernelPrints? Start(
        ImmutableArray<CompiledFunction> functions, ToolConsole console, out string? problem)
    {
        problem = null;
        if (!functions.Any(f => f.Code.Instructions.Any(IsPrint)))
        {
            return null;
        }

        try
        {
            return new KernelPrints(TracePipe.Open(), console.Output);
        }
        catch (BpfException e)
        {
            problem = e.Message;
            return null;
        }
    }

    /// <summary>Shows what is still on its way, then ends.</summary>
    public void Dispose()
    {
        _end.CancelAfter(_lastMessages);
        _reader.Join();
        _pipe.Dispose();
        _end.Dispose();
    }

    private static bool IsPrint(Instruction instruction) =>
        instruction.OpCode == OpCode.Call && instruction.Src == Register.R0
            && (HelperFunction)instruction.Imm is HelperFunction.TracePrintk or HelperFunction.TraceVprintk;

    private void Show()
    {
        try
        {
            foreach (TraceMessage message in _pipe.ReadAll(_end.Token))
            {
                _output.WriteLine($"[cpu {message.Cpu}] {message.Text}");
                _output.Flush();
            }
        }
        catch (OperationCanceledException)
        {
            // The script has ended.
        }
    }
}
