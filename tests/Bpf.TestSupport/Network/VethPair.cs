using System.Globalization;

namespace Bpf.TestSupport;

/// <summary>
/// Two connected network interfaces: one in this namespace, to attach programs to, the other in a namespace of its own.
/// Both are up and have addresses of 10.k.n.0/24. Removed when disposed.
/// </summary>
public sealed class VethPair : IDisposable
{
    private static int _count;

    private readonly NetworkNamespace _namespace = new();

    public VethPair()
    {
        int number = Interlocked.Increment(ref _count);
        Name = string.Create(CultureInfo.InvariantCulture, $"ks{Environment.ProcessId}v{number}");
        PeerName = string.Create(CultureInfo.InvariantCulture, $"ks{Environment.ProcessId}p{number}");
        string network =
            string.Create(CultureInfo.InvariantCulture, $"10.{(Environment.ProcessId % 200) + 20}.{number % 250}");
        Address = $"{network}.1";
        PeerAddress = $"{network}.2";
        try
        {
            // Addresses by hand and no IPv6: otherwise the kernel's own packets (ARP, router search) spoil the counts.
            Tool.Check("ip", "link", "add", Name, "type", "veth", "peer", "name", PeerName, "netns", _namespace.Name);
            File.WriteAllText($"/proc/sys/net/ipv6/conf/{Name}/disable_ipv6", "1");
            _namespace.Run("sh", "-c", $"echo 1 > /proc/sys/net/ipv6/conf/{PeerName}/disable_ipv6");
            Tool.Check("ip", "addr", "add", $"{Address}/24", "dev", Name);
            _namespace.Run("ip", "addr", "add", $"{PeerAddress}/24", "dev", PeerName);
            Tool.Check("ip", "link", "set", Name, "up");
            _namespace.Run("ip", "link", "set", PeerName, "up");
            IntroduceNeighbours();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The interface in this process's namespace.</summary>
    public string Name { get; }

    /// <summary>The interface inside <see cref="PeerNamespace"/>.</summary>
    public string PeerName { get; }

    /// <summary>The address of <see cref="Name"/>.</summary>
    public string Address { get; }

    /// <summary>The address of <see cref="PeerName"/>.</summary>
    public string PeerAddress { get; }

    public NetworkNamespace PeerNamespace => _namespace;

    public int InterfaceIndex =>
        int.Parse(File.ReadAllText($"/sys/class/net/{Name}/ifindex"), CultureInfo.InvariantCulture);

    /// <summary>
    /// Sends frames from the other end: they arrive at <see cref="Name"/>, in this order, before this returns.
    /// </summary>
    public void Receive(params IEnumerable<byte[]> frames) =>
        _namespace.Invoke(() => SendAll(PeerName, frames));

    /// <summary>Sends frames out of <see cref="Name"/>.</summary>
    public void Send(params IEnumerable<byte[]> frames) => SendAll(Name, frames);

    public void Dispose()
    {
        Tool.Run("ip", "link", "delete", Name);
        _namespace.Dispose();
    }

    private static bool SendAll(string interfaceName, IEnumerable<byte[]> frames)
    {
        using FrameSender sender = FrameSender.Open(interfaceName);
        foreach (byte[] frame in frames)
        {
            sender.Send(frame);
        }

        return true;
    }

    private void IntroduceNeighbours()
    {
        string mac = File.ReadAllText($"/sys/class/net/{Name}/address").Trim();
        string peerMac = _namespace.Run("cat", $"/sys/class/net/{PeerName}/address").Trim();
        Tool.Check("ip", "neigh", "replace", PeerAddress, "lladdr", peerMac, "dev", Name, "nud", "permanent");
        _namespace.Run("ip", "neigh", "replace", Address, "lladdr", mac, "dev", PeerName, "nud", "permanent");
    }
}
