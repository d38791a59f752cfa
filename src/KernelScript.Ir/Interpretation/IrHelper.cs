namespace KernelScript.Ir.Interpretation;

/// <summary>What a helper or kernel function does: takes the call, gives R0.</summary>
/// <exception cref="IrTrapException">The kernel's verifier would not accept the call.</exception>
public delegate ulong IrHelper(in IrHelperCall call);

/// <summary>A call of a helper.</summary>
public readonly ref struct IrHelperCall
{
    private readonly ReadOnlySpan<ulong> _arguments;
    private readonly IrInterpreter _interpreter;

    internal IrHelperCall(IrInterpreter interpreter, ReadOnlySpan<ulong> arguments)
    {
        _interpreter = interpreter;
        _arguments = arguments;
    }

    /// <summary>The machine that the program runs on.</summary>
    public IrMachine Machine => _interpreter.Machine;

    /// <summary>The argument in R1 for index 0, and so on; 0 where the program gave none.</summary>
    public ulong this[int index] => index < _arguments.Length ? _arguments[index] : 0;

    /// <summary>The map that argument <paramref name="index"/> names.</summary>
    /// <exception cref="IrTrapException">It names none.</exception>
    public SimulatedMap Map(int index) => Machine.MapAt(this[index]);

    /// <summary>The memory of <paramref name="size"/> bytes that argument <paramref name="index"/> points to.</summary>
    /// <exception cref="IrTrapException">It cannot be read.</exception>
    public ReadOnlySpan<byte> Read(int index, int size) => size == 0 ? [] : Machine.Memory.Read(this[index], size);

    /// <summary>The memory that argument <paramref name="index"/> points to, to be written.</summary>
    /// <exception cref="IrTrapException">It cannot be written.</exception>
    public Span<byte> Write(int index, int size) => size == 0 ? [] : Machine.Memory.Write(this[index], size);

    /// <summary>Argument <paramref name="index"/> as a size in bytes.</summary>
    /// <exception cref="IrTrapException">It is negative or far too large.</exception>
    public int Size(int index) => this[index] <= 1 << 29
        ? (int)this[index]
        : throw new IrTrapException(IrTrapKind.BadArgument, $"argument {index + 1} is no size: {(long)this[index]}");

    /// <summary>Calls the function that argument <paramref name="index"/> points to.</summary>
    public ulong Callback(int index, params ReadOnlySpan<ulong> arguments) =>
        _interpreter.Call(Machine.FunctionAt(this[index]), arguments);
}
