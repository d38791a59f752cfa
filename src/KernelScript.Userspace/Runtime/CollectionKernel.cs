using System.Collections.Immutable;
using Bpf.Loader;
using Bpf.Syscalls;

namespace KernelScript.Userspace.Runtime;

/// <summary>The kernel half of a script in the running kernel.</summary>
/// <remarks>
/// Maps are made when the script first touches its kernel half, programs when it loads them: a script that only computes
/// needs no privileges. Disposing detaches in reverse order and closes everything.
/// </remarks>
/// <param name="spec">The kernel half.</param>
/// <param name="pinnedGlobals">Offset of each pinned global in the one entry of its map.</param>
/// <param name="pinnedMap">Name of that map.</param>
/// <param name="options">How to load; null for the defaults.</param>
public sealed class CollectionKernel(
    CollectionSpec spec, ImmutableDictionary<string, int> pinnedGlobals, string pinnedMap,
    CollectionOptions? options = null) : IScriptKernel
{
    private readonly Lock _lock = new();
    private readonly List<Program> _handles = [];
    private readonly Stack<(long Handle, Link Link)> _links = [];
    private readonly Dictionary<string, ScriptMemory> _memories = [];
    private Collection? _collection;
    private MemoryMappedMap? _pinned;

    private Collection Loaded => _collection ??= Guard(
        () => Collection.Load(spec, (options ?? new CollectionOptions()) with { LoadsAtOnce = _ => false }));

    /// <inheritdoc/>
    public IScriptMapStore OpenMap(string name)
    {
        lock (_lock)
        {
            return new KernelMapStore(Loaded.Maps[name]);
        }
    }

    /// <inheritdoc/>
    public ScriptPointer OpenVariable(string name)
    {
        if (pinnedGlobals.TryGetValue(name, out int offset))
        {
            return new ScriptPointer(new LazyMemory(OpenPinned), offset);
        }

        VariableSpec variable = spec.Variables[name];
        return new ScriptPointer(new LazyMemory(() => OpenMemory(variable)), 0);
    }

    /// <inheritdoc/>
    public long Load(string program)
    {
        lock (_lock)
        {
            Program loaded = Guard(() => Loaded.LoadProgram(program));
            int index = _handles.IndexOf(loaded);
            if (index < 0)
            {
                index = _handles.Count;
                _handles.Add(loaded);
            }

            return index + 1;
        }
    }

    /// <inheritdoc/>
    public void Attach(long handle, string target, uint flags)
    {
        lock (_lock)
        {
            Program program = Find(handle);
            _links.Push((handle, Guard(() => program.Type == ProgramType.Xdp
                ? program.AttachXdp(target, new XdpAttachOptions { Mode = ModeOf(flags) })
                : program.Attach(target.Length == 0 ? null : target))));
        }
    }

    /// <inheritdoc/>
    public void Detach(long handle)
    {
        lock (_lock)
        {
            var kept = new Stack<(long Handle, Link Link)>();
            while (_links.TryPop(out (long Handle, Link Link) attached))
            {
                if (attached.Handle == handle)
                {
                    attached.Link.Dispose();
                }
                else
                {
                    kept.Push(attached);
                }
            }

            foreach ((long Handle, Link Link) attached in kept)
            {
                _links.Push(attached);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            while (_links.TryPop(out (long Handle, Link Link) attached))
            {
                attached.Link.Dispose();
            }

            _pinned?.Dispose();
            _pinned = null;
            _collection?.Dispose();
            _collection = null;
        }
    }

    private static XdpMode ModeOf(uint flags) => (XdpMode)(flags & (uint)(XdpMode.Generic | XdpMode.Native | XdpMode.Offloaded));

    private static T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (BpfException refusal)
        {
            string details = refusal is VerifierException verdict ? "\n" + VerifierAdvice.Explain(verdict) : "";
            throw new ScriptThrowException(refusal, details.TrimEnd('\n'));
        }
    }

    private Program Find(long handle) => handle > 0 && handle <= _handles.Count
        ? _handles[(int)handle - 1]
        : throw new ScriptErrorException("attach: the program was never loaded: give attach what load returned");

    private ScriptMemory OpenMemory(VariableSpec variable)
    {
        lock (_lock)
        {
            if (!_memories.TryGetValue(variable.Name, out ScriptMemory? memory))
            {
                memory = new VariableMemory(Loaded.Variables[variable.Name]);
                _memories.Add(variable.Name, memory);
            }

            return memory;
        }
    }

    private MappedMapMemory OpenPinned()
    {
        lock (_lock)
        {
            _pinned ??= Guard(() => Loaded.Maps[pinnedMap].MapMemory());
            return new MappedMapMemory(_pinned);
        }
    }

    /// <summary>A map of the collection.</summary>
    private sealed class KernelMapStore(Map map) : IScriptMapStore
    {
        public int StoredValueSize => map.Shape.ValueBufferSize;

        public bool TryRead(ReadOnlySpan<byte> key, Span<byte> value) => map.TryLookup(key, value);

        public bool TryWrite(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags)
        {
            if (flags != 0)
            {
                return map.TryUpdate(key, value, (MapUpdateMode)flags);
            }

            try
            {
                map.Update(key, value);
                return true;
            }
            catch (BpfException refusal) when (refusal.Errno is Errno.E2BIG or Errno.ENOSPC or Errno.ENOENT)
            {
                return false;
            }
        }

        public bool TryDelete(ReadOnlySpan<byte> key)
        {
            try
            {
                return map.Delete(key);
            }
            catch (BpfException refusal)
            {
                throw new ScriptThrowException(refusal, "");
            }
        }

        public IEnumerable<byte[]> ReadKeys()
        {
            try
            {
                return [.. map.ReadEntries().Select(entry => entry.Key)];
            }
            catch (BpfException refusal)
            {
                throw new ScriptThrowException(refusal, "");
            }
        }
    }

    /// <summary>A global in its data section, which is mapped into the process.</summary>
    private sealed class VariableMemory(Variable variable) : ScriptMemory
    {
        public override int Length => variable.Size;

        public override void Read(int offset, Span<byte> destination) =>
            variable.Bytes.Slice(offset, destination.Length).CopyTo(destination);

        public override void Write(int offset, ReadOnlySpan<byte> source)
        {
            if (variable.IsConstant)
            {
                throw new ScriptErrorException($"'{variable.Name}' is constant: it cannot be changed after loading");
            }

            source.CopyTo(variable.Bytes[offset..]);
        }
    }

    /// <summary>The one entry of the map of pinned globals.</summary>
    private sealed class MappedMapMemory(MemoryMappedMap map) : ScriptMemory
    {
        public override int Length => map.Bytes.Length;

        public override void Read(int offset, Span<byte> destination) =>
            map.Bytes.Slice(offset, destination.Length).CopyTo(destination);

        public override void Write(int offset, ReadOnlySpan<byte> source) => source.CopyTo(map.Bytes[offset..]);
    }

    /// <summary>Memory that is opened when it is first touched.</summary>
    private sealed class LazyMemory(Func<ScriptMemory> open) : ScriptMemory
    {
        private ScriptMemory? _memory;

        public override int Length => Memory.Length;

        private ScriptMemory Memory => _memory ??= open();

        public override void Read(int offset, Span<byte> destination) => Memory.Read(offset, destination);

        public override void Write(int offset, ReadOnlySpan<byte> source) => Memory.Write(offset, source);
    }
}
