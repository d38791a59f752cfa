namespace Bpf.Loader;

/// <summary>Writes a collection as an ELF object that libbpf and bpftool load.</summary>
public static class ObjectWriter
{
    /// <summary>The bytes of the object: the same for the same collection, on every machine.</summary>
    /// <exception cref="InvalidOperationException">
    /// The collection cannot be said in an object: code refers to what the collection does not have, programs have
    /// different licences, or a map has entries that objects cannot hold.
    /// </exception>
    public static byte[] Write(CollectionSpec collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        return new ObjectComposer(collection).Compose().Encode();
    }
}
