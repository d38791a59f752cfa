namespace Bpf.Syscalls.Tests;

public class ErrnoTests
{
    [Theory]
    [InlineData(1, "EPERM", "Operation not permitted")]
    [InlineData(22, "EINVAL", "Invalid argument")]
    [InlineData(524, "ENOTSUPP", "Operation is not supported")]
    public void A_known_number_has_a_name_and_words(int errno, string name, string words)
    {
        Assert.Equal(name, Errno.Name(errno));
        Assert.Equal(words, Errno.Describe(errno));
    }

    [Fact]
    public void The_words_are_those_of_the_C_library()
    {
        for (int errno = 1; errno < 134; errno++)
        {
            if (Errno.Name(errno).StartsWith('E'))
            {
                Assert.Equal(
                    System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno), Errno.Describe(errno));
            }
        }
    }

    [Fact]
    public void An_unknown_number_is_shown_as_it_is() => Assert.Equal("errno 4095", Errno.Name(4095));
}
