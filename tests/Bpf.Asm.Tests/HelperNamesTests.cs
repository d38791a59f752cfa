namespace Bpf.Asm.Tests;

public class HelperNamesTests
{
    [Theory]
    [InlineData(HelperFunction.MapLookupElem, 1, "bpf_map_lookup_elem")]
    [InlineData(HelperFunction.ProbeReadUserStr, 114, "bpf_probe_read_user_str")]
    [InlineData(HelperFunction.RingbufReserve, 131, "bpf_ringbuf_reserve")]
    [InlineData(HelperFunction.ForEachMapElem, 164, "bpf_for_each_map_elem")]
    [InlineData(HelperFunction.Loop, 181, "bpf_loop")]
    [InlineData(HelperFunction.CgrpStorageDelete, 211, "bpf_cgrp_storage_delete")]
    public void Numbers_and_names_belong_together(HelperFunction helper, int number, string name)
    {
        Assert.Equal(number, (int)helper);
        Assert.Equal(name, helper.KernelName());
        Assert.True(HelperNames.TryParse(name, out HelperFunction parsed));
        Assert.Equal(helper, parsed);
    }

    [Fact]
    public void Every_helper_is_spelled_as_in_the_kernel()
    {
        foreach (HelperFunction helper in Enum.GetValues<HelperFunction>().Where(helper => helper.IsKnown()))
        {
            string joined = helper.KernelName()!["bpf_".Length..].Replace("_", "", StringComparison.Ordinal);
            Assert.Equal(joined, helper.ToString().ToLowerInvariant());
        }

        Assert.Equal(HelperNames.Count, Enum.GetValues<HelperFunction>().Length);
    }

    [Fact]
    public void Other_numbers_and_names_are_unknown()
    {
        Assert.False(HelperFunction.Unspec.IsKnown());
        Assert.Null(((HelperFunction)212).KernelName());
        Assert.Null(((HelperFunction)(-1)).KernelName());
        Assert.False(HelperNames.TryParse("bpf_no_such_helper", out _));
        Assert.True(HelperNames.TryParse("ktime_get_ns", out _));
    }

    [Fact]
    public void The_installed_header_has_the_same_numbers()
    {
        const string Header = "/usr/include/linux/bpf.h";
        Assert.SkipUnless(File.Exists(Header), $"{Header} is not installed");
        string[] lines = [.. File.ReadLines(Header)
            .SkipWhile(line => !line.Contains("FN(unspec", StringComparison.Ordinal))
            .TakeWhile(line => line.Contains("FN(", StringComparison.Ordinal))];
        Assert.NotEmpty(lines);
        for (int id = 1; id < lines.Length; id++)
        {
            string list = lines[id].Trim();
            string name = list[3..list.IndexOfAny([',', ')'])];
            Assert.Equal($"bpf_{name}", ((HelperFunction)id).KernelName());
        }
    }
}
