namespace Bpf.Vm;

/// <summary>Why the VM refused or stopped a program.</summary>
public enum VmError
{
    /// <summary>The code cannot run: a jump out of its function, a write to R10, a missing exit.</summary>
    BadCode,

    /// <summary>A map, function or variable that the code names was not given.</summary>
    UnresolvedSymbol,

    /// <summary>A load, store or helper touched memory that is not there or may not be written.</summary>
    MemoryAccess,

    /// <summary>A helper or kfunc was called that the VM does not have.</summary>
    UnknownHelper,

    /// <summary>A helper got an argument that the verifier would have refused.</summary>
    BadArgument,

    /// <summary>The program ran longer than the machine allows.</summary>
    InstructionBudget,

    /// <summary>More than 8 frames.</summary>
    CallDepth,
}
