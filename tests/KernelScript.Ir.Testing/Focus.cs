namespace KernelScript.Ir.Testing;

/// <summary>Kinds of statements in generated programs.</summary>
internal enum StatementKind
{
    Expression,
    WriteVariable,
    ReadVariable,
    Array,
    Copy,
    Global,
    Packet,
    Slot,
    Entry,
    Change,
    Event,
    Call,
    If,
    Switch,
    Loop,
}

/// <summary>What one program is mostly about.</summary>
/// <remarks>
/// A program that does a little of everything rarely does two things that have to do with each other. So each one
/// leaves out about half of the kinds (swarm testing), and uses few places in memory and few keys.
/// </remarks>
/// <param name="Kinds">The kinds used.</param>
/// <param name="Keys">Map keys are below this power of two.</param>
/// <param name="Bytes">Constant offsets into memory are below this: 8, 16 or 32.</param>
/// <param name="Types">Widths that memory is accessed with.</param>
internal sealed record Focus(StatementKind[] Kinds, int Keys, int Bytes, IrType[] Types)
{
    private static readonly IrType[] _all = [IrType.I64, IrType.I32, IrType.I16, IrType.I8];

    public static Focus Choose(ChoiceSource choices)
    {
        List<StatementKind> kinds = [StatementKind.Expression];
        foreach (StatementKind kind in Enum.GetValues<StatementKind>())
        {
            if (choices.Chance(2))
            {
                kinds.Add(kind);
            }
        }

        IrType[] types = choices.Chance(2) ? _all : [choices.Pick(_all)];
        int keys = choices.Pick(1, 2, ProgramGenerator.TableKeys);
        return new Focus([.. kinds], keys, choices.Pick(8, 16, 32), types);
    }
}
