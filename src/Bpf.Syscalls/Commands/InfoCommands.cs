using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Bpf.Syscalls.Attributes;
using Bpf.Syscalls.Interop;

namespace Bpf.Syscalls;

/// <summary>What the kernel tells about objects (<c>BPF_OBJ_GET_INFO_BY_FD</c>). Since Linux 4.13.</summary>
public static unsafe class InfoCommands
{
    private const int NameCapacity = 256;

    /// <summary>Describes a map.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static MapInfo GetMapInfo(this IBpfKernel kernel, SafeBpfHandle map)
    {
        MapInfoData data = default;
        Get(kernel, map, ref data, "map");
        return new MapInfo
        {
            Type = (MapType)data.Type,
            Id = data.Id,
            KeySize = data.KeySize,
            ValueSize = data.ValueSize,
            MaxEntries = data.MaxEntries,
            Flags = (MapFlags)data.MapFlags,
            Name = data.Name.ToString(),
            BtfId = data.BtfId,
            KeyTypeId = data.BtfKeyTypeId,
            ValueTypeId = data.BtfValueTypeId,
            Extra = data.MapExtra,
        };
    }

    /// <summary>Describes a program.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static ProgramInfo GetProgramInfo(this IBpfKernel kernel, SafeBpfHandle program)
    {
        ProgramInfoData data = default;
        Get(kernel, program, ref data, "program");
        return new ProgramInfo
        {
            Type = (ProgramType)data.Type,
            Id = data.Id,
            Name = data.Name.ToString(),
            Tag = HexOfBytes(data.Tag),
            JitedBytes = data.JitedProgLen,
            TranslatedBytes = data.XlatedProgLen,
            VerifiedInstructions = data.VerifiedInsns,
            LoadTime = TimeSpan.FromMicroseconds(data.LoadTime / 1000),
            CreatedByUserId = data.CreatedByUid,
            MapIds = GetMapIds(kernel, program, data.NrMapIds),
            IsGplCompatible = (data.GplCompatible & 1) != 0,
            BtfId = data.BtfId,
            FunctionInfoCount = data.NrFuncInfo,
            LineInfoCount = data.NrLineInfo,
            RunTime = TimeSpan.FromMicroseconds(data.RunTimeNs / 1000.0),
            RunCount = data.RunCnt,
            RecursionMisses = data.RecursionMisses,
        };
    }

    /// <summary>
    /// The instructions of a program as the verifier left them, 8 bytes a slot. Needs <c>CAP_SYS_ADMIN</c> or
    /// <c>CAP_PERFMON</c>.
    /// </summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static ImmutableArray<byte> GetTranslatedCode(this IBpfKernel kernel, SafeBpfHandle program)
    {
        ProgramInfoData data = default;
        Get(kernel, program, ref data, "program");
        byte[] code = new byte[data.XlatedProgLen];

        // SAFETY: the kernel writes no more than the length stated beside the address.
        fixed (byte* address = code)
        {
            data = new ProgramInfoData { XlatedProgLen = (uint)code.Length, XlatedProgInsns = (ulong)address };
            Get(kernel, program, ref data, "program");
        }

        return ImmutableArray.Create(code);
    }

    /// <summary>
    /// The machine code of a program. Needs <c>CAP_SYS_ADMIN</c>; empty when the JIT compiler is off.
    /// </summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static ImmutableArray<byte> GetJitedCode(this IBpfKernel kernel, SafeBpfHandle program)
    {
        ProgramInfoData data = default;
        Get(kernel, program, ref data, "program");
        byte[] code = new byte[data.JitedProgLen];

        // SAFETY: the kernel writes no more than the length stated beside the address.
        fixed (byte* address = code)
        {
            data = new ProgramInfoData { JitedProgLen = (uint)code.Length, JitedProgInsns = (ulong)address };
            Get(kernel, program, ref data, "program");
        }

        return ImmutableArray.Create(code);
    }

    /// <summary>The line information of a program: records of <c>struct bpf_line_info</c>, 16 bytes each.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static ImmutableArray<byte> GetLineInfo(this IBpfKernel kernel, SafeBpfHandle program)
    {
        const uint RecordSize = 16;
        ProgramInfoData data = default;
        Get(kernel, program, ref data, "program");
        byte[] records = new byte[data.NrLineInfo * RecordSize];

        // SAFETY: the kernel writes no more than the count and size stated beside the address.
        fixed (byte* address = records)
        {
            data = new ProgramInfoData
            {
                NrLineInfo = data.NrLineInfo,
                LineInfoRecSize = RecordSize,
                LineInfo = (ulong)address,
            };
            Get(kernel, program, ref data, "program");
        }

        return ImmutableArray.Create(records);
    }

    /// <summary>The function information of a program: records of <c>struct bpf_func_info</c>, 8 bytes each.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static ImmutableArray<byte> GetFunctionInfo(this IBpfKernel kernel, SafeBpfHandle program)
    {
        const uint RecordSize = 8;
        ProgramInfoData data = default;
        Get(kernel, program, ref data, "program");
        byte[] records = new byte[data.NrFuncInfo * RecordSize];

        // SAFETY: the kernel writes no more than the count and size stated beside the address.
        fixed (byte* address = records)
        {
            data = new ProgramInfoData
            {
                NrFuncInfo = data.NrFuncInfo,
                FuncInfoRecSize = RecordSize,
                FuncInfo = (ulong)address,
            };
            Get(kernel, program, ref data, "program");
        }

        return ImmutableArray.Create(records);
    }

    /// <summary>Describes a link. Since Linux 5.8.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static LinkInfo GetLinkInfo(this IBpfKernel kernel, SafeBpfHandle link)
    {
        LinkInfoData data = default;
        Get(kernel, link, ref data, "link");
        var type = (LinkType)data.Type;
        return new LinkInfo
        {
            Type = type,
            Id = data.Id,
            ProgramId = data.ProgId,
            InterfaceIndex = type is LinkType.Xdp or LinkType.Tcx or LinkType.Netkit ? (int)data.Ifindex : 0,
            AttachType = type switch
            {
                LinkType.Tcx or LinkType.Netkit => (AttachType)data.TcxAttachType,
                LinkType.Tracing => (AttachType)data.TracingAttachType,
                LinkType.Cgroup => (AttachType)data.CgroupAttachType,
                _ => null,
            },
            TracepointName = type == LinkType.RawTracepoint ? GetTracepointName(kernel, link) : "",
            CgroupId = type == LinkType.Cgroup ? data.CgroupId : 0,
        };
    }

    /// <summary>Describes BTF. Since Linux 4.18.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static BtfInfo GetBtfInfo(this IBpfKernel kernel, SafeBpfHandle btf)
    {
        Span<byte> name = stackalloc byte[NameCapacity];

        // SAFETY: the kernel writes at most the stated length, and the buffer is on the stack.
        fixed (byte* address = name)
        {
            var data = new BtfInfoData { Name = (ulong)address, NameLen = NameCapacity };
            Get(kernel, btf, ref data, "BTF");
            return new BtfInfo(data.Id, TextOf(name), data.BtfSize, data.KernelBtf != 0);
        }
    }

    /// <summary>The content of BTF, as <c>LoadBtf</c> took it.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static ImmutableArray<byte> GetBtfData(this IBpfKernel kernel, SafeBpfHandle btf)
    {
        BtfInfoData data = default;
        Get(kernel, btf, ref data, "BTF");
        byte[] content = new byte[data.BtfSize];

        // SAFETY: the kernel writes no more than the length stated beside the address.
        fixed (byte* address = content)
        {
            data = new BtfInfoData { Btf = (ulong)address, BtfSize = (uint)content.Length };
            Get(kernel, btf, ref data, "BTF");
        }

        return ImmutableArray.Create(content);
    }

    private static ImmutableArray<uint> GetMapIds(IBpfKernel kernel, SafeBpfHandle program, uint count)
    {
        uint[] ids = new uint[count];

        // SAFETY: the kernel writes no more than the count stated beside the address.
        fixed (uint* address = ids)
        {
            var data = new ProgramInfoData { NrMapIds = count, MapIds = (ulong)address };
            Get(kernel, program, ref data, "program");
        }

        return ImmutableArray.Create(ids);
    }

    private static string GetTracepointName(IBpfKernel kernel, SafeBpfHandle link)
    {
        Span<byte> name = stackalloc byte[NameCapacity];

        // SAFETY: the kernel writes at most the stated length, and the buffer is on the stack.
        fixed (byte* address = name)
        {
            var data = new LinkInfoData { TpName = (ulong)address, TpNameLen = NameCapacity };
            Get(kernel, link, ref data, "link");
        }

        return TextOf(name);
    }

    private static void Get<T>(IBpfKernel kernel, SafeBpfHandle handle, ref T data, string kind)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(handle);
        using BorrowedDescriptor fd = handle.Borrow();

        // SAFETY: the structure stays pinned during the call and its length goes with it. The kernel takes any length
        // up to its own, and a longer one when the rest is zero.
        fixed (T* address = &data)
        {
            var attribute = new ObjectInfoAttr
            {
                BpfFd = (uint)fd.Number,
                InfoLen = (uint)sizeof(T),
                Info = (ulong)address,
            };
            int result = kernel.Invoke(BpfCommand.ObjGetInfoByFd, ref attribute);
            if (result < 0)
            {
                throw new BpfException($"describe {kind}", -result);
            }
        }
    }

    private static string HexOfBytes(ulong tag) =>
        System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(tag).ToString("x16", CultureInfo.InvariantCulture);

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
