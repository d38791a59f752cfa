using Bpf.Btf;
using Bpf.Syscalls;

namespace Bpf.Loader;

/// <summary>The BTF of a collection in the kernel, with the strings of its source lines.</summary>
internal sealed class LoadedTypes : IDisposable
{
    private readonly BtfSpec _types;
    private readonly SourceStrings _strings;

    private LoadedTypes(BtfSpec types, SourceStrings strings, SafeBpfHandle handle)
    {
        _types = types;
        _strings = strings;
        Handle = handle;
    }

    /// <summary>The BTF in the kernel.</summary>
    public SafeBpfHandle Handle { get; }

    /// <summary>Loads the BTF of a collection.</summary>
    /// <returns>
    /// The loaded BTF; <see langword="null"/> when the collection has none, an empty one, or the kernel is too old for
    /// it.
    /// </returns>
    /// <exception cref="VerifierException">The kernel found the BTF malformed.</exception>
    public static LoadedTypes? Load(IBpfKernel kernel, CollectionSpec spec)
    {
        if (spec.Btf is not { Count: > 1 } types)
        {
            return null;
        }

        SourceStrings strings = SourceStrings.Collect(types.Data, spec);
        try
        {
            return new LoadedTypes(types, strings, kernel.LoadBtf(strings.Data.Span));
        }
        catch (BpfException e) when (e is not VerifierException && e.Errno == Errno.EINVAL)
        {
            // Before 4.18 the command does not exist. Programs and maps work without types.
            return null;
        }
    }

    /// <summary>The id of a type; 0 for none.</summary>
    public uint IdOf(BtfType? type) => type is not null && _types.TryGetId(type, out int id) ? (uint)id : 0;

    /// <summary>The offset of a file name or source line among the strings.</summary>
    public uint OffsetOf(string text) => _strings.OffsetOf(text);

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
