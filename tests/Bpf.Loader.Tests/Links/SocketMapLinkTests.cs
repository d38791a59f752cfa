using System.Net;
using System.Net.Sockets;
using Bpf.Syscalls;
using Bpf.TestSupport;

namespace Bpf.Loader.Tests;

public class SocketMapLinkTests
{
    private const int Drop = 0;
    private const int Pass = 1;

    [KernelTheory("6.10")]
    [InlineData(true)]
    [InlineData(false)]
    public void A_verdict_program_sees_what_a_socket_receives(bool usesLink)
    {
        using Collection collection = Load(ProgramType.SkSkb, AttachType.SkSkbVerdict, Pass);
        using var pair = new TcpPair();
        Link link = collection.Programs["count"].AttachSocketMap(collection.Maps["sockets"], usesLink);
        collection.Maps["sockets"].As<uint, uint>()[0] = pair.ServerDescriptor;

        pair.Client.Send([1, 2, 3]);
        Wait.Until(1ul, collection.Count);
        byte[] received = new byte[8];
        Assert.Equal(3, pair.Server.Receive(received));
        Assert.Equal(usesLink ? LinkType.SocketMap : null, link.GetInfo()?.Type);
        link.Dispose();
        link.Dispose();
        Assert.True(collection.Maps["sockets"].Delete([0, 0, 0, 0]));

        pair.Client.Send([4]);
        Assert.Equal(1, pair.Server.Receive(received));
        Assert.Equal(1ul, collection.Count());
    }

    [KernelFact("6.10")]
    public void A_message_program_refuses_what_a_socket_sends()
    {
        using Collection collection = Load(ProgramType.SkMsg, AttachType.SkMsgVerdict, Drop);
        using var pair = new TcpPair();
        using (collection.Programs["count"].AttachSocketMap(collection.Maps["sockets"]))
        {
            collection.Maps["sockets"].As<uint, uint>()[0] = pair.ServerDescriptor;
            SocketException e = Assert.Throws<SocketException>(() => pair.Server.Send([1]));
            Assert.Equal(SocketError.AccessDenied, e.SocketErrorCode);
            Assert.Equal(1ul, collection.Count());
            Assert.True(collection.Maps["sockets"].Delete([0, 0, 0, 0]));
        }

        Assert.Equal(1, pair.Server.Send([1]));
        Assert.Equal(1ul, collection.Count());
    }

    [KernelFact("6.10")]
    public void Mistakes_are_named_and_nothing_stays_behind()
    {
        KernelObjects before = KernelObjects.Snapshot();
        using (Collection collection = Load(ProgramType.SkMsg, AttachType.SkMsgVerdict, Pass))
        {
            Program program = collection.Programs["count"];
            BpfException noSockets =
                Assert.Throws<BpfException>(() => program.AttachSocketMap(collection.Maps["counts"]));
            Assert.StartsWith(
                "attach \"count\" to sockets in \"counts\": ", noSockets.Message, StringComparison.Ordinal);
            using Link link = program.AttachSocketMap(collection.Maps["sockets"]);
            BpfException twice =
                Assert.Throws<BpfException>(() => program.AttachSocketMap(collection.Maps["sockets"]));
            Assert.EndsWith("is attached to it already", twice.Message, StringComparison.Ordinal);
            using Link old = collection.Programs["count"].AttachSocketMap(OtherMap(collection), usesLink: false);
        }

        Assert.Empty(before.FindLeaks());
    }

    private static Map OtherMap(Collection collection) => collection.Maps["others"];

    private static Collection Load(ProgramType type, AttachType attachType, int verdict)
    {
        CollectionSpec spec = TestSpecs.CountingCollection(type, verdict, attachType);
        return Collection.Load(spec with
        {
            Maps =
            [
                TestSpecs.Counts,
                TestSpecs.Map("sockets", MapType.SockMap, 4, 4, 2),
                TestSpecs.Map("others", MapType.SockMap, 4, 4, 2),
            ],
        });
    }

    private sealed class TcpPair : IDisposable
    {
        public TcpPair()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            Client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            Client.Connect(listener.LocalEndpoint);
            Server = listener.AcceptSocket();
            Server.ReceiveTimeout = 5000;
        }

        public Socket Client { get; }

        public Socket Server { get; }

        public uint ServerDescriptor => (uint)Server.SafeHandle.DangerousGetHandle();

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
        }
    }
}
