using Bpf.TestSupport;

namespace Bpf.Syscalls.Tests;

public class SafeBpfHandleTests
{
    [Fact]
    public void A_new_handle_is_invalid() => Assert.True(new SafeBpfHandle().IsInvalid);

    [KernelFact("5.4", KernelFeature.Btf)]
    public void A_borrowed_descriptor_keeps_the_handle_open()
    {
        KernelObjects before = KernelObjects.Snapshot();
        SafeBpfHandle handle = BpfKernel.Host.TryOpenById(ObjectKind.Btf, 1)!;
        BorrowedDescriptor borrowed = handle.Borrow();
        handle.Dispose();

        Assert.Contains(
            "btf", File.ResolveLinkTarget($"/proc/self/fd/{borrowed.Number}", false)!.Name, StringComparison.Ordinal);
        borrowed.Dispose();
        Assert.Empty(before.FindLeaks());
    }

    [KernelFact("5.4", KernelFeature.Btf)]
    public void A_closed_handle_is_not_lent()
    {
        SafeBpfHandle handle = BpfKernel.Host.TryOpenById(ObjectKind.Btf, 1)!;
        handle.Dispose();
        handle.Dispose();

        Assert.Throws<ObjectDisposedException>(() => handle.Borrow().Dispose());
    }

    [KernelFact("5.4", KernelFeature.Btf)]
    public void A_duplicate_outlives_the_original()
    {
        KernelObjects before = KernelObjects.Snapshot();
        SafeBpfHandle handle = BpfKernel.Host.TryOpenById(ObjectKind.Btf, 1)!;
        using (SafeBpfHandle copy = handle.Duplicate())
        {
            handle.Dispose();
            Assert.False(copy.IsInvalid);
            Assert.NotEmpty(before.FindLeaks());
        }

        Assert.Empty(before.FindLeaks());
    }
}
