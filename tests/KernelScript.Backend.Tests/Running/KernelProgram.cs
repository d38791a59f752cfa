using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Bpf.Asm;
using Bpf.Syscalls;
using KernelScript.Ir;

namespace KernelScript.Backend.Tests.Running;

/// <summary>A compiled program in the kernel, with its maps, to be run on packets.</summary>
internal sealed class KernelProgram : IDisposable
{
    private static readonly BpfKernel _kernel = BpfKernel.Host;
    private readonly Dictionary<string, SafeBpfHandle> _maps = new(StringComparer.Ordinal);
    private readonly BackendResult _result;
    private readonly LoadedProgram _program;

    public KernelProgram(BackendResult result, string program)
    {
        _result = result;
        foreach (IrMap map in result.Maps)
        {
            _maps.Add(map.Name, _kernel.CreateMap(new MapCreation
            {
                Type = (MapType)map.Type, KeySize = (uint)map.Key.Size, ValueSize = (uint)map.Value.Size,
                MaxEntries = (uint)map.MaxEntries, Flags = (MapFlags)map.Flags,
            }));
        }

        foreach (DataSection section in result.Sections)
        {
            SafeBpfHandle map = _kernel.CreateMap(new MapCreation
            {
                Type = MapType.Array, KeySize = 4, ValueSize = (uint)section.Contents.Length, MaxEntries = 1,
                Flags = section.Section == GlobalSection.ReadOnlyData ? MapFlags.ReadOnlyProgram : 0,
            });
            _maps.Add(section.Name, map);
            Access(BpfCommand.MapUpdateElement, map, 0, [.. section.Contents]);
            if (section.Section == GlobalSection.ReadOnlyData)
            {
                _kernel.FreezeMap(map);
            }
        }

        CompiledFunction main = result.Functions.First(f => f.Name == program);
        _program = _kernel.LoadProgram(new ProgramLoad
        {
            Name = program, Type = (ProgramType)main.Program!.ProgramType, License = result.License,
            Instructions = [.. InstructionEncoding.Encode(Link(main).ToArray())],
        });
    }

    /// <summary>Instructions that the verifier walked.</summary>
    public uint VerifiedInstructions => _kernel.GetProgramInfo(_program.Handle).VerifiedInstructions;

    public TestRunResult Run(byte[] packet) =>
        _kernel.RunProgram(_program.Handle, new TestRun { Data = [.. packet], Repeat = 1 });

    /// <summary>The value under a 32-bit key.</summary>
    public byte[] Read(string map, int key, int size)
    {
        var value = new byte[size];
        Access(BpfCommand.MapLookupElement, _maps[map], key, value);
        return value;
    }

    public void Dispose()
    {
        _program.Handle.Dispose();
        foreach (SafeBpfHandle map in _maps.Values)
        {
            map.Dispose();
        }
    }

    private static void Access(BpfCommand command, SafeBpfHandle map, int key, byte[] value)
    {
        byte[] keyBytes = GC.AllocateArray<byte>(4, pinned: true);
        byte[] valueBytes = GC.AllocateArray<byte>(value.Length, pinned: true);
        BitConverter.TryWriteBytes(keyBytes, key);
        value.CopyTo(valueBytes, 0);
        var attribute = new byte[32];
        BitConverter.TryWriteBytes(attribute, (int)map.DangerousGetHandle());
        BitConverter.TryWriteBytes(attribute.AsSpan(8), Marshal.UnsafeAddrOfPinnedArrayElement(keyBytes, 0));
        BitConverter.TryWriteBytes(attribute.AsSpan(16), Marshal.UnsafeAddrOfPinnedArrayElement(valueBytes, 0));
        Assert.Equal(0, _kernel.Invoke(command, attribute));
        valueBytes.CopyTo(value, 0);
    }

    /// <summary>The program, then the functions it needs, one after the other, with descriptors and distances filled in.</summary>
    private ImmutableArray<Instruction> Link(CompiledFunction main)
    {
        var starts = new Dictionary<string, int>(StringComparer.Ordinal) { [main.Name] = 0 };
        var order = new List<CompiledFunction> { main };
        int slots = main.Code.SlotCount;
        for (int i = 0; i < order.Count; i++)
        {
            foreach (Relocation relocation in order[i].Code.Relocations)
            {
                if (relocation.Kind is RelocationKind.LocalCall or RelocationKind.FunctionAddress
                    && !starts.ContainsKey(relocation.Symbol))
                {
                    CompiledFunction callee = _result.Functions.First(f => f.Name == relocation.Symbol);
                    starts.Add(callee.Name, slots);
                    slots += callee.Code.SlotCount;
                    order.Add(callee);
                }
            }
        }

        return [.. order.SelectMany(function => Relocate(function, starts))];
    }

    private Instruction[] Relocate(CompiledFunction function, Dictionary<string, int> starts)
    {
        Instruction[] code = [.. function.Code.Instructions];
        SlotMap slots = function.Code.CreateSlotMap();
        foreach (Relocation relocation in function.Code.Relocations)
        {
            int next = starts[function.Name] + slots.SlotOf(relocation.Index) + 1;
            Register dst = code[relocation.Index].Dst;
            code[relocation.Index] = relocation.Kind switch
            {
                RelocationKind.Map => Instruction.LoadMapFd(dst, Number(relocation.Symbol)),
                RelocationKind.MapValue => Instruction.LoadMapValue(dst, Number(relocation.Symbol), (int)relocation.Addend),
                RelocationKind.LocalCall => Instruction.CallLocal(starts[relocation.Symbol] - next),
                RelocationKind.FunctionAddress => Instruction.LoadFunction(dst, starts[relocation.Symbol] - next),
                _ => throw new NotSupportedException($"{relocation.Kind}"),
            };
        }

        return code;
    }

    private int Number(string map) => (int)_maps[map].DangerousGetHandle();
}
