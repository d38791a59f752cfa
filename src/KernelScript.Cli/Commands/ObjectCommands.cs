using System.CommandLine;
using Bpf.Syscalls;

namespace KernelScript.Cli.Commands;

/// <summary>What <c>prog</c>, <c>map</c> and <c>link</c> have in common: <c>list</c> and <c>show ID</c>.</summary>
internal static class ObjectCommands
{
    /// <param name="plural">What JSON calls the list: <c>programs</c>.</param>
    /// <param name="describe">Describes an open object.</param>
    public static Command Create(
        ToolConsole console,
        string name,
        ObjectKind kind,
        string plural,
        Func<SafeBpfHandle, ObjectDescription> describe)
    {
        Option<bool> listJson = CommonOptions.Json();
        var list = new Command("list", $"Lists the {plural} in the kernel.") { listJson };
        list.SetAction(line =>
        {
            ObjectDescription.WriteList(console, line.GetValue(listJson), plural, DescribeAll(kind, describe));
            return 0;
        });

        Argument<uint> id = Id();
        Option<bool> showJson = CommonOptions.Json();
        var show = new Command("show", $"Shows one of the {plural}.") { id, showJson };
        show.SetAction(line =>
        {
            using SafeBpfHandle handle = Open(kind, line.GetValue(id));
            describe(handle).Write(console, line.GetValue(showJson));
            return 0;
        });
        return new Command(name, $"Looks at the {plural} in the kernel.") { list, show };
    }

    /// <summary>The argument that names an object.</summary>
    public static Argument<uint> Id() => new("ID") { Description = "The kernel's number of the object." };

    /// <summary>Opens an object that the user named.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static SafeBpfHandle Open(ObjectKind kind, uint id) =>
        BpfKernel.Host.TryOpenById(kind, id) ?? throw Absent(kind, id);

    /// <summary>Says that there is no object of an id.</summary>
    public static ToolException Absent(ObjectKind kind, uint id) =>
        new($"{kind} {id}: the kernel has none of that id: 'list' shows those there are");

    private static List<ObjectDescription> DescribeAll(
        ObjectKind kind, Func<SafeBpfHandle, ObjectDescription> describe)
    {
        List<ObjectDescription> found = [];
        foreach (uint id in BpfKernel.Host.EnumerateIds(kind))
        {
            // Objects come and go meanwhile.
            using SafeBpfHandle? handle = BpfKernel.Host.TryOpenById(kind, id);
            if (handle is not null)
            {
                found.Add(describe(handle));
            }
        }

        return found;
    }
}
