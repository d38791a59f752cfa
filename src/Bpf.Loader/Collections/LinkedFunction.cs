using Bpf.Asm;
using Bpf.Btf;

namespace Bpf.Loader;

/// <summary>A function at its place in a linked program.</summary>
/// <param name="Name">The name.</param>
/// <param name="Code">Its code, not linked.</param>
/// <param name="Type">Its type, if known.</param>
/// <param name="FirstSlot">Where it starts, in slots from the start of the program.</param>
/// <param name="Slots">Where its instructions are, in slots from its own start.</param>
internal sealed record LinkedFunction(string Name, CodeImage Code, BtfFunction? Type, int FirstSlot, SlotMap Slots)
{
    /// <summary>The source line of the instruction at a slot of this function.</summary>
    public SourceLine? Locate(int slot)
    {
        SourceLine? found = null;
        foreach (SourceLine line in Code.Lines)
        {
            if (Slots.SlotOf(line.Index) > slot)
            {
                break;
            }

            found = line;
        }

        return found;
    }
}
