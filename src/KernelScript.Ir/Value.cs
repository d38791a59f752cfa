namespace KernelScript.Ir;

/// <summary>An SSA value of one function: a block parameter or the result of an instruction.</summary>
/// <param name="Index">Counted from 1; 0 is no value.</param>
public readonly record struct Value(int Index)
{
    /// <summary>Whether this is a value at all.</summary>
    public bool IsValid => Index > 0;

    /// <inheritdoc/>
    public override string ToString() => $"v{Index}";
}

/// <summary>A block of one function.</summary>
/// <param name="Index">Counted from 1; 0 is no block. The entry block is the first in layout order.</param>
public readonly record struct BlockId(int Index)
{
    /// <summary>Whether this is a block at all.</summary>
    public bool IsValid => Index > 0;

    /// <inheritdoc/>
    public override string ToString() => $"b{Index}";
}

/// <summary>A place in a source file.</summary>
/// <param name="File">Index into <see cref="IrModule.Files"/>, from 0.</param>
/// <param name="Line">From 1; 0 means that the place is not known.</param>
/// <param name="Column">From 1.</param>
public readonly record struct SourcePosition(int File, int Line, int Column)
{
    /// <summary>Whether the place is known.</summary>
    public bool IsKnown => Line > 0;
}
