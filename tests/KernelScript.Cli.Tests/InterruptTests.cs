using System.Diagnostics;
using System.Globalization;
using Bpf.TestSupport;

namespace KernelScript.Cli.Tests;

/// <summary>A running script that is ended from outside leaves nothing attached.</summary>
public sealed class InterruptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [KernelTheory("5.17", KernelFeature.NetworkNamespaces)]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_detaches_and_ends_with_status_130(string signal)
    {
        using var pair = new VethPair();
        using Process process = Start(pair);
        Send(signal, process);
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
        Assert.Empty(process.StandardError.ReadToEnd());
        Assert.False(KernelPrograms.HasXdp(pair.Name));
        KernelPrograms.AssertGone(Scripts.CounterProgram);
    }

    [KernelFact("5.17", KernelFeature.NetworkNamespaces)]
    public void A_killed_process_leaves_nothing()
    {
        using var pair = new VethPair();
        using Process process = Start(pair);
        process.Kill();
        process.WaitForExit();
        KernelPrograms.AssertGone(Scripts.CounterProgram);
        Assert.False(KernelPrograms.HasXdp(pair.Name));
    }

    [KernelFact("5.17", KernelFeature.NetworkNamespaces)]
    public void A_removed_interface_does_not_disturb_the_end()
    {
        var pair = new VethPair();
        using Process process = Start(pair);
        pair.Dispose();
        Send("INT", process);
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
        Assert.Empty(process.StandardError.ReadToEnd());
        KernelPrograms.AssertGone(Scripts.CounterProgram);
    }

    private Process Start(VethPair pair)
    {
        string script = _folder.Write("counter.ks", Scripts.Counter);
        Process process = CommandLine.StartUntil("attached", "run", script, "--", $"--interface={pair.Name}");
        Assert.True(KernelPrograms.HasXdp(pair.Name));
        Assert.True(KernelPrograms.Contains(Scripts.CounterProgram));
        return process;
    }

    private static void Send(string signal, Process process) =>
        Tool.Check("kill", $"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture));
}
