using Bpf.Loader;
using KernelScript.Compiler;

Compilation compilation = KernelScriptCompiler.Compile("""
    var packets : array<u32, u64>(1)

    @xdp
    fn count(ctx: *xdp_md) -> xdp_action {
        packets[0] += 1
        return XDP_PASS
    }
    """);
using Collection collection = Collection.Load(compilation.Collection!);
using Link link = collection.Programs["count"].AttachXdp(args.Length > 0 ? args[0] : "lo");
Thread.Sleep(1000);
Console.WriteLine($"{collection.Maps["packets"].As<uint, ulong>()[0]} packets");
