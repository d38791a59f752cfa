namespace Bpf.Syscalls;

/// <summary>
/// The number of an open descriptor, valid until this is disposed. Keeps other threads from closing it meanwhile.
/// </summary>
public readonly ref struct BorrowedDescriptor
{
    private readonly SafeBpfHandle? _owner;

    internal BorrowedDescriptor(SafeBpfHandle owner)
    {
        bool taken = false;
        owner.DangerousAddRef(ref taken);
        _owner = owner;
        Number = (int)owner.DangerousGetHandle();
    }

    /// <summary>Borrows from a handle; number 0, which <c>bpf(2)</c> reads as "none", without one.</summary>
    public static BorrowedDescriptor OrNone(SafeBpfHandle? handle) => handle is null ? default : handle.Borrow();

    /// <summary>The descriptor; 0 for none.</summary>
    public int Number { get; }

    /// <summary>Ends the loan.</summary>
    public void Dispose() => _owner?.DangerousRelease();
}
