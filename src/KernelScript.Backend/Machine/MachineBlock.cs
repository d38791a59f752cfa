namespace KernelScript.Backend.Machine;

/// <summary>A straight run of machine instructions that ends with its only terminator.</summary>
/// <remarks>
/// A block with two successors passes no arguments, and each of those successors has no other predecessor: moves for
/// arguments therefore always fit before a <see cref="MachineKind.Goto"/>.
/// </remarks>
internal sealed class MachineBlock
{
    /// <summary>No block.</summary>
    public const int None = -1;

    /// <summary>Arguments up to this number are recipes.</summary>
    private const int FirstRecipe = -1_000_000;

    /// <summary>Index of the first instruction.</summary>
    public int First { get; set; }

    /// <summary>One more than the index of the terminator.</summary>
    public int End { get; set; }

    /// <summary>Registers that the predecessors pass.</summary>
    public int[] Parameters { get; set; } = [];

    /// <summary>
    /// Registers passed to the parameters of <see cref="Next"/>; negative ones are spill slots (<c>~slot</c>) or
    /// recipes.
    /// </summary>
    public int[] Arguments { get; set; } = [];

    /// <summary>
    /// Whether the moves for its arguments matter more than others: with none left the block is empty.
    /// </summary>
    public bool WantsNoMoves { get; set; }

    /// <summary>Where a branch goes when its condition holds.</summary>
    public int Taken { get; set; } = None;

    /// <summary>Where the block goes otherwise.</summary>
    public int Next { get; set; } = None;

    /// <summary>Loops around the block.</summary>
    public int LoopDepth { get; set; }

    /// <summary>The argument that is computed by a recipe of <see cref="MachineFunction.Recipes"/>.</summary>
    public static int ArgumentOfRecipe(int recipe) => FirstRecipe - recipe;

    /// <summary>Whether the argument is a recipe, and which.</summary>
    public static bool IsRecipe(int argument, out int recipe)
    {
        recipe = FirstRecipe - argument;
        return recipe >= 0;
    }
}
