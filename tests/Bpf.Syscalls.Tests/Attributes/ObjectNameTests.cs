using Bpf.Syscalls.Attributes;

namespace Bpf.Syscalls.Tests;

public class ObjectNameTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("counts", "counts")]
    [InlineData(".rodata.str", ".rodata.str")]
    [InlineData("a name-with: ümläut", "a_name_with___m")]
    [InlineData("0123456789abcdef", "0123456789abcde")]
    public void Names_are_cut_and_cleaned(string? name, string expected) =>
        Assert.Equal(expected, ObjectName.From(name).ToString());
}
