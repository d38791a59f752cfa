using System.Buffers.Binary;
using System.Globalization;

namespace Bpf.Syscalls;

/// <summary>The network interfaces in the namespace of the calling thread.</summary>
public static class NetworkInterfaces
{
    internal const int LinkMessageSize = 16; // struct ifinfomsg
    private const ushort NewLink = 16; // RTM_NEWLINK
    private const ushort GetLink = 18; // RTM_GETLINK
    private const ushort NameAttribute = 3; // IFLA_IFNAME

    /// <summary>The index of an interface.</summary>
    /// <param name="name">Its name, or its index in decimal.</param>
    /// <exception cref="BpfException">There is no such interface. The message lists those there are.</exception>
    public static int GetIndex(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        IReadOnlyList<(string Name, int Index)> all = List();
        foreach ((string candidate, int index) in all)
        {
            if (candidate == name)
            {
                return index;
            }
        }

        bool isNumber = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return isNumber && all.Any(candidate => candidate.Index == number) ? number : throw NotFound(name, all);
    }

    /// <summary>The interfaces with their indices, in the kernel's order.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public static IReadOnlyList<(string Name, int Index)> List()
    {
        using NetlinkSocket socket = NetlinkSocket.Open();
        var request = new NetlinkWriter(GetLink, NetlinkSocket.Request | NetlinkSocket.Dump);
        (int errno, string? words, List<NetlinkMessage> messages) = socket.Exchange(request.Fixed(LinkMessage(0)));
        if (errno != 0)
        {
            throw new BpfException("list network interfaces", errno, words);
        }

        return
        [
            .. messages.Where(static message => message.Type == NewLink && message.Body.Length >= LinkMessageSize)
                .Select(static message =>
                    (ReadName(message), BinaryPrimitives.ReadInt32LittleEndian(message.Body.AsSpan(4)))),
        ];
    }

    /// <summary>The fixed part of a message about an interface: <c>struct ifinfomsg</c>.</summary>
    internal static byte[] LinkMessage(int index)
    {
        byte[] message = new byte[LinkMessageSize];
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), index);
        return message;
    }

    private static string ReadName(NetlinkMessage message)
    {
        var reader = new NetlinkReader(message.Body.AsSpan(LinkMessageSize));
        return reader.ReadTo(NameAttribute) ? reader.Text : "";
    }

    private static BpfException NotFound(string name, IReadOnlyList<(string Name, int Index)> all)
    {
        const int MostListed = 20;
        IEnumerable<string> names = all.Select(static candidate => candidate.Name);
        string list = string.Join(", ", names.Take(MostListed)) + (all.Count > MostListed ? ", …" : "");
        string advice = Similarity.Nearest(name, names) is { } near
            ? $"did you mean \"{near}\"? There are: {list}"
            : $"there are: {list}";
        return new BpfException($"find network interface \"{name}\"", "there is none of that name", advice);
    }
}
