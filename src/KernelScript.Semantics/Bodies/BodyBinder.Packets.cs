using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Methods of contexts and the views of their packets.
internal sealed partial class BodyBinder
{
    private PacketView? ViewOf(BoundExpression value) =>
        value.Type.PointedStruct() is { Role: StructRole.Context } type ? _binder.FindView(type) : null;

    /// <summary>A method of a context; null when it has none of that name.</summary>
    private BoundExpression? BindContextMethod(
        SyntaxNode syntax, BoundExpression receiver, StructType context, string name)
    {
        BoundExpression? CallLibrary(string function) =>
            _binder.FindLibraryFunction(context, function) is { } symbol
                ? new BoundCall(syntax, symbol, [receiver])
                : null;
        switch (name)
        {
            case "packet" when context.FindField("data_end") is not null:
                return new BoundConversion(
                    syntax, new PointerType(_binder.ViewsOf(context).Packet.Type, false), receiver);
            case "packet_size":
            case "len" when context.FindField("len") is null:
                return BindPacketSize(syntax, receiver, context);
            case "hash" when context.FindField("hash") is not null && Kernel("bpf_get_hash_recalc") is { } recalculate:
                return new BoundCall(syntax, recalculate, [receiver]);
            case "hash":
                return CallLibrary("ctx_flow_hash");
            default:
                // ctx->data() is the field data.
                return context.FindField(name) is { } field ? BindField(syntax, receiver, field) : null;
        }
    }

    // A view is never null itself: whether there is an IP packet behind it is asked when a script tests it. Without a
    // test
    // the fields of a missing packet read zero, like everything outside the packet.
    private BoundCall? HasPacket(SyntaxNode syntax, BoundExpression value) =>
        ViewOf(value) is { } view && _binder.FindLibraryFunction(view.Context, "ctx_has_packet") is { } function
            ? new BoundCall(syntax, function, [ToContext(value, view)])
            : null;

    private static BoundConversion ToContext(BoundExpression value, PacketView view) =>
        new(value.Syntax, new PointerType(view.Context, false), value);

    private FunctionSymbol? Kernel(string helper) => _binder.Kernel.FindHelper(helper);

    // The bytes that can be reached; a socket buffer knows the whole length.
    private BoundExpression? BindPacketSize(SyntaxNode syntax, BoundExpression receiver, StructType context)
    {
        if (context.FindField("len") is { } length)
        {
            return BindField(syntax, receiver, length);
        }

        if (context.FindField("data") is not { } data || context.FindField("data_end") is not { } end)
        {
            return null;
        }

        return new BoundConversion(
            syntax, BuiltInTypes.U32,
            new BoundBinary(
                syntax, BuiltInTypes.U64, BinaryOperation.PointerDifference,
                BindField(syntax, receiver, end), BindField(syntax, receiver, data)));
    }

    /// <summary>A field or method of a packet view: a call of the library, or the view of one of its headers.</summary>
    private BoundExpression BindViewMember(
        SyntaxNode syntax, BoundExpression receiver, PacketView view, Identifier name)
    {
        PacketViews views = _binder.ViewsOf(view.Context);
        if (ReferenceEquals(view, views.Packet) && views.Header(name.Text) is { } header)
        {
            return new BoundConversion(syntax, new PointerType(header.Type, false), receiver);
        }

        if (_binder.FindLibraryFunction(view.Context, view.Prefix + name.Text) is { } function)
        {
            BoundExpression call = new BoundCall(syntax, function, [ToContext(receiver, view)]);

            // Only packet_data gives a pointer, the start of a packet that is there.
            return call.Type.IsNullablePointer() ? AsNonNull(call) : call;
        }

        if (!name.IsMissing)
        {
            Report(Descriptors.UndefinedField, At(syntax, name), view.Type.Name, name.Text);
        }

        return Error(syntax);
    }
}
