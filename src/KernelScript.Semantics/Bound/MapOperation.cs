namespace KernelScript.Semantics;

/// <summary>Operations of maps beyond reading, assigning and deleting entries.</summary>
public enum MapOperation
{
    /// <summary>Ring buffer: <c>reserve()</c>: a nullable pointer to a record.</summary>
    Reserve,

    /// <summary>Ring buffer: <c>submit(p)</c>.</summary>
    Submit,

    /// <summary>Ring buffer: <c>discard(p)</c>.</summary>
    Discard,

    /// <summary>Ring buffer: copies a whole record: <c>output(value)</c>.</summary>
    Output,

    /// <summary>Per-CPU maps in userspace: the sum over CPUs of <c>m.sum(k)</c>.</summary>
    Sum,

    /// <summary>Number of entries, in userspace: <c>m.count()</c>.</summary>
    Count,

    /// <summary>
    /// Ring buffer in userspace: <c>on_event(handler)</c>; the argument is a <see cref="BoundFunctionReference"/>.
    /// </summary>
    OnEvent,
}
