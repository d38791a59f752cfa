namespace KernelScript.Semantics.Tests;

/// <summary>A small kernel: two tracepoints, a task with a parent, some constants.</summary>
internal sealed class FakeKernelTypes : IKernelTypes
{
    private readonly Dictionary<string, StructType> _structs = [];

    public FakeKernelTypes()
    {
        AddRecord("trace_event_raw_sched_switch", layout =>
        {
            layout.Add("ent", BuiltInTypes.U64);
            layout.Add("prev_comm", new ArrayType(BuiltInTypes.Char, 16));
            layout.Add("prev_pid", BuiltInTypes.I32);
            layout.Add("prev_prio", BuiltInTypes.I32);
            layout.Add("prev_state", BuiltInTypes.I64);
            layout.Add("next_comm", new ArrayType(BuiltInTypes.Char, 16));
            layout.Add("next_pid", BuiltInTypes.I32);
        });
        AddRecord("trace_event_raw_sys_enter", layout =>
        {
            layout.Add("ent", BuiltInTypes.U64);
            layout.Add("id", BuiltInTypes.I64);
            layout.Add("args", new ArrayType(BuiltInTypes.U64, 6));
        });
        AddTask();
    }

    public IEnumerable<string> TracepointNames => ["sched_switch", "sys_enter", "sys_exit"];

    public StructType? FindStruct(string name) => _structs.GetValueOrDefault(name);

    public void Complete(StructType type)
    {
    }

    public EnumType? FindEnum(string name) => null;

    public TypeSymbol? FindTypedef(string name) => name == "__be16" ? BuiltInTypes.U16 : null;

    public long? FindConstant(string name) => name == "TASK_RUNNING_FOR_TESTS" ? 0 : null;

    public bool HasTracepoint(string name) => TracepointNames.Contains(name);

    private void AddRecord(string name, Action<StructLayout> fields)
    {
        var type = new StructType(name, StructRole.Context);
        var layout = new StructLayout();
        fields(layout);
        layout.Apply(type);
        _structs.Add(name, type);
    }

    private void AddTask()
    {
        var task = new StructType("task_struct", StructRole.Kernel);
        task.SetLayout(
            [
                new FieldSymbol("pid", BuiltInTypes.I32, 0, 4),
                new FieldSymbol("flag", BuiltInTypes.U32, 4, 4, 3, 2),
                new FieldSymbol("real_parent", new PointerType(task, false), 8, 8),
                new FieldSymbol("comm", new ArrayType(BuiltInTypes.Char, 16), 16, 16),
            ],
            32, 8);
        _structs.Add("task_struct", task);
    }
}
