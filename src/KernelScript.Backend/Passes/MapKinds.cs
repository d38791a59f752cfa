namespace KernelScript.Backend.Passes;

/// <summary>What the passes need to know of map types. The numbers are those of <c>enum bpf_map_type</c>.</summary>
internal static class MapKinds
{
    /// <summary>A hash map in which an update of a present key changes nothing but the value.</summary>
    public static bool IsHash(int type) => type is 1 or 5 or 9 or 10;

    /// <summary>Lookups change which entry is dropped next.</summary>
    public static bool IsLru(int type) => type is 9 or 10;

    /// <summary>All entries always exist.</summary>
    public static bool IsArray(int type) => type is 2 or 6;
}
