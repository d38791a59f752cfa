using System.Collections.Immutable;
using Bpf.Asm;
using Bpf.Btf;
using Bpf.Syscalls;

namespace Bpf.Vm.Tests;

/// <summary>Runs programs in the VM and in the kernel on the same packets.</summary>
internal static class KernelTwin
{
    private const int FunctionTypeId = 3;

    public static (uint Result, byte[] Packet) RunInVm(ProgramCase test, ReadOnlySpan<byte> packet)
    {
        Dictionary<string, VmMap> maps = test.Maps.ToDictionary(map => map.Key, map => VmMap.Create(map.Value));
        VmProgram program = VmProgram.Link(test.Code, ImmutableDictionary<string, CodeImage>.Empty, maps);
        VmContext context = test.Type == ProgramType.Xdp ? new XdpContext(packet) : new SkbContext(packet);
        VmResult result = new VmMachine().Run(program, context);

        // The kernel hands out metadata and packet in one piece.
        return (result.ReturnCode, [.. result.Metadata.Span, .. result.Packet.Span]);
    }

    public static IEnumerable<(uint Result, byte[] Packet)> RunInKernel(ProgramCase test, IEnumerable<byte[]> packets)
    {
        IBpfKernel kernel = BpfKernel.Host;
        var maps = new Dictionary<string, SafeBpfHandle>();
        try
        {
            foreach ((string name, VmMapShape shape) in test.Maps)
            {
                maps.Add(name, kernel.CreateMap(Creation(shape)));
            }

            using SafeBpfHandle program = Load(kernel, test, maps);
            foreach (byte[] packet in packets)
            {
                TestRunResult run = kernel.RunProgram(program, new TestRun { Data = [.. packet] });
                yield return (run.ReturnValue, run.Data.ToArray());
            }
        }
        finally
        {
            foreach (SafeBpfHandle map in maps.Values)
            {
                map.Dispose();
            }
        }
    }

    private static SafeBpfHandle Load(IBpfKernel kernel, ProgramCase test, Dictionary<string, SafeBpfHandle> maps)
    {
        string[] names = [.. maps.Keys];
        Instruction[] code = [.. test.Code.Instructions];
        foreach (Relocation relocation in test.Code.Relocations)
        {
            ref Instruction instruction = ref code[relocation.Index];
            int index = Array.IndexOf(names, relocation.Symbol);
            instruction = relocation.Kind == RelocationKind.Map
                ? Instruction.LoadMapIndex(instruction.Dst, index)
                : Instruction.LoadMapIndexValue(instruction.Dst, index, (int)relocation.Addend);
        }

        int[] functions = FunctionSlots(test.Code);
        using SafeBpfHandle? btf = functions.Length > 1 ? kernel.LoadBtf(Types().Encode()) : null;
        return kernel.LoadProgram(new ProgramLoad
        {
            Btf = btf,
            FunctionInfo = btf is null ? [] : [.. functions.SelectMany(FunctionInfo)],
            Name = "twin",
            Type = test.Type,
            License = "GPL",
            Instructions = [.. InstructionEncoding.Encode(code)],
            Descriptors = [.. names.Select(name => maps[name])],
        }).Handle;
    }

    // Functions whose address is taken have to be described; one type does for all.
    private static BtfBuilder Types()
    {
        var builder = new BtfBuilder();
        var number = new BtfInt("long", 8, BtfIntEncoding.Signed);
        var function = new BtfFunction("f", new BtfFunctionPrototype(number, []), BtfLinkage.Static);
        builder.Add(number);
        builder.Add(function.Prototype);
        builder.Add(function);
        return builder;
    }

    // struct bpf_func_info: first slot, id of the function.
    private static byte[] FunctionInfo(int slot) =>
        [.. BitConverter.GetBytes(slot), .. BitConverter.GetBytes(FunctionTypeId)];

    private static int[] FunctionSlots(CodeImage code)
    {
        SlotMap slots = code.CreateSlotMap();
        var found = new SortedSet<int> { 0 };
        for (int i = 0; i < code.Instructions.Length; i++)
        {
            Instruction instruction = code.Instructions[i];
            if (instruction is { IsCall: true, CallKind: CallKind.Local }
                or { OpCode.IsWide: true, WideLoadKind: WideLoadKind.Function })
            {
                found.Add(slots.SlotOf(i) + 1 + (int)instruction.Imm);
            }
        }

        return [.. found];
    }

    private static MapCreation Creation(VmMapShape shape) => new()
    {
        Type = shape.Type,
        KeySize = (uint)shape.KeySize,
        ValueSize = (uint)shape.ValueSize,
        MaxEntries = (uint)shape.MaxEntries,
        Flags = shape.Flags,
    };
}
