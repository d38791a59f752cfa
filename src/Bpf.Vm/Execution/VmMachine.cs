using System.Buffers.Binary;

namespace Bpf.Vm;

/// <summary>A machine that runs programs in user mode: address space, clock, CPUs, task, output.</summary>
/// <remarks>
/// It stays the same from run to run: clock, random numbers, trace and added memory go on. Not thread-safe.
/// </remarks>
public sealed partial class VmMachine
{
    private readonly Interpreter _interpreter;
    private readonly ulong _codeAddress;
    private readonly ulong _contextAddress;
    private readonly VmBuffer _scratch = new("scratch", new byte[4096]);
    private readonly ulong _scratchAddress;
    private readonly Dictionary<VmProgram, BoundProgram> _bound = [];
    private readonly Dictionary<VmMap, (ulong Handle, ulong Values)> _mapAddresses = [];
    private readonly Dictionary<ulong, VmMap> _mapsByHandle = [];
    private int _scratchUsed;
    private VmBuffer? _contextMemory;

    /// <summary>A machine with the kernel's helpers.</summary>
    public VmMachine()
        : this(VmHelpers.Kernel)
    {
    }

    /// <summary>A machine with given helpers.</summary>
    public VmMachine(VmHelpers helpers)
    {
        ArgumentNullException.ThrowIfNull(helpers);
        Helpers = helpers;
        _interpreter = new Interpreter(this, Memory);
        _codeAddress = Memory.Add(new VmBuffer("code", []));
        _contextAddress = Memory.Add(new VmBuffer("context", []));
        _scratchAddress = Memory.Add(_scratch);
    }

    /// <summary>Helpers and kernel functions.</summary>
    public VmHelpers Helpers { get; }

    /// <summary>The address space.</summary>
    public VmMemory Memory { get; } = new();

    /// <summary>Instructions that a run may take.</summary>
    public long InstructionBudget { get; set; } = 100_000_000;

    /// <summary>Times that each frame goes past <c>may_goto</c> before it jumps.</summary>
    public long LoopBudget { get; set; } = 8 * 1024 * 1024;

    /// <summary>What fresh stack memory is filled with. The verifier lets nobody rely on it.</summary>
    public byte StackFill { get; set; }

    /// <summary>The packet of the run.</summary>
    internal VmPacket? Packet { get; private set; }

    /// <summary>The context of the run.</summary>
    internal VmContext? Context { get; private set; }

    internal VmRedirect? Redirect { get; set; }

    /// <summary>Runs a program.</summary>
    /// <exception cref="VmException">
    /// The program did what the verifier would have refused, or used up its budget.
    /// </exception>
    public VmResult Run(VmProgram program, VmContext context)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(context);
        Prepare(context);
        BoundProgram bound = Bind(program);
        ulong r1 = _contextMemory is null ? 0 : _contextAddress;
        ulong result = _interpreter.Start(bound, r1, context.SecondArgument, InstructionBudget);
        return new VmResult
        {
            ReturnValue = result,
            InstructionCount = InstructionBudget - _interpreter.Remaining,
            Packet = Packet?.Bytes.ToArray() ?? [],
            Metadata = Packet?.Metadata.ToArray() ?? [],
            Context = _contextMemory?.Bytes ?? [],
            Redirect = Redirect,
        };
    }

    /// <summary>Puts memory into the address space for good: what programs find by <c>bpf_probe_read</c>.</summary>
    /// <returns>Its address.</returns>
    public ulong AddMemory(string name, byte[] bytes, bool isWritable = false)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return Memory.Add(new VmBuffer(name, bytes) { IsWritable = isWritable });
    }

    /// <summary>Writes to memory that <see cref="AddMemory"/> put there: pointers from one piece to another.</summary>
    public void WritePointer(ulong address, ulong value)
    {
        if (!Memory.TryFind(address, sizeof(ulong), out VmBuffer? buffer, out int offset))
        {
            throw new ArgumentException($"write pointer: there is no memory at 0x{address:x}", nameof(address));
        }

        BinaryPrimitives.WriteUInt64LittleEndian(buffer.Bytes.AsSpan(offset), value);
    }

    internal BoundProgram Bind(VmProgram program)
    {
        if (!_bound.TryGetValue(program, out BoundProgram? bound))
        {
            bound = new BoundProgram(
                program,
                [.. program.Maps.Select(HandleOf)],
                [.. program.Maps.Select(map => _mapAddresses[map].Values)]);
            _bound.Add(program, bound);
        }

        return bound;
    }

    /// <summary>The handle of a map; it becomes part of the address space if it is not yet.</summary>
    internal ulong HandleOf(VmMap map)
    {
        if (!_mapAddresses.TryGetValue(map, out (ulong Handle, ulong Values) addresses))
        {
            ulong handle = Memory.Add(new VmBuffer($"{map.Shape.Type} map", []));
            ulong values = map.Memory is { } memory ? Memory.Add(memory) : 0;
            addresses = (handle, values);
            _mapAddresses.Add(map, addresses);
            _mapsByHandle.Add(handle, map);
        }

        return addresses.Handle;
    }

    internal VmMap? FindMap(ulong handle) => _mapsByHandle.GetValueOrDefault(handle);

    /// <summary>The address of a byte in a map's value memory.</summary>
    internal ulong AddressOf(VmMap map, int offset) => _mapAddresses[map].Values + (ulong)offset;

    /// <summary>Submits or discards the record at an address; false if none is reserved there.</summary>
    internal bool CommitRingRecord(ulong address, bool discard)
    {
        foreach ((VmMap map, (ulong _, ulong values)) in _mapAddresses)
        {
            if (map is VmRingBuffer ring && values >> 32 == address >> 32)
            {
                return ring.Commit((int)(uint)address, discard);
            }
        }

        return false;
    }

    internal ulong FunctionAddress(int index) => _codeAddress + (ulong)index;

    /// <summary>Index of the function at an address, or -1.</summary>
    internal int FunctionIndex(VmProgram program, ulong address)
    {
        if (address >> 32 != _codeAddress >> 32)
        {
            return -1;
        }

        foreach (VmFunction function in program.Functions)
        {
            if (FunctionAddress(function.Start) == address)
            {
                return function.Start;
            }
        }

        return -1;
    }

    /// <summary>Moves the packet's bounds and tells the context.</summary>
    internal void MovePacket(int meta, int data, int end)
    {
        Packet!.Move(meta, data, end);
        Context!.Refresh(_contextMemory!, Packet);
    }

    /// <summary>
    /// Copies bytes to memory that lives until <see cref="FreeScratch"/> is called with the same mark.
    /// </summary>
    internal ulong AllocateScratch(ReadOnlySpan<byte> bytes, out int mark)
    {
        mark = _scratchUsed;
        int needed = mark + VmMapShape.RoundUp(bytes.Length);
        if (needed > _scratch.Bytes.Length)
        {
            byte[] larger = _scratch.Bytes;
            Array.Resize(ref larger, needed * 2);
            _scratch.Bytes = larger;
        }

        bytes.CopyTo(_scratch.Bytes.AsSpan(mark));
        _scratchUsed = needed;
        _scratch.End = (uint)needed;
        return _scratchAddress + (ulong)mark;
    }

    internal void FreeScratch(int mark)
    {
        _scratchUsed = mark;
        _scratch.End = (uint)mark;
    }

    private void Prepare(VmContext context)
    {
        Context = context;
        Redirect = null;
        FreeScratch(0);
        Packet = context.CreatePacket();
        Memory.SetPacket(Packet?.Buffer);
        _contextMemory = context.CreateMemory();
        Memory.Replace(_contextAddress, _contextMemory ?? new VmBuffer("context", []));
        if (Packet is { } packet && _contextMemory is { } memory)
        {
            context.Refresh(memory, packet);
        }
    }
}
