using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>A global variable of loaded programs. Belongs to its <see cref="Collection"/>.</summary>
/// <remarks>Read and written in memory where the kernel can map its section (5.5), by system calls otherwise.</remarks>
public sealed class Variable
{
    private readonly DataSection _section;

    internal Variable(VariableSpec spec, DataSection section)
    {
        Spec = spec;
        _section = section;
    }

    /// <summary>The blueprint.</summary>
    public VariableSpec Spec { get; }

    /// <summary>The name.</summary>
    public string Name => Spec.Name;

    /// <summary>Bytes it takes.</summary>
    public int Size => (int)Spec.Size;

    /// <summary>Whether it cannot be written any more.</summary>
    public bool IsConstant => _section.IsConstant;

    /// <summary>Whether <see cref="Bytes"/> and <see cref="Reference{T}"/> work.</summary>
    public bool IsMapped => _section.IsMapped;

    /// <summary>
    /// The variable in place. Programs change it at any time. Not to be used after the collection is disposed.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The kernel cannot map it (before 5.5), or it is constant: use <see cref="Read"/>.
    /// </exception>
    public Span<byte> Bytes => IsConstant
        ? throw new InvalidOperationException($"Variable \"{Name}\" is constant: it can be read, not written.")
        : _section.Bytes.Slice((int)Spec.Offset, Size);

    /// <summary>The variable in place, with a type.</summary>
    /// <exception cref="ArgumentException">The type has another size.</exception>
    /// <inheritdoc cref="Bytes"/>
    public ref T Reference<T>()
        where T : unmanaged
    {
        CheckSize(Unsafe.SizeOf<T>());
        return ref MemoryMarshal.AsRef<T>(Bytes);
    }

    /// <summary>The value.</summary>
    /// <exception cref="ArgumentException">The type has another size.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public T Get<T>()
        where T : unmanaged
    {
        T value = default;
        Read(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    /// <summary>Changes the value.</summary>
    /// <exception cref="ArgumentException">The type has another size.</exception>
    /// <exception cref="InvalidOperationException">It is constant.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Set<T>(T value)
        where T : unmanaged => Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>Reads the value.</summary>
    /// <param name="destination">As long as <see cref="Size"/>.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Read(Span<byte> destination)
    {
        CheckSize(destination.Length);
        if (IsMapped)
        {
            _section.Bytes.Slice((int)Spec.Offset, Size).CopyTo(destination);
            return;
        }

        _section.ReadCopy().AsSpan((int)Spec.Offset, Size).CopyTo(destination);
    }

    /// <summary>Changes the value.</summary>
    /// <param name="source">As long as <see cref="Size"/>.</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="InvalidOperationException">It is constant.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Write(ReadOnlySpan<byte> source)
    {
        CheckSize(source.Length);
        if (IsMapped || IsConstant)
        {
            source.CopyTo(Bytes);
            return;
        }

        _section.Patch((int)Spec.Offset, source);
    }

    private void CheckSize(int size)
    {
        if (size != Size)
        {
            throw new ArgumentException($"Variable \"{Name}\" has {Size} bytes, not {size}.");
        }
    }
}
