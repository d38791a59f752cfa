namespace Bpf.Vm;

/// <summary>A helper or kernel function: reads its arguments from the call, returns R0.</summary>
public delegate ulong VmHelper(VmCall call);
