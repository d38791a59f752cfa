using System.Collections.Immutable;
using KernelScript.Syntax;

namespace KernelScript.Semantics;

// Method calls: of maps, of contexts, and any function whose first parameter takes the receiver.
internal sealed partial class BodyBinder
{
    private BoundExpression BindMethodCall(CallExpressionSyntax syntax, MemberAccessExpressionSyntax member)
    {
        BoundExpression receiver = BindExpression(member.Receiver, null);
        if (receiver.Type.IsError() || member.Name.IsMissing)
        {
            return BindArgumentsOfError(syntax);
        }

        string name = member.Name.Text;
        if (receiver is BoundMap map)
        {
            return BindMapMethod(syntax, member, map.Map);
        }

        if (ViewOf(receiver) is { } view && syntax.Arguments.IsEmpty
            && !(_binder.FindFunction(name) is { } own && TakesReceiver(own, receiver)))
        {
            return BindViewMember(syntax, receiver, view, member.Name);
        }

        FieldSymbol? field = FindField(receiver, name);
        if (field is { Type: FunctionType })
        {
            return BindIndirectCall(syntax, BindField(member, receiver, field));
        }

        if (_binder.FindFunction(name) is { } function && TakesReceiver(function, receiver))
        {
            return CheckSide(syntax, function)
                ? BindFunctionCall(syntax, function, receiver)
                : BindArgumentsOfError(syntax);
        }

        if (StructOf(receiver) is { Role: StructRole.Context } context && syntax.Arguments.IsEmpty
            && BindContextMethod(member, receiver, context, name) is { } result)
        {
            return result;
        }

        Diagnostics.Add(new Diagnostic(
            Descriptors.UndefinedMethod, At(member, member.Name),
            StructOf(receiver)?.Name ?? receiver.Type.Name, name));
        return BindArgumentsOfError(syntax);
    }

    private static bool TakesReceiver(FunctionSymbol function, BoundExpression receiver)
    {
        if (function.Parameters is not [var first, ..])
        {
            return false;
        }

        TypeSymbol wanted = first.Type is PointerType pointer ? pointer.Element : first.Type;
        TypeSymbol given = receiver.Type is PointerType own ? own.Element : receiver.Type;
        return wanted.IsSame(given)
            || (given is StructType option && option.IsOption() && OptionType.Value(option).Type.IsSame(wanted));
    }

    /// <summary>The receiver as first argument: by address where the function takes a pointer.</summary>
    private BoundExpression ConvertReceiver(BoundExpression receiver, TypeSymbol type)
    {
        if (type is PointerType && receiver.Type is not PointerType)
        {
            if (receiver is BoundMapEntry entry)
            {
                return ReferTo(entry);
            }

            if (!IsStorage(receiver) || IsInMapEntry(receiver))
            {
                Report(Descriptors.NoAddress, receiver.Syntax);
                return new BoundZero(receiver.Syntax, type);
            }

            NoteAddressTaken(receiver);
            return new BoundAddressOf(receiver.Syntax, new PointerType(receiver.Type, false), receiver);
        }

        return Convert(receiver, type);
    }

    private BoundExpression BindMapMethod(
        CallExpressionSyntax syntax, MemberAccessExpressionSyntax member, MapSymbol map)
    {
        bool isRing = map.TypeName == "ringbuf";
        switch (member.Name.Text)
        {
            case "reserve" when isRing && CheckMapCall(syntax, map, 0, kernelOnly: true):
                return new BoundMapOperation(
                    syntax, new PointerType(map.Value, true), map, MapOperation.Reserve, []);
            case "submit" or "discard" when isRing && CheckMapCall(syntax, map, 1, kernelOnly: true):
                return BindRelease(
                    syntax, map, member.Name.Text == "submit" ? MapOperation.Submit : MapOperation.Discard);
            case "output" when isRing && CheckMapCall(syntax, map, 1, kernelOnly: true):
                return new BoundMapOperation(
                    syntax, BuiltInTypes.I64, map, MapOperation.Output,
                    [BindConverted(syntax.Arguments[0], map.Value)]);
            case "on_event" when isRing && CheckMapCall(syntax, map, 1, userspaceOnly: true):
                return BindEventHandler(syntax, map);
            case "contains" or "contains_key" when !map.Key.IsVoid() && CheckMapCall(syntax, map, 1):
                return new BoundMapContains(syntax, map, BindConverted(syntax.Arguments[0], map.Key));
            case "sum" when map.IsPerCpu && CheckMapCall(syntax, map, 1, userspaceOnly: true):
                return new BoundMapOperation(
                    syntax, map.Value, map, MapOperation.Sum, [BindConverted(syntax.Arguments[0], map.Key)]);
            case "count" when !map.Key.IsVoid() && CheckMapCall(syntax, map, 0, userspaceOnly: true):
                return new BoundMapOperation(syntax, BuiltInTypes.U64, map, MapOperation.Count, []);
            case "reserve" or "submit" or "discard" or "output" or "on_event" when isRing:
            case "contains" or "contains_key" or "count" when !map.Key.IsVoid():
            case "sum" when map.IsPerCpu:
                return BindArgumentsOfError(syntax);
            default:
                Report(Descriptors.MapOperationMissing, At(member, member.Name), map.TypeName, $"'{member.Name.Text}'");
                return BindArgumentsOfError(syntax);
        }
    }

    private bool CheckMapCall(
        CallExpressionSyntax syntax, MapSymbol map, int arguments, bool kernelOnly = false, bool userspaceOnly = false)
    {
        string name = $"{map.Name}.{((MemberAccessExpressionSyntax)syntax.Callee).Name.Text}";
        if ((kernelOnly && IsUserspace) || (userspaceOnly && IsKernel))
        {
            Report(kernelOnly ? Descriptors.KernelOnly : Descriptors.UserspaceOnly, syntax, name);
            return false;
        }

        if (syntax.Arguments.Length != arguments)
        {
            ReportArgumentCount(syntax, name, arguments, syntax.Arguments.Length);
            return false;
        }

        return true;
    }

    private BoundMapOperation BindRelease(CallExpressionSyntax syntax, MapSymbol map, MapOperation operation)
    {
        BoundExpression record = BindValue(syntax.Arguments[0], null);
        if (record.Type is PointerType)
        {
            record = RequireNonNull(record);
            var type = new PointerType(map.Value, false);
            record = record.Type.IsSame(type) ? record : new BoundConversion(record.Syntax, type, record);
        }
        else if (!record.Type.IsError())
        {
            Report(Descriptors.TypeMismatch, record.Syntax, record.Type.Name, $"*{map.Value.Name}");
        }

        if (Place.Of(record) is { First: null } place)
        {
            _flow = _flow.WithReleased(place.Variable);
        }

        ImmutableArray<BoundExpression> arguments = [record];
        return new BoundMapOperation(syntax, BuiltInTypes.Void, map, operation, arguments);
    }
}
