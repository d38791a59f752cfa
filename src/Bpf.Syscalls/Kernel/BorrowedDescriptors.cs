using System.Collections.Immutable;

namespace Bpf.Syscalls;

/// <summary>The numbers of several open descriptors, valid until this is disposed.</summary>
internal readonly ref struct BorrowedDescriptors
{
    private readonly ImmutableArray<SafeBpfHandle> _owners;
    private readonly int[] _numbers;

    public BorrowedDescriptors(ImmutableArray<SafeBpfHandle> owners)
    {
        _owners = owners;
        _numbers = new int[owners.Length];
        int taken = 0;
        try
        {
            for (; taken < owners.Length; taken++)
            {
                bool added = false;
                owners[taken].DangerousAddRef(ref added);
                _numbers[taken] = (int)owners[taken].DangerousGetHandle();
            }
        }
        catch (ObjectDisposedException)
        {
            Release(owners, taken);
            throw;
        }
    }

    public ReadOnlySpan<int> Numbers => _numbers;

    public void Dispose() => Release(_owners, _owners.Length);

    private static void Release(ImmutableArray<SafeBpfHandle> owners, int count)
    {
        foreach (SafeBpfHandle owner in owners.AsSpan(0, count))
        {
            owner.DangerousRelease();
        }
    }
}
