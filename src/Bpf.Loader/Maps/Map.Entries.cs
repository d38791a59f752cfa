using Bpf.Syscalls;

namespace Bpf.Loader;

public sealed partial class Map
{
    private const int DefaultBatchSize = 1024;

    /// <summary>
    /// All entries, read in batches where the kernel has them (5.6) and key by key otherwise. Entries that come or go
    /// meanwhile may be in it or not; entries that stay are in it.
    /// </summary>
    /// <exception cref="BpfException">
    /// This kind of map cannot be walked, or changes too fast to be walked key by key.
    /// </exception>
    public IEnumerable<KeyValuePair<byte[], byte[]>> ReadEntries()
    {
        var reader = new MapEntryReader(this, DefaultBatchSize);
        while (reader.ReadNext())
        {
            for (int i = 0; i < reader.Count; i++)
            {
                yield return new KeyValuePair<byte[], byte[]>(reader.Key(i).ToArray(), reader.Value(i).ToArray());
            }
        }
    }

    /// <summary>Writes many entries, in one system call where the kernel can (5.6).</summary>
    /// <param name="keys">One key after the other.</param>
    /// <param name="values">As many values, each <see cref="MapShape.ValueBufferSize"/> long.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    /// <exception cref="BpfException">An entry could not be written. Those before it are.</exception>
    public void UpdateBatch(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values, MapUpdateMode mode = MapUpdateMode.Any)
    {
        int total = CountKeys(keys);
        int stride = Shape.ValueBufferSize;
        if (values.Length != total * stride)
        {
            throw new ArgumentException(
                $"{total} values of {this} take {total * stride} bytes, not {values.Length}.", nameof(values));
        }

        if (total == 0)
        {
            return;
        }

        uint count = (uint)total;
        int errno = _kernel.UpdateBatch(Handle, keys, values, (ulong)mode, ref count);
        if (IsBatchMissing(errno))
        {
            for (int i = 0; i < total; i++)
            {
                Update(keys.Slice(i * KeySize, KeySize), values.Slice(i * stride, stride), mode);
            }
        }
        else if (errno != 0)
        {
            throw UpdateRefusal(errno);
        }
    }

    /// <summary>Removes many entries, in one system call where the kernel can (5.6). Absent keys are skipped.</summary>
    /// <param name="keys">One key after the other.</param>
    /// <returns>How many were present.</returns>
    /// <exception cref="ArgumentException">The length is no multiple of a key's.</exception>
    /// <exception cref="BpfException">Entries of this kind of map cannot be removed.</exception>
    public int DeleteBatch(ReadOnlySpan<byte> keys)
    {
        int total = CountKeys(keys);
        int removed = 0;
        for (int done = 0; done < total;)
        {
            uint count = (uint)(total - done);
            int errno = _kernel.DeleteBatch(Handle, keys[(done * KeySize)..], ref count);
            if (IsBatchMissing(errno))
            {
                return removed + DeleteOneByOne(keys[(done * KeySize)..]);
            }

            removed += (int)count;
            done += (int)count + (errno == Errno.ENOENT ? 1 : 0); // the call stops at the first key that is absent
            if (errno is not (0 or Errno.ENOENT))
            {
                throw new BpfException($"delete from {this}", errno);
            }
        }

        return removed;
    }

    /// <summary>Reads all entries and removes them, in batches where the kernel can (5.6).</summary>
    /// <exception cref="BpfException">This kind of map cannot be emptied.</exception>
    public IReadOnlyList<KeyValuePair<byte[], byte[]>> TakeAll()
    {
        List<KeyValuePair<byte[], byte[]>> taken = [];
        var reader = new MapEntryReader(this, DefaultBatchSize, delete: true);
        while (reader.ReadNext())
        {
            for (int i = 0; i < reader.Count; i++)
            {
                taken.Add(new KeyValuePair<byte[], byte[]>(reader.Key(i).ToArray(), reader.Value(i).ToArray()));
            }
        }

        return taken;
    }

    /// <summary>Removes all entries; sets those of arrays to zero.</summary>
    /// <exception cref="BpfException">This kind of map cannot be emptied.</exception>
    public void Clear()
    {
        if (Shape.IsArray)
        {
            byte[] zero = new byte[Shape.ValueBufferSize];
            Span<byte> key = stackalloc byte[sizeof(uint)];
            for (uint i = 0; i < MaxEntries; i++)
            {
                BitConverter.TryWriteBytes(key, i);
                Update(key, zero);
            }

            return;
        }

        Span<byte> first = KeySize <= 256 ? stackalloc byte[KeySize] : new byte[KeySize];
        while (TryGetNextKey([], first))
        {
            Delete(first);
        }
    }

    internal static bool IsBatchMissing(int errno) =>
        errno is Errno.EINVAL or Errno.ENOTSUPP or Errno.EOPNOTSUPP or Errno.ENOSYS;

    private int CountKeys(ReadOnlySpan<byte> keys) => KeySize > 0 && keys.Length % KeySize == 0
        ? keys.Length / KeySize
        : throw new ArgumentException(
            $"Keys of {this} have {KeySize} bytes; {keys.Length} is no multiple of it.", nameof(keys));

    private int DeleteOneByOne(ReadOnlySpan<byte> keys)
    {
        int removed = 0;
        for (; !keys.IsEmpty; keys = keys[KeySize..])
        {
            removed += Delete(keys[..KeySize]) ? 1 : 0;
        }

        return removed;
    }
}
