namespace KernelScript.Userspace.Runtime;

/// <summary>The functions whose address a script takes. A function pointer is the number of its function here, from
/// 1.</summary>
/// <remarks>Numbers and not addresses: whatever a script makes of one, it never jumps into nowhere.</remarks>
public sealed class FunctionTable
{
    private readonly List<(nint Address, string Signature)> _functions = [];

    /// <summary>Adds a function.</summary>
    /// <param name="address">Its entry.</param>
    /// <param name="signature">Its type, as the script writes it.</param>
    public void Add(nint address, string signature) => _functions.Add((address, signature));

    /// <summary>The entry of a function that is called as one of type <paramref name="signature"/>.</summary>
    /// <exception cref="ScriptErrorException">It is null, no function, or one of another type.</exception>
    public nint Find(long number, string signature)
    {
        if (number == 0)
        {
            throw new ScriptErrorException("null function pointer: assign a function before it is called");
        }

        if (number < 0 || number > _functions.Count)
        {
            throw new ScriptErrorException($"the number {number} is not a function of this script");
        }

        (nint address, string actual) = _functions[(int)number - 1];
        return actual == signature
            ? address
            : throw new ScriptErrorException($"a function of type {actual} is called as {signature}");
    }
}
