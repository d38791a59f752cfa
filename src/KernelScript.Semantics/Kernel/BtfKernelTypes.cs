using Bpf.Btf;

namespace KernelScript.Semantics;

/// <summary>A kernel's types as its BTF has them.</summary>
/// <remarks>
/// The BTF is opened when the first name is looked up, and a struct gets its fields when a script looks into it. One
/// object
/// serves any number of scripts, on several threads.
/// </remarks>
public sealed class BtfKernelTypes : IKernelTypes
{
    private const string TracepointPrefix = "btf_trace_";

    private readonly Lock _lock = new();
    private readonly Lazy<BtfSpec> _spec;
    private readonly BtfTypeConverter _converter = new();
    private readonly Dictionary<string, StructType?> _structs = new(StringComparer.Ordinal);
    private Dictionary<string, long>? _constants;

    /// <summary>The types of some BTF.</summary>
    /// <param name="open">Opens it, once.</param>
    public BtfKernelTypes(Func<BtfSpec> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        _spec = new Lazy<BtfSpec>(open);
    }

    /// <summary>The types of the running kernel, or null when it has no BTF.</summary>
    public static BtfKernelTypes? OfRunningKernel() => File.Exists("/sys/kernel/btf/vmlinux")
        ? new BtfKernelTypes(() => KernelBtf.Open() ?? BtfSpec.Empty)
        : null;

    /// <inheritdoc/>
    public IEnumerable<string> TracepointNames
    {
        get
        {
            BtfSpec spec = _spec.Value;
            for (int id = spec.FirstId; id < spec.Count; id++)
            {
                if (spec.KindOf(id) == BtfKind.Typedef
                    && spec.TypeById(id).Name is var name
                    && name.StartsWith(TracepointPrefix, StringComparison.Ordinal))
                {
                    yield return name[TracepointPrefix.Length..];
                }
            }
        }
    }

    /// <inheritdoc/>
    public StructType? FindStruct(string name)
    {
        lock (_lock)
        {
            if (!_structs.TryGetValue(name, out StructType? type))
            {
                type = _spec.Value.TryFind(name, out BtfStruct? found) ? _converter.Struct(found) : null;
                _structs.Add(name, type);
            }

            return type;
        }
    }

    /// <inheritdoc/>
    public void Complete(StructType type)
    {
        lock (_lock)
        {
            _converter.Complete(type);
        }
    }

    /// <inheritdoc/>
    public EnumType? FindEnum(string name)
    {
        lock (_lock)
        {
            return _spec.Value.TryFind(name, out BtfEnum? found) ? _converter.Enum(found) : null;
        }
    }

    /// <inheritdoc/>
    public TypeSymbol? FindTypedef(string name)
    {
        lock (_lock)
        {
            return _spec.Value.TryFind(name, out BtfTypedef? found) ? _converter.Convert(found) : null;
        }
    }

    /// <inheritdoc/>
    public long? FindConstant(string name)
    {
        lock (_lock)
        {
            _constants ??= CollectConstants(_spec.Value);
            return _constants.TryGetValue(name, out long value) ? value : null;
        }
    }

    /// <inheritdoc/>
    public bool HasTracepoint(string name) =>
        _spec.Value.TryFindId(TracepointPrefix + name, BtfKind.Typedef, out _);

    // Enumerators have no index in BTF; the first script that names one pays for a scan of the enums.
    private static Dictionary<string, long> CollectConstants(BtfSpec spec)
    {
        var constants = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int id = spec.FirstId; id < spec.Count; id++)
        {
            if (spec.KindOf(id) is BtfKind.Enum or BtfKind.Enum64 && spec.TypeById(id) is BtfEnum type)
            {
                foreach (BtfEnumValue value in type.Values)
                {
                    constants.TryAdd(value.Name, value.Value);
                }
            }
        }

        return constants;
    }
}
