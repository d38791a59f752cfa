using Bpf.Syscalls.Interop;
using Bpf.TestSupport;

namespace Bpf.Syscalls.Tests;

public class SafeBpfHandleTests
{
    [Fact]
    public void A_new_handle_is_invalid() => Assert.True(new SafeBpfHandle().IsInvalid);

    [Fact]
    public void Descriptor_0_is_moved_to_a_higher_number()
    {
        const int F_DUPFD = 0;
        int saved = LibC.Fcntl(0, LibC.F_DUPFD_CLOEXEC, 3);
        Assert.True(saved >= 3);
        LibC.Close(0);
        try
        {
            int fd = LibC.Open("/dev/null", LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
            Assert.Equal(0, fd);
            using SafeBpfHandle handle = SafeBpfHandle.Own(fd);
            using BorrowedDescriptor borrowed = handle.Borrow();

            Assert.True(borrowed.Number >= 3);
            Assert.False(handle.IsInvalid);
            Assert.False(File.Exists("/proc/self/fd/0"));
        }
        finally
        {
            Assert.Equal(0, LibC.Fcntl(saved, F_DUPFD, 0));
            LibC.Close(saved);
        }
    }

    [KernelFact("5.4", KernelFeature.Btf)]
    public void The_kind_of_an_object_is_told()
    {
        using SafeBpfHandle btf = BpfKernel.Host.TryOpenById(ObjectKind.Btf, 1)!;
        using SafeBpfHandle map = BpfKernel.Host.CreateMap(
            new MapCreation { Type = MapType.Array, KeySize = 4, ValueSize = 4, MaxEntries = 1 });
        using SafeBpfHandle other = SafeBpfHandle.Own(FakeKernel.NewDescriptor());

        Assert.Equal(ObjectKind.Btf, btf.FindKind());
        Assert.Equal(ObjectKind.Map, map.FindKind());
        Assert.Null(other.FindKind());
    }

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
