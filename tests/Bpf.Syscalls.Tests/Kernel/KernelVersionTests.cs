namespace Bpf.Syscalls.Tests;

public class KernelVersionTests
{
    [Theory]
    [InlineData("5", 5, 0, 0)]
    [InlineData("5.8", 5, 8, 0)]
    [InlineData("6.1.0-18-amd64", 6, 1, 0)]
    [InlineData("6.18.44-fc-v595", 6, 18, 44)]
    [InlineData("6.9-rc3", 6, 9, 0)]
    [InlineData("6.18.44.1", 6, 18, 44)]
    public void A_release_name_gives_its_leading_numbers(string text, int major, int minor, int patch) =>
        Assert.Equal(new KernelVersion(major, minor, patch), KernelVersion.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("linux")]
    [InlineData(".5")]
    public void Text_without_a_number_is_refused(string text) =>
        Assert.Throws<FormatException>(() => KernelVersion.Parse(text));

    [Fact]
    public void Versions_are_ordered_by_number_not_by_text()
    {
        Assert.True(KernelVersion.Parse("5.8") < KernelVersion.Parse("5.10"));
        Assert.True(KernelVersion.Parse("6.1.12") > KernelVersion.Parse("6.1"));
        Assert.Equal(0x050A00u, KernelVersion.Parse("5.10").Code);
    }
}
