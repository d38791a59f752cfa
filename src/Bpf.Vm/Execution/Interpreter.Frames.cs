namespace Bpf.Vm;

internal sealed partial class Interpreter
{
    /// <summary>What a function keeps while it runs, and what its caller gets back.</summary>
    private struct Frame
    {
        public BoundProgram Program;
        public int ReturnTo;
        public ulong R6;
        public ulong R7;
        public ulong R8;
        public ulong R9;
        public long Loops;

        /// <summary>Takes one iteration out of the budget of <c>may_goto</c>; false when it is used up.</summary>
        public bool TakeLoop() => Loops-- > 0;
    }

    private void EnterFunction(BoundProgram program, int pc)
    {
        if (_depth + 1 == MaxDepth)
        {
            throw Problem(program, pc, VmError.CallDepth, $"more than {MaxDepth} frames");
        }

        _depth++;
        OpenFrame(program, pc);
    }

    private (BoundProgram Program, int Pc) LeaveFunction()
    {
        int returnTo = _frames[_depth].ReturnTo;
        CloseFrame();
        return (_frames[_depth].Program, returnTo);
    }

    // The frame at the current depth is filled; its stack becomes accessible and is cleared.
    private void OpenFrame(BoundProgram program, int returnTo)
    {
        ref Frame frame = ref _frames[_depth];
        frame.Program = program;
        frame.ReturnTo = returnTo;
        frame.R6 = _registers[6];
        frame.R7 = _registers[7];
        frame.R8 = _registers[8];
        frame.R9 = _registers[9];
        frame.Loops = _machine.LoopBudget;
        SetStack();
        _stack.Bytes.AsSpan((int)_stack.Start, FrameSize).Fill(_machine.StackFill);
    }

    private void CloseFrame()
    {
        ref Frame frame = ref _frames[_depth];
        _registers[6] = frame.R6;
        _registers[7] = frame.R7;
        _registers[8] = frame.R8;
        _registers[9] = frame.R9;
        _depth--;
        SetStack();
        DestroyArguments();
    }

    // Frames in use are accessible; R10 is the end of the current one.
    private void SetStack()
    {
        _stack.Zero = (uint)(FrameSize * (MaxDepth - _depth));
        _stack.Start = _stack.Zero - FrameSize;
        _registers[10] = _stackTop - (ulong)(FrameSize * _depth);
    }

    private BoundProgram BeginTailCall()
    {
        BoundProgram program = _tailTarget!;
        _tailTarget = null;
        _frames[_depth].Program = program;
        _frames[_depth].Loops = _machine.LoopBudget;
        _stack.Bytes.AsSpan((int)_stack.Start, FrameSize).Fill(_machine.StackFill);
        _registers[1] = _tailContext;
        return program;
    }

    private void DestroyArguments()
    {
        for (int i = 1; i <= 5; i++)
        {
            _registers[i] = Destroyed | (uint)i;
        }
    }
}
