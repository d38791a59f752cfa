using System.Collections.Immutable;

namespace KernelScript.Semantics.Lowering;

/// <summary>
/// The map that keeps the globals declared <c>pin var</c>: an array of one struct, both halves agree on
/// it.
/// </summary>
public sealed class PinnedGlobals
{
    /// <summary>The name of the map, and of its pin below <c>globals/</c>.</summary>
    public const string MapName = "pinned_globals";

    /// <summary><c>BPF_MAP_TYPE_ARRAY</c>.</summary>
    public const int MapType = 2;

    /// <summary><c>BPF_F_MMAPABLE</c>: userspace maps the variables as it maps other globals.</summary>
    public const uint MapFlags = 1 << 10;

    private readonly Dictionary<VariableSymbol, FieldSymbol> _fields = [];

    private PinnedGlobals()
    {
    }

    /// <summary>
    /// The value type of the map: one field for each variable in declaration order; null without
    /// any.
    /// </summary>
    public StructType? Structure { get; private init; }

    /// <summary>The bytes that a new map starts with.</summary>
    public ImmutableArray<byte> InitialValue { get; private init; } = [];

    /// <summary>The field that keeps <paramref name="variable"/>.</summary>
    /// <exception cref="KeyNotFoundException">It is not a pinned global of the script.</exception>
    public FieldSymbol FieldOf(VariableSymbol variable) => _fields[variable];

    /// <summary>The layout for the pinned globals of a script.</summary>
    public static PinnedGlobals Of(BoundProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        VariableSymbol[] variables = [.. program.Globals.Where(g => g.Kind == VariableKind.PinnedGlobal)];
        if (variables.Length == 0)
        {
            return new PinnedGlobals();
        }

        var fields = ImmutableArray.CreateBuilder<FieldSymbol>(variables.Length);
        int offset = 0;
        int alignment = 1;
        foreach (VariableSymbol variable in variables)
        {
            offset = RoundUp(offset, variable.Type.Alignment);
            fields.Add(new FieldSymbol(variable.Name, variable.Type, offset, variable.Type.Size));
            offset += variable.Type.Size;
            alignment = Math.Max(alignment, variable.Type.Alignment);
        }

        int size = RoundUp(offset, alignment);
        var structure = new StructType("PinnedGlobals", StructRole.Plain);
        structure.SetLayout(fields.MoveToImmutable(), size, alignment);
        byte[] contents = new byte[size];
        for (int i = 0; i < variables.Length; i++)
        {
            variables[i].InitialValue.AsSpan().CopyTo(contents.AsSpan(structure.Fields[i].Offset));
        }

        var result = new PinnedGlobals { Structure = structure, InitialValue = [.. contents] };
        for (int i = 0; i < variables.Length; i++)
        {
            result._fields[variables[i]] = structure.Fields[i];
        }

        return result;
    }

    private static int RoundUp(int value, int alignment) => (value + alignment - 1) / alignment * alignment;
}
