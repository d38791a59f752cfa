using System.Runtime.CompilerServices;
using System.Text;

namespace KernelScript.Userspace.Runtime;

/// <summary>What the compiled userspace half of a script calls. One for each run.</summary>
public sealed class ScriptRuntime(IScriptKernel kernel, TextWriter output, TextWriter errors) : IDisposable
{
    private const int MaxPacketSize = 64 * 1024;

    private readonly CancellationTokenSource _interrupt = new();
    private readonly Dictionary<string, ScriptEventHandler> _handlers = [];
    private readonly List<PrintValue> _printValues = [];
    private readonly List<string> _programs = [];
    private string? _unexpected;

    /// <summary>The first result of a tested program that was not the expected one; null without any.</summary>
    internal string? UnexpectedResult => _unexpected;

    /// <summary>The pointers that the script has stored in memory.</summary>
    public PointerTable Pointers { get; } = new();

    /// <summary>The functions whose address the script takes.</summary>
    public FunctionTable Functions { get; } = new();

    /// <summary>Asks the script to end: wakes a sleeping script. Called from another thread (Ctrl-C).</summary>
    public void Interrupt() => _interrupt.Cancel();

    /// <summary>Called by loops: ends the script when it has been asked to.</summary>
    /// <exception cref="ScriptInterruptedException">It has.</exception>
    public void Poll()
    {
        if (_interrupt.IsCancellationRequested)
        {
            throw new ScriptInterruptedException();
        }
    }

    /// <summary>Called by functions that call others: stops recursion before it takes the process down.</summary>
    /// <exception cref="ScriptErrorException">The stack is nearly full.</exception>
    /// <exception cref="ScriptInterruptedException">The script was asked to end.</exception>
    public void Enter(string function)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new ScriptErrorException($"the stack is exhausted: '{function}' calls itself without end");
        }

        Poll();
    }

    /// <summary>Waits.</summary>
    /// <param name="milliseconds">How long.</param>
    /// <exception cref="ScriptInterruptedException">The script was asked to end meanwhile.</exception>
    public void Sleep(ulong milliseconds)
    {
        output.Flush();
        var wait = TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue));
        if (_interrupt.Token.WaitHandle.WaitOne(wait))
        {
            throw new ScriptInterruptedException();
        }
    }

    /// <summary>A map of the script.</summary>
    /// <param name="fields">Offset and size of each integer in the value, as (offset * 16 + size).</param>
    public ScriptMap OpenMap(string name, int keySize, int valueSize, bool isPerCpu, int[] fields) =>
        new(name, () => kernel.OpenMap(name), keySize, valueSize, isPerCpu,
            [.. fields.Select(f => new IntegerField(f >> 4, f & 15))]);

    /// <summary>The place of a global variable or config block.</summary>
    public ScriptPointer OpenVariable(string name) => kernel.OpenVariable(name);

    /// <summary>Gives the next number, from 1, to a program.</summary>
    public void AddProgram(string name) => _programs.Add(name);

    /// <summary>Loads the program of that number: its handle.</summary>
    public long Load(long program) => kernel.Load(NameOf(program, "load"));

    /// <summary>Attaches to a target by name.</summary>
    public void AttachToName(long handle, ScriptPointer target, int capacity, uint flags) =>
        kernel.Attach(handle, ScriptString.ToText(target, capacity), flags);

    /// <summary>Attaches to a target by number: an interface index.</summary>
    public void AttachToNumber(long handle, ulong target, uint flags) =>
        kernel.Attach(handle, target.ToString(System.Globalization.CultureInfo.InvariantCulture), flags);

    /// <summary>Attaches to a target by name: 0, or a negative errno after the error output has been told
    /// why.</summary>
    public int TryAttachToName(long handle, ScriptPointer target, int capacity, uint flags) =>
        Try(() => AttachToName(handle, target, capacity, flags));

    /// <summary>Attaches to a target by number: 0, or a negative errno after the error output has been told
    /// why.</summary>
    public int TryAttachToNumber(long handle, ulong target, uint flags) =>
        Try(() => AttachToNumber(handle, target, flags));

    /// <summary>Sets what takes the records of a ring buffer, instead of what did before.</summary>
    public void OnEvent(string buffer, ScriptEventHandler handler) => _handlers[buffer] = handler;

    /// <summary>Hands records to their handlers until one of them does not give 0.</summary>
    /// <param name="buffers">The names of ring buffers.</param>
    /// <returns>What that handler gave.</returns>
    /// <exception cref="ScriptErrorException">A buffer has no handler.</exception>
    /// <exception cref="ScriptInterruptedException">The script was asked to end.</exception>
    public int Dispatch(string[] buffers)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        output.Flush();
        var handlers = new Dictionary<string, ScriptEventHandler>();
        foreach (string buffer in buffers)
        {
            handlers[buffer] = _handlers.TryGetValue(buffer, out ScriptEventHandler? handler)
                ? handler
                : throw new ScriptErrorException(
                    $"dispatch: ring buffer '{buffer}' has no handler: call '{buffer}.on_event(handler)' before");
        }

        try
        {
            return kernel.Dispatch(handlers, _interrupt.Token);
        }
        catch (OperationCanceledException) when (_interrupt.IsCancellationRequested)
        {
            throw new ScriptInterruptedException();
        }
    }

    /// <summary>Runs a program on a packet of zeros.</summary>
    /// <param name="program">Its number.</param>
    /// <param name="size">Bytes of the packet.</param>
    /// <param name="device">Number of the interface it comes in by; 0 for any.</param>
    /// <param name="expected">The result that the test wants; 0 to leave it to the test.</param>
    public long TestPacket(long program, ulong size, ulong device, long expected)
    {
        if (size > MaxPacketSize)
        {
            throw new ScriptErrorException($"test: a packet of {size} bytes is too large: use at most {MaxPacketSize}");
        }

        string name = NameOf(program, "test");
        long result = kernel.Test(name, new ScriptTestInput(new byte[size], (uint)device));
        if (expected != 0 && result != expected)
        {
            _unexpected ??= $"'{name}' returned {result} where {expected} was expected";
        }

        return result;
    }

    /// <summary>Runs a program on a packet or record given as bytes.</summary>
    public long TestBytes(long program, ScriptPointer input, int size)
    {
        byte[] bytes = new byte[size];
        input.Read(bytes);
        return kernel.Test(NameOf(program, "test"), new ScriptTestInput(bytes, 0));
    }

    /// <summary>Detaches.</summary>
    public void Detach(long handle) => kernel.Detach(handle);

    /// <summary>Ends the script with a message.</summary>
    /// <exception cref="ScriptErrorException">Always.</exception>
    public static void Panic(ScriptPointer message, int capacity) =>
        throw new ScriptErrorException("panic: " + ScriptString.ToText(message, capacity));

    /// <summary>Ends the script: an assertion with a message does not hold.</summary>
    /// <exception cref="ScriptErrorException">Always.</exception>
    public static void FailAssertion(ScriptPointer message, int capacity) =>
        FailCondition(ScriptString.ToText(message, capacity));

    /// <summary>Ends the script: an assertion does not hold.</summary>
    /// <param name="condition">Its text.</param>
    /// <exception cref="ScriptErrorException">Always.</exception>
    public static void FailCondition(string condition) =>
        throw new ScriptErrorException("assertion failed: " + condition);

    /// <summary>Ends the script.</summary>
    /// <exception cref="ScriptExitException">Always.</exception>
    public static void Exit(int status) => throw new ScriptExitException(status);

    /// <summary>Adds a value to the line being printed.</summary>
    public void PrintUnsigned(ulong value) => _printValues.Add(PrintValue.Unsigned(value));

    /// <summary>Adds a value to the line being printed.</summary>
    public void PrintSigned(long value, int size) => _printValues.Add(PrintValue.Signed(value, size));

    /// <summary>Adds a value to the line being printed.</summary>
    public void PrintFloat(double value) => _printValues.Add(PrintValue.Float(value));

    /// <summary>Adds a value to the line being printed.</summary>
    public void PrintChar(byte value) => _printValues.Add(PrintValue.Char(value));

    /// <summary>Adds a value to the line being printed.</summary>
    public void PrintBool(bool value) => _printValues.Add(PrintValue.Bool(value));

    /// <summary>Adds a value to the line being printed.</summary>
    public void PrintString(ScriptPointer text, int capacity) =>
        _printValues.Add(PrintValue.Text(ScriptString.ToText(text, capacity)));

    /// <summary>Adds a value to the line being printed.</summary>
    public void PrintPointer(ScriptPointer value) =>
        _printValues.Add(PrintValue.Pointer(Pointers.NumberOf(value), null));

    /// <summary>Adds a value to the line being printed; <c>%s</c> shows the text up to the first zero.</summary>
    public void PrintBytePointer(ScriptPointer value) =>
        _printValues.Add(PrintValue.Pointer(Pointers.NumberOf(value), ScriptString.ToText(value)));

    /// <summary>Prints the values by a format, or one after the other without one, and ends the line.</summary>
    public void EndPrint(string? format)
    {
        var line = new StringBuilder();
        PrintFormat.Append(line, format, _printValues);
        _printValues.Clear();
        line.Append('\n');
        output.Write(line.ToString());
        output.Flush();
    }

    private string NameOf(long program, string operation) => program > 0 && program <= _programs.Count
        ? _programs[(int)program - 1]
        : throw new ScriptErrorException($"{operation}: no program was given: the FunctionRef was never assigned");

    private int Try(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (ScriptThrowException refusal)
        {
            errors.WriteLine(refusal.Message);
            return (int)-refusal.Code;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        kernel.Dispose();
        _interrupt.Dispose();
    }
}
