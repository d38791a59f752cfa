using Bpf.Syscalls;

namespace Bpf.TestSupport;

/// <summary>Decides whether the running kernel can run a test.</summary>
public static class KernelRequirement
{
    private static readonly Lazy<string?> _bpfProblem = new(FindBpfProblem);

    /// <summary>Why a test cannot run here; <see langword="null"/> when it can, and then it must pass.</summary>
    /// <param name="minimumVersion">The first kernel that can run it, such as <c>5.8</c>.</param>
    /// <param name="features">What it needs of the machine's configuration.</param>
    public static string? Unmet(string minimumVersion, KernelFeature features)
    {
        if (_bpfProblem.Value is { } problem)
        {
            return problem;
        }

        KernelVersion minimum = KernelVersion.Parse(minimumVersion);
        if (KernelVersion.Running < minimum)
        {
            return $"needs Linux {minimum}, this is {KernelVersion.Running}";
        }

        KernelFeature missing = Enum.GetValues<KernelFeature>()
            .Where(feature => features.HasFlag(feature) && !IsPresent(feature))
            .Aggregate(KernelFeature.None, (all, feature) => all | feature);
        return missing == KernelFeature.None ? null : $"this machine lacks: {missing}";
    }

    private static string? FindBpfProblem()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "needs Linux";
        }

        if (Environment.UserName != "root" && !Environment.IsPrivilegedProcess)
        {
            return "needs root";
        }

        try
        {
            _ = BpfKernel.Host.TryGetNextId(ObjectKind.Program, 0, out _);
            return null;
        }
        catch (BpfException e)
        {
            return e.Message;
        }
    }

    private static bool IsPresent(KernelFeature feature) => feature switch
    {
        KernelFeature.None => true,
        KernelFeature.Btf => File.Exists("/sys/kernel/btf/vmlinux"),
        KernelFeature.BpfFileSystem => HasFileSystem("bpf"),
        KernelFeature.TraceFileSystem => HasFileSystem("tracefs"),
        KernelFeature.NetworkNamespaces => Tool.Exists("ip"),
        KernelFeature.CgroupV2 => File.ReadLines("/proc/mounts").Any(line => line.Split(' ')[2] == "cgroup2"),
        KernelFeature.Kprobes => File.Exists("/sys/bus/event_source/devices/kprobe/type"),
        KernelFeature.Uprobes => File.Exists("/sys/bus/event_source/devices/uprobe/type"),
        KernelFeature.FunctionEntry => HasSymbol("arch_prepare_bpf_trampoline") && HasSymbol("register_ftrace_direct"),
        _ => throw new ArgumentOutOfRangeException(nameof(feature), feature, "no probe for this feature"),
    };

    private static bool HasFileSystem(string type) =>
        File.ReadLines("/proc/filesystems").Any(line => line.Split('\t')[^1] == type);

    private static bool HasSymbol(string name) =>
        File.ReadLines("/proc/kallsyms").Any(line => line.AsSpan(line.LastIndexOf(' ') + 1).SequenceEqual(name));
}
