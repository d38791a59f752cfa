using Bpf.Asm;
using KernelScript.Backend.Machine;
using KernelScript.Ir;

namespace KernelScript.Backend.Frames;

/// <summary>
/// Checks that frames fit in the stack that the kernel gives: each alone, and along each chain of calls.
/// </summary>
/// <remarks>
/// <c>check_max_stack_depth</c> of kernel/bpf/verifier.c: frames are rounded up to 16 bytes where code is compiled by
/// the kernel (to 32 before Linux 6.8), a chain has at most 8 of them, and a function that tail-calls has at most 256
/// bytes above it. A function with <c>may_goto</c> needs 16 bytes more for the kernel's counter.
/// </remarks>
internal sealed class StackBudget
{
    private const int MaxFrames = 8;
    private const int MaxAboveTailCall = 256;
    private const int MayGotoBytes = 16;
    private static readonly Version _fineRounding = new(6, 8);

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<BackendError> _errors;
    private readonly IReadOnlyList<IrSourceFile> _files;
    private readonly int _rounding;

    /// <summary>A check that reports to <paramref name="errors"/>.</summary>
    public StackBudget(List<BackendError> errors, IReadOnlyList<IrSourceFile> files, Target target)
    {
        _errors = errors;
        _files = files;
        _rounding = target.Kernel >= _fineRounding ? 16 : 32;
    }

    /// <summary>Notes the frame of a function, and reports it if it is too large by itself.</summary>
    public void Add(IrFunction source, MachineFunction function, FrameLayout frame)
    {
        var callees = new List<string>();
        bool tailCalls = false;
        bool mayGoto = false;
        foreach (MachineCall call in function.Calls)
        {
            tailCalls |= call.Callee == CallKind.Helper && call.Helper == (int)HelperFunction.TailCall;
            if (call.Callee == CallKind.Local)
            {
                callees.Add(call.Symbol!);
            }
        }

        foreach (MachineSymbol symbol in function.Symbols)
        {
            if (symbol.Kind == RelocationKind.FunctionAddress)
            {
                callees.Add(symbol.Name);
            }
        }

        foreach (MachineBlock block in function.Blocks)
        {
            mayGoto |= function.Instructions[block.End - 1].Kind == MachineKind.MayGoto;
        }

        int size = frame.Size + (mayGoto ? MayGotoBytes : 0);
        _entries.Add(source.Name, new Entry(source, size, callees, tailCalls));
        if (size > BackendCompiler.MaxStackBytes)
        {
            Report(source, "KS4001",
                $"'{source.Name}' needs {size} bytes of stack and the kernel gives {BackendCompiler.MaxStackBytes}; "
                + $"move large variables to a map{LargestParts(function)}");
        }
    }

    /// <summary>Checks all chains of calls that start at programs.</summary>
    public void CheckChains()
    {
        var path = new List<Entry>();
        foreach (Entry entry in _entries.Values)
        {
            if (entry.Function.Program != null && Walk(entry, path, 0) is { } error)
            {
                Report(entry.Function, error.Code, error.Message);
            }
        }
    }

    private (string Code, string Message)? Walk(Entry entry, List<Entry> path, int above)
    {
        if (path.Contains(entry))
        {
            return ("KS4005",
                $"'{entry.Function.Name}' calls itself ({Chain(path)}); the kernel has no recursion: use a loop");
        }

        path.Add(entry);
        int total = above + ((Math.Max(entry.Size, 1) + _rounding - 1) & -_rounding);
        (string, string)? error = null;
        if (path.Count > MaxFrames)
        {
            error = ("KS4002", $"calls nest {path.Count} deep and the kernel allows {MaxFrames}: {Chain(path)}");
        }
        else if (total > BackendCompiler.MaxStackBytes && entry.Size <= BackendCompiler.MaxStackBytes)
        {
            error = ("KS4002",
                $"the calls {Chain(path)} need {total} bytes of stack and the kernel gives "
                + $"{BackendCompiler.MaxStackBytes}; move large variables to a map");
        }
        else if (entry.TailCalls && above >= MaxAboveTailCall)
        {
            error = ("KS4002",
                $"'{entry.Function.Name}' makes a tail call below {above} bytes of stack and the kernel allows less "
                + $"than {MaxAboveTailCall}: {Chain(path)}");
        }

        foreach (string callee in entry.Callees)
        {
            if (error == null && _entries.TryGetValue(callee, out Entry? called))
            {
                error = Walk(called, path, total);
            }
        }

        path.RemoveAt(path.Count - 1);
        return error;
    }

    private static string Chain(List<Entry> path) =>
        string.Join(" -> ", path.Select(entry => $"'{entry.Function.Name}' ({entry.Size})"));

    private string LargestParts(MachineFunction function)
    {
        IEnumerable<string> largest = function.FrameObjects
            .Where(part => part.Position.IsKnown)
            .OrderByDescending(part => part.Size)
            .Take(3)
            .Select(part => $"{part.Size} bytes at {_files[part.Position.File].Path}:{part.Position.Line}");
        string text = string.Join(", ", largest);
        return text.Length == 0 ? "" : $" (largest: {text})";
    }

    private void Report(IrFunction function, string code, string message) =>
        _errors.Add(new BackendError(code, message, function.Name, function.Position));

    private sealed record Entry(IrFunction Function, int Size, List<string> Callees, bool TailCalls);
}
