using System.Buffers.Binary;
using Bpf.Syscalls;

namespace KernelScript.Userspace.Runtime;

/// <summary>An integer inside a value, for adding the values of all CPUs.</summary>
/// <param name="Offset">Bytes from the start of the value.</param>
/// <param name="Size">1, 2, 4 or 8 bytes.</param>
public readonly record struct IntegerField(int Offset, int Size);

/// <summary>A map as the userspace half sees it. Keys and values are pointers to their bytes.</summary>
/// <remarks>
/// Reading an entry of a per-CPU map gives the sum over the CPUs, field by field; writing one puts the value on the
/// first
/// CPU and zero on the others, so that reading gives it back.
/// </remarks>
public sealed class ScriptMap(
    string name, Func<IScriptMapStore> open, int keySize, int valueSize, bool isPerCpu, IntegerField[] fields)
{
    private IScriptMapStore? _store;

    /// <summary>Bytes of a key.</summary>
    public int KeySize { get; } = keySize;

    /// <summary>Bytes of a value, of one CPU.</summary>
    public int ValueSize { get; } = valueSize;

    private IScriptMapStore Store => _store ??= open();

    private int Stride => (ValueSize + 7) & ~7;

    /// <summary>Whether the key is present.</summary>
    public bool Contains(ScriptPointer key) => TryRead(KeyBytes(key), new byte[ValueSize]);

    /// <summary>The place of an entry that is present, or nothing: reads as zero and drops writes.</summary>
    public ScriptPointer Entry(ScriptPointer key)
    {
        byte[] bytes = KeyBytes(key);
        ScriptMemory memory = TryRead(bytes, new byte[ValueSize])
            ? new MapEntryMemory(this, bytes)
            : AbsentMemory.Instance;
        return new ScriptPointer(memory, 0);
    }

    /// <summary>The place of an entry, or null.</summary>
    public ScriptPointer Reference(ScriptPointer key)
    {
        byte[] bytes = KeyBytes(key);
        return TryRead(bytes, new byte[ValueSize]) ? new ScriptPointer(new MapEntryMemory(this, bytes), 0) : default;
    }

    /// <summary>A copy of the value, zero when the key is absent.</summary>
    public ScriptPointer Value(ScriptPointer key)
    {
        byte[] value = new byte[ValueSize];
        TryRead(KeyBytes(key), value);
        return new ScriptPointer(new ManagedMemory(value), 0);
    }

    /// <summary>Writes the entry, creating it where it is absent.</summary>
    /// <exception cref="ScriptThrowException">The map is full, or an array has no such index.</exception>
    public void Update(ScriptPointer key, ScriptPointer value)
    {
        byte[] bytes = new byte[ValueSize];
        value.Read(bytes);
        if (!TryWrite(KeyBytes(key), bytes, 0))
        {
            throw new ScriptThrowException(
                $"map '{name}'", Errno.E2BIG, "the entry cannot be written: delete entries or declare the map larger");
        }
    }

    /// <summary>Removes the entry; nothing happens when it is absent.</summary>
    public void Delete(ScriptPointer key) => Store.TryDelete(KeyBytes(key));

    /// <summary>Number of entries.</summary>
    public ulong Count() => (ulong)Keys().Length;

    /// <summary>The keys present now, each once.</summary>
    public ScriptPointer[] Keys() =>
        [.. Store.ReadKeys().Select(key => new ScriptPointer(new ManagedMemory(key), 0))];

    /// <summary>A copy of the value, or null when the key is absent.</summary>
    public ScriptPointer Find(ScriptPointer key)
    {
        byte[] value = new byte[ValueSize];
        return TryRead(KeyBytes(key), value) ? new ScriptPointer(new ManagedMemory(value), 0) : default;
    }

    internal bool TryRead(ReadOnlySpan<byte> key, Span<byte> value)
    {
        if (!isPerCpu)
        {
            return Store.TryRead(key, value);
        }

        byte[] all = new byte[Store.StoredValueSize];
        if (!Store.TryRead(key, all))
        {
            return false;
        }

        all.AsSpan(0, ValueSize).CopyTo(value);
        for (int start = Stride; start + ValueSize <= all.Length; start += Stride)
        {
            AddFields(value, all.AsSpan(start, ValueSize));
        }

        return true;
    }

    internal bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags)
    {
        if (!isPerCpu)
        {
            return Store.TryWrite(key, value, flags);
        }

        byte[] all = new byte[Store.StoredValueSize];
        value.CopyTo(all);
        return Store.TryWrite(key, all, flags);
    }

    private byte[] KeyBytes(ScriptPointer key)
    {
        byte[] bytes = new byte[KeySize];
        key.Read(bytes);
        return bytes;
    }

    private void AddFields(Span<byte> sum, ReadOnlySpan<byte> other)
    {
        foreach (IntegerField field in fields)
        {
            Span<byte> target = sum.Slice(field.Offset, field.Size);
            WriteInteger(target, ReadInteger(target) + ReadInteger(other.Slice(field.Offset, field.Size)));
        }
    }

    private static ulong ReadInteger(ReadOnlySpan<byte> bytes)
    {
        Span<byte> wide = stackalloc byte[8];
        wide.Clear();
        bytes.CopyTo(wide);
        return BinaryPrimitives.ReadUInt64LittleEndian(wide);
    }

    private static void WriteInteger(Span<byte> target, ulong value)
    {
        Span<byte> wide = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(wide, value);
        wide[..target.Length].CopyTo(target);
    }

    /// <summary>The value of an entry. Each access asks the map, so that it sees what programs write
    /// meanwhile.</summary>
    private sealed class MapEntryMemory(ScriptMap map, byte[] key) : ScriptMemory
    {
        private readonly ScriptMap _map = map;
        private readonly byte[] _key = key;

        public override int Length => _map.ValueSize;

        public override void Read(int offset, Span<byte> destination)
        {
            byte[] value = new byte[_map.ValueSize];
            _map.TryRead(_key, value);
            value.AsSpan(offset, destination.Length).CopyTo(destination);
        }

        public override void Write(int offset, ReadOnlySpan<byte> source)
        {
            byte[] value = new byte[_map.ValueSize];
            if (_map.TryRead(_key, value))
            {
                source.CopyTo(value.AsSpan(offset));
                _map.TryWrite(_key, value, BpfExist);
            }
        }

        // Two pointers to an entry are the same pointer, however they were obtained.
        public override bool Equals(object? obj) =>
            obj is MapEntryMemory other && ReferenceEquals(_map, other._map) && _key.AsSpan().SequenceEqual(other._key);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(_key);
            return hash.ToHashCode();
        }

        // A deleted entry stays deleted: BPF_EXIST.
        private const ulong BpfExist = 2;
    }
}
