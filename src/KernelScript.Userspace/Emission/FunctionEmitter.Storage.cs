using System.Diagnostics;
using KernelScript.Semantics;
using KernelScript.Userspace.Runtime;
using Mono.Cecil.Cil;

namespace KernelScript.Userspace.Emission;

/// <content>Variables, memory, map entries: reading and assigning.</content>
internal sealed partial class FunctionEmitter
{
    private static bool IsGlobal(VariableSymbol variable) =>
        variable.Kind is not (VariableKind.Local or VariableKind.Parameter);

    private void LoadVariable(VariableSymbol variable)
    {
        if (IsGlobal(variable))
        {
            _il.Emit(OpCodes.Ldsfld, _script.GlobalField(variable));
            EmitLoadIndirect(variable.Type);
            return;
        }

        _il.Emit(OpCodes.Ldloc, LocalFor(variable));
        if (IsHeldByPointer(variable))
        {
            EmitLoadIndirect(variable.Type);
        }
    }

    /// <summary>Assigns to a variable what <paramref name="load"/> puts on the stack.</summary>
    private void StoreVariable(VariableSymbol variable, Action load)
    {
        if (!IsGlobal(variable) && !IsHeldByPointer(variable))
        {
            load();
            _il.Emit(OpCodes.Stloc, LocalFor(variable));
            return;
        }

        EmitVariableAddress(variable);
        load();
        EmitStoreIndirect(variable.Type);
    }

    private void EmitVariableAddress(VariableSymbol variable)
    {
        if (IsGlobal(variable))
        {
            _il.Emit(OpCodes.Ldsfld, _script.GlobalField(variable));
        }
        else
        {
            Debug.Assert(IsHeldByPointer(variable), "Only variables in memory have an address.");
            _il.Emit(OpCodes.Ldloc, LocalFor(variable));
        }
    }

    /// <summary>Puts the place of storage (or of the bytes of a struct, array or string value) on the stack.</summary>
    private void EmitAddress(BoundExpression storage)
    {
        switch (storage)
        {
            case BoundVariable { Variable: var variable }:
                EmitVariableAddress(variable);
                break;
            case BoundField f:
                EmitAddress(f.Receiver);
                EmitOffset(f.Field.Offset);
                break;
            case BoundDereference d:
                EmitValue(d.Pointer);
                break;
            case BoundIndex i:
                EmitElementAddress(i);
                break;
            case BoundMapEntry m:
                VariableDefinition key = EmitKey(m.Key);
                LoadMap(m.Map);
                _il.Emit(OpCodes.Ldloc, key);
                _il.Emit(OpCodes.Callvirt, _members.OnMap(nameof(ScriptMap.Entry)));
                break;
            default:
                Debug.Assert(ValueKinds.Of(storage.Type) == ValueKind.Bytes, "Only bytes have a place.");
                EmitValue(storage);
                break;
        }
    }

    private void EmitElementAddress(BoundIndex index)
    {
        (int count, int size) = index.Array.Type switch
        {
            Semantics.ArrayType a => (a.Count, a.Element.Size),
            StringType s => (s.Capacity, 1),
            _ => throw new UnreachableException($"{index.Array.Type.Name} has no elements."),
        };
        VariableDefinition array = NewLocal(_members.Pointer);
        EmitAddress(index.Array);
        _il.Emit(OpCodes.Stloc, array);
        VariableDefinition position = EmitToLocal(index.Index);
        _il.Emit(OpCodes.Ldloc, array);
        _il.Emit(OpCodes.Ldloc, position);
        EmitIntegerConversion(index.Index.Type, BuiltInTypes.U64);
        _il.Emit(OpCodes.Ldc_I4, count);
        _il.Emit(OpCodes.Ldc_I4, size);
        _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.Element)));
    }

    private void EmitOffset(int bytes)
    {
        if (bytes != 0)
        {
            _il.Emit(OpCodes.Ldc_I8, (long)bytes);
            _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.Add)));
        }
    }

    private void EmitAssignment(BoundExpression target, BoundExpression value)
    {
        if (target is BoundMapEntry entry)
        {
            VariableDefinition key = EmitKey(entry.Key);
            VariableDefinition bytes = EmitKey(value);
            EmitMapUpdate(entry.Map, key, bytes);
            return;
        }

        if (target is BoundVariable { Variable: { HasPresence: true } present })
        {
            EmitValueWithPresence(present, value);
            return;
        }

        if (target is BoundVariable { Variable: var variable })
        {
            VariableDefinition assigned = EmitToLocal(value);
            StoreVariable(variable, () => _il.Emit(OpCodes.Ldloc, assigned));
            return;
        }

        VariableDefinition place = NewLocal(_members.Pointer);
        EmitAddress(target);
        _il.Emit(OpCodes.Stloc, place);
        VariableDefinition result = EmitToLocal(value);
        EmitStoreTo(place, target, () => _il.Emit(OpCodes.Ldloc, result));
    }

    private void EmitCompoundAssignment(BoundCompoundAssignment a)
    {
        if (a.Target is BoundMapEntry entry)
        {
            EmitCompoundMapAssignment(a, entry);
            return;
        }

        if (a.Target is BoundVariable { Variable: var variable })
        {
            VariableDefinition right = EmitToLocal(a.Value);
            VariableDefinition left = NewLocal(_script.Clr(variable.Type));
            LoadVariable(variable);
            _il.Emit(OpCodes.Stloc, left);
            StoreVariable(
                variable,
                () => EmitOperation(a.Operation, a.Target.Type, left, a.Target.Type, right, a.Value.Type));
            return;
        }

        VariableDefinition place = NewLocal(_members.Pointer);
        EmitAddress(a.Target);
        _il.Emit(OpCodes.Stloc, place);
        VariableDefinition value = EmitToLocal(a.Value);
        VariableDefinition old = NewLocal(_script.Clr(a.Target.Type));
        EmitLoadFrom(place, a.Target);
        _il.Emit(OpCodes.Stloc, old);
        EmitStoreTo(
            place, a.Target,
            () => EmitOperation(a.Operation, a.Target.Type, old, a.Target.Type, value, a.Value.Type));
    }

    /// <summary><c>m[k] op= v</c>: an absent entry starts from zero and is created.</summary>
    private void EmitCompoundMapAssignment(BoundCompoundAssignment a, BoundMapEntry entry)
    {
        VariableDefinition key = EmitKey(entry.Key);
        VariableDefinition value = EmitToLocal(a.Value);
        VariableDefinition bytes = NewLocal(_members.Pointer);
        LoadMap(entry.Map);
        _il.Emit(OpCodes.Ldloc, key);
        _il.Emit(OpCodes.Callvirt, _members.OnMap(nameof(ScriptMap.Value)));
        _il.Emit(OpCodes.Stloc, bytes);
        VariableDefinition old = NewLocal(_script.Clr(entry.Type));
        _il.Emit(OpCodes.Ldloc, bytes);
        EmitLoadIndirect(entry.Type);
        _il.Emit(OpCodes.Stloc, old);
        _il.Emit(OpCodes.Ldloc, bytes);
        EmitOperation(a.Operation, entry.Type, old, entry.Type, value, a.Value.Type);
        EmitStoreIndirect(entry.Type);
        EmitMapUpdate(entry.Map, key, bytes);
    }

    /// <summary><c>var e = m[k]</c> of a scalar: the value, and whether the entry was there.</summary>
    private void EmitValueWithPresence(VariableSymbol variable, BoundExpression value)
    {
        VariableDefinition presence = PresenceOf(variable);
        if (value is not BoundMapEntry entry)
        {
            VariableDefinition plain = EmitToLocal(value);
            EmitZeroLocal(variable);
            StoreVariable(variable, () => _il.Emit(OpCodes.Ldloc, plain));
            _il.Emit(OpCodes.Ldc_I4_1);
            _il.Emit(OpCodes.Stloc, presence);
            return;
        }

        VariableDefinition key = EmitKey(entry.Key);
        VariableDefinition place = NewLocal(_members.Pointer);
        LoadMap(entry.Map);
        _il.Emit(OpCodes.Ldloc, key);
        _il.Emit(OpCodes.Callvirt, _members.OnMap(nameof(ScriptMap.Reference)));
        _il.Emit(OpCodes.Stloc, place);
        EmitZeroLocal(variable);
        _il.Emit(OpCodes.Ldloc, place);
        _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.IsNull)));
        EmitNot();
        _il.Emit(OpCodes.Stloc, presence);
        Instruction absent = _il.Create(OpCodes.Nop);
        _il.Emit(OpCodes.Ldloc, presence);
        _il.Emit(OpCodes.Brfalse, absent);
        StoreVariable(variable, () =>
        {
            _il.Emit(OpCodes.Ldloc, place);
            EmitLoadIndirect(variable.Type);
        });
        _il.Append(absent);
    }

    private void EmitMapUpdate(MapSymbol map, VariableDefinition key, VariableDefinition value)
    {
        LoadMap(map);
        _il.Emit(OpCodes.Ldloc, key);
        _il.Emit(OpCodes.Ldloc, value);
        _il.Emit(OpCodes.Callvirt, _members.OnMap(nameof(ScriptMap.Update)));
    }

    private void LoadMap(MapSymbol map) => _il.Emit(OpCodes.Ldsfld, _script.MapField(map));

    /// <summary>A local that points to the bytes of a value, as maps take keys and values.</summary>
    private VariableDefinition EmitKey(BoundExpression expression)
    {
        VariableDefinition value = EmitToLocal(expression);
        if (ValueKinds.Of(expression.Type) == ValueKind.Bytes)
        {
            return value;
        }

        VariableDefinition place = NewLocal(_members.Pointer);
        Allocate(expression.Type.Size);
        _il.Emit(OpCodes.Stloc, place);
        _il.Emit(OpCodes.Ldloc, place);
        _il.Emit(OpCodes.Ldloc, value);
        EmitStoreIndirect(expression.Type);
        return place;
    }

    /// <summary>Reads storage whose place is known.</summary>
    private void EmitLoadFrom(VariableDefinition place, BoundExpression storage)
    {
        _il.Emit(OpCodes.Ldloc, place);
        if (storage is BoundField { Field: { BitSize: > 0 } field })
        {
            EmitLoadBits(field);
        }
        else
        {
            EmitLoadIndirect(storage.Type);
        }
    }

    private void EmitStoreTo(VariableDefinition place, BoundExpression storage, Action load)
    {
        if (storage is BoundField { Field: { BitSize: > 0 } field })
        {
            EmitStoreBits(place, field, load);
            return;
        }

        _il.Emit(OpCodes.Ldloc, place);
        load();
        EmitStoreIndirect(storage.Type);
    }

    /// <summary>Place on the stack; leaves the value of a bit field.</summary>
    private void EmitLoadBits(FieldSymbol field)
    {
        EmitLoadUnit(field);
        _il.Emit(OpCodes.Ldc_I4, field.BitOffset);
        _il.Emit(OpCodes.Shr_Un);
        _il.Emit(OpCodes.Ldc_I8, Mask(field));
        _il.Emit(OpCodes.And);
        EmitIntegerConversion(BuiltInTypes.U64, field.Type);
    }

    private void EmitStoreBits(VariableDefinition place, FieldSymbol field, Action load)
    {
        _il.Emit(OpCodes.Ldloc, place);
        _il.Emit(OpCodes.Ldloc, place);
        EmitLoadUnit(field);
        _il.Emit(OpCodes.Ldc_I8, ~(Mask(field) << field.BitOffset));
        _il.Emit(OpCodes.And);
        load();
        EmitIntegerConversion(field.Type, BuiltInTypes.U64);
        _il.Emit(OpCodes.Ldc_I8, Mask(field));
        _il.Emit(OpCodes.And);
        _il.Emit(OpCodes.Ldc_I4, field.BitOffset);
        _il.Emit(OpCodes.Shl);
        _il.Emit(OpCodes.Or);
        PrimitiveType unit = Unit(field);
        EmitIntegerConversion(BuiltInTypes.U64, unit);
        EmitStoreIndirect(unit);
    }

    private void EmitLoadUnit(FieldSymbol field)
    {
        PrimitiveType unit = Unit(field);
        EmitLoadIndirect(unit);
        EmitIntegerConversion(unit, BuiltInTypes.U64);
    }

    private static long Mask(FieldSymbol field) => (1L << field.BitSize) - 1;

    private static PrimitiveType Unit(FieldSymbol field) => field.StorageSize switch
    {
        1 => BuiltInTypes.U8,
        2 => BuiltInTypes.U16,
        4 => BuiltInTypes.U32,
        _ => BuiltInTypes.U64,
    };

    /// <summary>Pointer on the stack; leaves the value there (bytes stay behind their pointer).</summary>
    private void EmitLoadIndirect(TypeSymbol type)
    {
        string? name = ValueKinds.Of(type) switch
        {
            ValueKind.Bytes => null,
            ValueKind.Pointer => nameof(ScriptPointer.LoadPointer),
            ValueKind.Float => type.Size == 4 ? nameof(ScriptPointer.LoadF32) : nameof(ScriptPointer.LoadF64),
            _ when ValueKinds.IsBool(type) => nameof(ScriptPointer.LoadBool),
            _ => (ValueKinds.Integer(type).IsSigned ? "LoadI" : "LoadU") + (ValueKinds.Integer(type).Size * 8),
        };
        if (name == nameof(ScriptPointer.LoadPointer))
        {
            LoadPointers();
        }

        if (name is not null)
        {
            _il.Emit(OpCodes.Call, _members.OnPointer(name));
        }
    }

    /// <summary>Pointer and value on the stack; writes the value.</summary>
    private void EmitStoreIndirect(TypeSymbol type)
    {
        switch (ValueKinds.Of(type))
        {
            case ValueKind.Bytes:
                _il.Emit(OpCodes.Ldc_I4, type.Size);
                _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.Copy)));
                return;
            case ValueKind.Pointer:
                LoadPointers();
                _il.Emit(OpCodes.Call, _members.OnPointer(nameof(ScriptPointer.StorePointer)));
                return;
            case ValueKind.Float:
                _il.Emit(OpCodes.Call, _members.OnPointer(
                    type.Size == 4 ? nameof(ScriptPointer.StoreF32) : nameof(ScriptPointer.StoreF64)));
                return;
        }

        int size = ValueKinds.Integer(type).Size;
        if (size < 4)
        {
            _il.Emit(size == 1 ? OpCodes.Conv_U1 : OpCodes.Conv_U2);
        }

        _il.Emit(OpCodes.Call, _members.OnPointer("Store" + (size * 8)));
    }
}
