namespace KernelScript.Ir.Interpretation;

/// <summary>
/// What a module runs on: memory, maps, globals, a packet, a context, helpers and a clock. Everything is deterministic.
/// </summary>
public sealed class IrMachine
{
    private readonly Dictionary<string, SimulatedMap> _maps = [];
    private readonly Dictionary<string, MemoryRegion> _globals = [];
    private readonly Dictionary<string, ulong> _mapAddresses = [];
    private readonly Dictionary<string, ulong> _functionAddresses = [];
    private readonly Dictionary<ulong, SimulatedMap> _mapsByAddress = [];
    private readonly Dictionary<ulong, string> _functionsByAddress = [];
    private readonly List<string> _trace = [];
    private MemoryRegion _packet;

    /// <summary>Makes empty maps and initial globals for <paramref name="module"/>.</summary>
    public IrMachine(IrModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        Module = module;
        _packet = Memory.Add(AddressSpace.Packet, []);
        ContextAddress = Memory.Add(AddressSpace.Context, []).Address;
        foreach (IrMap map in module.Maps)
        {
            SimulatedMap simulated = SimulatedMap.Create(map, Memory);
            ulong address = Memory.Add(AddressSpace.Map, []).Address;
            _maps.Add(map.Name, simulated);
            _mapAddresses.Add(map.Name, address);
            _mapsByAddress.Add(address, simulated);
        }

        foreach (IrGlobal global in module.Globals)
        {
            var bytes = new byte[global.Type.Size];
            global.Contents.AsSpan().CopyTo(bytes);
            _globals.Add(
                global.Name, Memory.Add(AddressSpace.Global, bytes, global.Section == GlobalSection.ReadOnlyData));
        }

        foreach (IrFunction function in module.Functions)
        {
            ulong address = Memory.Add(AddressSpace.Function, []).Address;
            _functionAddresses.Add(function.Name, address);
            _functionsByAddress.Add(address, function.Name);
        }
    }

    /// <summary>The module whose functions run here.</summary>
    public IrModule Module { get; }

    /// <summary>All memory.</summary>
    public IrMemory Memory { get; } = new();

    /// <summary>Its maps by name.</summary>
    public IReadOnlyDictionary<string, SimulatedMap> Maps => _maps;

    /// <summary>What the context pointer of programs stands for.</summary>
    public IrContext Context { get; set; } = new XdpContext();

    /// <summary>Helpers by number. Programs that call others trap.</summary>
    public IDictionary<int, IrHelper> Helpers { get; } = StandardHelpers.Create();

    /// <summary>Kernel functions by name.</summary>
    public IDictionary<string, IrHelper> Kfuncs { get; } = new Dictionary<string, IrHelper>();

    /// <summary>Lines that the program printed.</summary>
    public IList<string> Trace => _trace;

    /// <summary>Nanoseconds that the clock shows; it goes on by one microsecond each time it is read.</summary>
    public ulong Time { get; set; } = 1_000_000_000;

    /// <summary>The next value of <c>get_prandom_u32</c> is made from this.</summary>
    public ulong RandomState { get; set; } = 0x9e37_79b9_7f4a_7c15;

    /// <summary>Thread group in the upper half, thread in the lower: <c>get_current_pid_tgid</c>.</summary>
    public ulong PidTgid { get; set; } = (1000UL << 32) | 1001;

    /// <summary>Group in the upper half, user in the lower: <c>get_current_uid_gid</c>.</summary>
    public ulong UidGid { get; set; }

    /// <summary>The name of the current thread, at most 15 characters.</summary>
    public string Command { get; set; } = "interpreter";

    /// <summary>Instructions that one run may take.</summary>
    public long StepBudget { get; set; } = 10_000_000;

    /// <summary>The packet's bytes. Setting them makes all pointers into the old packet stale.</summary>
    public byte[] Packet
    {
        get => _packet.Bytes;
        set
        {
            _packet.Kill();
            _packet = Memory.Add(AddressSpace.Packet, value);
        }
    }

    /// <summary>The address of the first byte of the packet.</summary>
    public ulong PacketStart => _packet.Address;

    /// <summary>The address after the last byte of the packet.</summary>
    public ulong PacketEnd => _packet.Address + (ulong)_packet.Bytes.Length;

    /// <summary>The value of a context pointer.</summary>
    public ulong ContextAddress { get; }

    /// <summary>The live bytes of a global.</summary>
    public byte[] Global(string name) => _globals[name].Bytes;

    /// <summary>Puts bytes where <c>probe_read_kernel</c> and loads through kernel pointers find them.</summary>
    /// <returns>Their address.</returns>
    public ulong AddKernelMemory(byte[] bytes) => Memory.Add(AddressSpace.Kernel, bytes, isReadOnly: true).Address;

    /// <summary>Puts bytes where <c>probe_read_user</c> and loads through user pointers find them.</summary>
    /// <returns>Their address.</returns>
    public ulong AddUserMemory(byte[] bytes) => Memory.Add(AddressSpace.User, bytes, isReadOnly: true).Address;

    internal ulong AddressOfGlobal(string name) => _globals[name].Address;

    internal ulong AddressOfMap(string name) => _mapAddresses[name];

    internal ulong AddressOfFunction(string name) => _functionAddresses[name];

    internal SimulatedMap MapAt(ulong address) => _mapsByAddress.GetValueOrDefault(address)
        ?? throw new IrTrapException(IrTrapKind.BadArgument, $"0x{address:x} is no map");

    internal IrFunction FunctionAt(ulong address) =>
        _functionsByAddress.TryGetValue(address, out string? name) && Module.FindFunction(name) is { } function
            ? function
            : throw new IrTrapException(IrTrapKind.BadArgument, $"0x{address:x} is no function");

    /// <summary>The current time; reading it takes a microsecond.</summary>
    internal ulong ReadClock() => Time += 1000;

    internal uint NextRandom()
    {
        // xorshift64* of Marsaglia and Vigna; zero would stay zero.
        ulong x = RandomState == 0 ? 1 : RandomState;
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        RandomState = x;
        return (uint)((x * 0x2545_f491_4f6c_dd1d) >> 32);
    }

    internal void Print(string line) => _trace.Add(line);
}
