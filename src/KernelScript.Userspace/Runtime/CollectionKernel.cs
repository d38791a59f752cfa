using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Bpf.Loader;
using Bpf.Syscalls;

namespace KernelScript.Userspace.Runtime;

/// <summary>The kernel half of a script in the running kernel.</summary>
/// <remarks>
/// Maps are made when the script first touches its kernel half, programs when it loads them: a script that only
/// computes
/// needs no privileges. Disposing detaches in reverse order and closes everything.
/// </remarks>
/// <param name="spec">The kernel half.</param>
/// <param name="pinnedGlobals">Where its pinned globals are; null when it has none.</param>
/// <param name="options">How to load; null for the defaults.</param>
public sealed class CollectionKernel(
    CollectionSpec spec, PinnedGlobalPlaces? pinnedGlobals = null, CollectionOptions? options = null) : IScriptKernel
{
    private const int EthernetHeaderSize = 14;

    private readonly Lock _lock = new();
    private readonly List<Program> _handles = [];
    private readonly Stack<(long Handle, Link Link)> _links = [];
    private readonly Dictionary<string, ScriptMemory> _memories = [];
    private readonly Dictionary<string, RingBufferReader> _readers = [];
    private Collection? _collection;
    private MemoryMappedMap? _pinned;

    private Collection Loaded => _collection ??= Guard(
        () => Collection.Load(WithPins(spec), (options ?? new CollectionOptions()) with { LoadsAtOnce = _ => false }));

    /// <summary>The program of that name, loaded now if it was not yet.</summary>
    /// <exception cref="ScriptThrowException">The kernel refuses it.</exception>
    public Program FindProgram(string name)
    {
        lock (_lock)
        {
            return Guard(() => Loaded.LoadProgram(name));
        }
    }

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
        if (pinnedGlobals is not null && pinnedGlobals.Offsets.TryGetValue(name, out int offset))
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
            Program loaded = FindProgram(program);
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
            Program program = FindLoaded(handle);
            _links.Push((handle, Guard(() => program.Type == ProgramType.Xdp
                ? program.AttachXdp(target, new XdpAttachOptions { Mode = ModeOf(flags) })
                : program.Attach(target.Length == 0 ? null : target))));
        }
    }

    /// <inheritdoc/>
    public int Dispatch(IReadOnlyDictionary<string, ScriptEventHandler> handlers, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(handlers);
        RingBufferReader[] readers = [.. handlers.Keys.Select(OpenRingBuffer)];
        while (true)
        {
            foreach ((RingBufferReader reader, ScriptEventHandler handler) in readers.Zip(handlers.Values))
            {
                foreach (ReadOnlySpan<byte> record in reader.ReadAvailable())
                {
                    cancellation.ThrowIfCancellationRequested();
                    int result = handler(new ScriptPointer(new ManagedMemory(record.ToArray()), 0));
                    if (result != 0)
                    {
                        return result;
                    }
                }
            }

            RingBufferReader.WaitAny(readers, Timeout.InfiniteTimeSpan, cancellation);
        }
    }

    /// <inheritdoc/>
    public long Test(string program, ScriptTestInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Program loaded = FindProgram(program);
        return (int)Guard(() => loaded.TestRun(CreateTestRun(loaded, input))).ReturnValue;
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

            foreach (RingBufferReader reader in _readers.Values)
            {
                reader.Dispose();
            }

            _readers.Clear();
            _pinned?.Dispose();
            _pinned = null;
            _collection?.Dispose();
            _collection = null;
        }
    }

    // Paths are below the usual folder. The file system is mounted if it is not; where it is elsewhere, so are the
    // pins.
    private static CollectionSpec WithPins(CollectionSpec spec)
    {
        if (spec.Maps.All(m => m.PinPath is null))
        {
            return spec;
        }

        string folder = BpfFileSystem.EnsureMounted();
        return folder == BpfFileSystem.UsualFolder
            ? spec
            : spec with
            {
                Maps = [.. spec.Maps.Select(m => m with
                {
                    PinPath = m.PinPath?.Replace(BpfFileSystem.UsualFolder, folder, StringComparison.Ordinal),
                })],
            };
    }

    private static TestRun CreateTestRun(Program program, ScriptTestInput input)
    {
        bool takesPacket = program.Type is ProgramType.Xdp or ProgramType.SchedCls or ProgramType.SchedAct
            or ProgramType.SocketFilter or ProgramType.CgroupSkb;
        if (!takesPacket)
        {
            return new TestRun { Context = [.. input.Bytes], Room = 0 };
        }

        if (input.Bytes.Length < EthernetHeaderSize)
        {
            throw new ScriptErrorException(
                $"test of '{program.Name}': the kernel takes packets of {EthernetHeaderSize} bytes and more, "
                    + $"not {input.Bytes.Length}: run the test with '--vm'");
        }

        // Only XDP programs are told where the packet comes in; others see the loopback interface.
        return program.Type == ProgramType.Xdp && input.Interface != 0
            ? new TestRun { Data = [.. input.Bytes], Context = XdpContextOf(input) }
            : new TestRun { Data = [.. input.Bytes] };
    }

    // struct xdp_md of linux/bpf.h: data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex.
    private static ImmutableArray<byte> XdpContextOf(ScriptTestInput input)
    {
        Span<uint> fields = [0, (uint)input.Bytes.Length, 0, input.Interface, 0, 0];
        return [.. MemoryMarshal.AsBytes(fields)];
    }

    private static XdpMode ModeOf(uint flags) =>
        (XdpMode)(flags & (uint)(XdpMode.Generic | XdpMode.Native | XdpMode.Offloaded));

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

    private Program FindLoaded(long handle) => handle > 0 && handle <= _handles.Count
        ? _handles[(int)handle - 1]
        : throw new ScriptErrorException("attach: the program was never loaded: give attach what load returned");

    private RingBufferReader OpenRingBuffer(string name)
    {
        lock (_lock)
        {
            if (!_readers.TryGetValue(name, out RingBufferReader? reader))
            {
                reader = Guard(() => new RingBufferReader(Loaded.Maps[name]));
                _readers.Add(name, reader);
            }

            return reader;
        }
    }

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
            _pinned ??= Guard(() => Loaded.Maps[pinnedGlobals!.Map].MapMemory());
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
