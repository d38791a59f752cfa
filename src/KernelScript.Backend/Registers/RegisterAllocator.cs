using KernelScript.Backend.Machine;
using KernelScript.Backend.Registers.Coloring;
using KernelScript.Backend.Registers.Spilling;

namespace KernelScript.Backend.Registers;

/// <summary>Gives every virtual register one of R0 to R9, spilling what does not fit.</summary>
/// <remarks>
/// <para>Registers that moves connect are grouped (<see cref="Bundles"/>), and each group gets one machine register for
/// all of its live range (<see cref="BundleColoring"/>): as a rule that is all. Where a group finds none, single
/// registers are colored in the order of their definitions (<see cref="OrderedColoring"/>), which fails only if too
/// many live at once or across calls. Then <see cref="SpillPlanner"/> lowers the pressure, by next uses, and both are
/// tried again.</para>
/// <para>What fails still, fails for what calls do to the shape of ranges: the cheapest register in the way goes to
/// memory for good, until all fits. That ends, because what spilling makes lives for one instruction.</para>
/// </remarks>
internal static class RegisterAllocator
{
    /// <summary>Registers to give out: R0 to R9.</summary>
    public const int RegisterCount = 10;

    /// <summary>The last register that a call loses.</summary>
    public const int LastLost = 5;

    /// <summary>Allocates registers; spills change the function.</summary>
    public static Allocation Allocate(MachineFunction function, Target target)
    {
        EdgeShaping.Shape(function, target);
        LoopDepths.Compute(function);
        int firstTemporary = 0;
        for (bool first = true; ; first = false)
        {
            var liveness = new Liveness(function);
            var ranges = new LiveRanges(function, liveness);
            var preferences = new Preferences(function);
            var bundles = new Bundles(function, ranges, preferences);
            if (BundleColoring.TryColor(function, ranges, bundles) is { } allocation)
            {
                return allocation;
            }

            var coloring = new OrderedColoring(function, ranges, preferences);
            if (coloring.TryColor() is { } ordered)
            {
                return ordered;
            }

            if (first)
            {
                SpillInserter.Insert(function, SpillPlanner.Plan(function, liveness), bundles);
                firstTemporary = function.RegisterCount;
            }
            else
            {
                SpillEverywhere.Spill(function, coloring.ChooseVictims(firstTemporary));
            }
        }
    }
}
