using Bpf.Loader;
using Bpf.Syscalls;
using KernelScript.Userspace.Runtime;

namespace KernelScript.Userspace.Tests;

/// <summary>A map in memory that behaves like the kernel's.</summary>
internal sealed class MemoryMapStore(MapSpec spec) : IScriptMapStore
{
    /// <summary>CPUs of the kernel that this one stands for.</summary>
    public const int CpuCount = 4;

    private readonly List<byte[]> _keys = [];
    private readonly Dictionary<string, byte[]> _values = [];

    public int StoredValueSize => IsPerCpu ? (((int)spec.ValueSize + 7) & ~7) * CpuCount : (int)spec.ValueSize;

    private bool IsArray => spec.Type is MapType.Array or MapType.PerCpuArray;

    private bool IsPerCpu => spec.Type is MapType.PerCpuArray or MapType.PerCpuHash or MapType.LruPerCpuHash;

    public bool TryRead(ReadOnlySpan<byte> key, Span<byte> value)
    {
        Assert.Equal(StoredValueSize, value.Length);
        if (_values.TryGetValue(Name(key), out byte[]? stored))
        {
            stored.CopyTo(value);
            return true;
        }

        value.Clear();
        return IsIndex(key);
    }

    public bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags)
    {
        Assert.Equal(StoredValueSize, value.Length);
        string name = Name(key);
        bool isPresent = _values.ContainsKey(name);
        if (!isPresent && (flags == (ulong)MapUpdateMode.OnlyExisting || _values.Count >= spec.MaxEntries))
        {
            return IsIndex(key) && Store(name, key, value, isPresent: false);
        }

        return (!IsArray || IsIndex(key)) && Store(name, key, value, isPresent);
    }

    public bool TryDelete(ReadOnlySpan<byte> key)
    {
        byte[] wanted = key.ToArray();
        _keys.RemoveAll(k => k.AsSpan().SequenceEqual(wanted));
        return _values.Remove(Name(key));
    }

    public IEnumerable<byte[]> ReadKeys() => IsArray
        ? Enumerable.Range(0, (int)spec.MaxEntries).Select(BitConverter.GetBytes)
        : _keys.ToArray();

    private static string Name(ReadOnlySpan<byte> key) => Convert.ToHexString(key);

    private bool IsIndex(ReadOnlySpan<byte> key) => IsArray && BitConverter.ToUInt32(key) < spec.MaxEntries;

    private bool Store(string name, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool isPresent)
    {
        if (!isPresent)
        {
            _keys.Add(key.ToArray());
        }

        _values[name] = value.ToArray();
        return true;
    }
}
