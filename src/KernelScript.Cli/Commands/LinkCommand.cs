using System.CommandLine;
using Bpf.Syscalls;

namespace KernelScript.Cli.Commands;

/// <summary><c>kernelscript link</c>: what is attached by links, by all processes.</summary>
internal static class LinkCommand
{
    public static Command Create(ToolConsole console) =>
        ObjectCommands.Create(console, "link", ObjectKind.Link, "links", Describe);

    private static ObjectDescription Describe(SafeBpfHandle handle)
    {
        LinkInfo info = BpfKernel.Host.GetLinkInfo(handle);
        return new ObjectDescription(
        [
            ("id", info.Id),
            ("type", KernelNames.Of(info.Type)),
            ("program", info.ProgramId),
            ("ifindex", (uint)info.InterfaceIndex),
            ("tracepoint", info.TracepointName),
            ("cgroup", info.CgroupId),
        ]);
    }
}
