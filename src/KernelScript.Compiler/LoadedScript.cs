using System.Runtime.CompilerServices;
using Bpf.Loader;
using Bpf.Syscalls;
using KernelScript.Semantics;

namespace KernelScript.Compiler;

/// <summary>
/// The kernel half of a compiled script in the running kernel, with its maps, globals and ring buffers by name and C#
/// type. A
/// type is compared with the script's before it is used: sizes, offsets and names of fields, signs.
/// </summary>
/// <remarks>Owns what it made: disposing it closes programs and maps. Links are their callers'.</remarks>
public sealed class LoadedScript : IDisposable
{
    private readonly BoundProgram _program;

    internal LoadedScript(BoundProgram program, Collection collection)
    {
        _program = program;
        Collection = collection;
    }

    /// <summary>The programs, maps and variables without types.</summary>
    public Collection Collection { get; }

    /// <summary>A program, to attach or to test.</summary>
    /// <exception cref="KeyNotFoundException">The script has no such program.</exception>
    public Program Program(string name) => Collection.Programs[name];

    /// <summary>A map with one value for each key.</summary>
    /// <exception cref="ArgumentException">A type is laid out otherwise than the script's, or values are per
    /// CPU.</exception>
    /// <exception cref="KeyNotFoundException">The script has no such map.</exception>
    public Map<TKey, TValue> Map<TKey, TValue>(string name)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        CheckMap<TKey, TValue>(name);
        return Collection.Maps[name].As<TKey, TValue>();
    }

    /// <summary>A map with a value for each key and CPU.</summary>
    /// <exception cref="ArgumentException">A type is laid out otherwise than the script's.</exception>
    /// <exception cref="KeyNotFoundException">The script has no such map.</exception>
    public PerCpuMap<TKey, TValue> PerCpuMap<TKey, TValue>(string name)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        CheckMap<TKey, TValue>(name);
        return Collection.Maps[name].AsPerCpu<TKey, TValue>();
    }

    /// <summary>A global in place: programs see what is written at once, and change it at any time.</summary>
    /// <exception cref="ArgumentException">The type is laid out otherwise than the script's.</exception>
    /// <exception cref="KeyNotFoundException">The script has no such global.</exception>
    /// <exception cref="InvalidOperationException">It is constant: read it by <see cref="Value{T}"/>.</exception>
    public ref T Global<T>(string name)
        where T : unmanaged
    {
        CheckGlobal<T>(name);
        return ref Collection.Variables[name].Reference<T>();
    }

    /// <summary>The value of a global or config block, constant ones included.</summary>
    /// <exception cref="ArgumentException">The type is laid out otherwise than the script's.</exception>
    /// <exception cref="KeyNotFoundException">The script has no such global.</exception>
    public T Value<T>(string name)
        where T : unmanaged
    {
        CheckGlobal<T>(name);
        return Collection.Variables[name].Get<T>();
    }

    /// <summary>A ring buffer. The caller disposes the reader, before the script.</summary>
    /// <exception cref="ArgumentException">The type is laid out otherwise than the script's records.</exception>
    /// <exception cref="KeyNotFoundException">The script has no such map.</exception>
    /// <exception cref="BpfException">The buffer cannot be mapped into memory.</exception>
    public RecordReader<T> RingBuffer<T>(string name)
        where T : unmanaged
    {
        ScriptLayout.Check(typeof(T), Unsafe.SizeOf<T>(), FindMap(name).Value, $"records of '{name}'");
        return new RecordReader<T>(new RingBufferReader(Collection.Maps[name]));
    }

    /// <inheritdoc/>
    public void Dispose() => Collection.Dispose();

    private void CheckMap<TKey, TValue>(string name)
        where TKey : unmanaged
        where TValue : unmanaged
    {
        MapSymbol map = FindMap(name);
        ScriptLayout.Check(typeof(TKey), Unsafe.SizeOf<TKey>(), map.Key, $"keys of '{name}'");
        ScriptLayout.Check(typeof(TValue), Unsafe.SizeOf<TValue>(), map.Value, $"values of '{name}'");
    }

    private void CheckGlobal<T>(string name)
        where T : unmanaged
    {
        VariableSymbol global = _program.Globals.FirstOrDefault(g => g.Name == name)
            ?? throw new KeyNotFoundException(
                $"The script has no global '{name}'; "
                    + $"it has {string.Join(", ", _program.Globals.Select(g => g.Name))}.");
        ScriptLayout.Check(typeof(T), Unsafe.SizeOf<T>(), global.Type, $"global '{name}'");
    }

    private MapSymbol FindMap(string name) => _program.Maps.FirstOrDefault(m => m.Name == name)
        ?? throw new KeyNotFoundException(
            $"The script has no map '{name}'; it has {string.Join(", ", _program.Maps.Select(m => m.Name))}.");
}
