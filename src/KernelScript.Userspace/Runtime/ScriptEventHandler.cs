namespace KernelScript.Userspace.Runtime;

/// <summary>A function of a script that takes the records of a ring buffer.</summary>
/// <param name="record">A copy of the record, the handler's own.</param>
/// <returns>0 to go on; anything else ends <c>dispatch</c>.</returns>
public delegate int ScriptEventHandler(ScriptPointer record);
